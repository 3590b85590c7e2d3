"""What the pages of costs have in common: who finds them, their tabs, their forms."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import sees_money
from accounts.models import Client, Rung
from billing.models.of_cost import is_finance, sees_costs
from briefs.models import Job

ASKED = ["GET", "HEAD", "POST"]
PAGE = 50


def demand_reader(user):
    """Whoever sees no internal cost finds nothing here."""
    if not sees_costs(user):
        raise Http404


def demand_money(user):
    """The same, for what assistants may see too: expenses."""
    if not sees_money(user):
        raise Http404


def job_for(user, pk):
    """A job whose cost this person may see; an assistant is told whom to ask."""
    demand_money(user)
    rows = Job.objects.select_related("client__office", "brand", "owner")
    if is_finance(user):
        return get_object_or_404(rows.visible_to(user), pk=pk)
    clients = Client.objects.open_to(user).values("pk")
    job = get_object_or_404(rows.filter(client__in=clients), pk=pk)
    if not sees_costs(user):
        job.client.demand(user, Rung.AE, timezone.now())
    return job


def tabs(user, current):
    pages = [
        ("purchase-orders", _("Orders"), sees_costs),
        ("supplier-bills", _("Bills"), sees_costs),
        ("payment-runs", _("Payment lists"), lambda user: is_finance(user) or user.is_csd),
        ("expenses", _("Expenses"), sees_money),
        ("suppliers", _("Suppliers"), sees_costs),
    ]
    return [
        {"label": label, "url": reverse(f"billing:{name}"), "current": name == current}
        for name, label, may in pages
        if may(user)
    ]


def views_of(name, choices, current, counts=None):
    """The saved views over a list as tabs; the first needs no word in the address."""
    url = reverse(f"billing:{name}")
    first = next(iter(choices))
    return [
        {
            "label": label,
            "url": url if key == first else f"{url}?view={key}",
            "count": (counts or {}).get(key, ""),
            "current": key == current,
        }
        for key, label in choices.items()
    ]


def form_page(request, form, *, title, yes, back, crumbs, **context):
    """A form about costs on a page of its own, with room for a file."""
    page = {"form": form, "title": title, "yes": yes, "back": back, "crumbs": crumbs, **context}
    return render(request, "billing/cost_form.html", page, status=form.status)


def costs_crumb():
    return (_("Costs"), reverse("billing:purchase-orders"))


def files(request):
    return request.FILES if request.method == "POST" else None
