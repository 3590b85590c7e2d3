"""What clients ask for: written down, opened as jobs, or declined."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.fields import key_of
from accounts.models import Client, Rung
from accounts.views.client_page import done, filled_in, sent
from briefs.forms.job_requests import RequestFilter, RequestForm
from briefs.forms.jobs import JobOpeningForm, ReasonForm
from briefs.models import JobRequest
from briefs.views.job_page import ask
from briefs.views.jobs import choices_for, choose_client

PAGE = 50
IN_VIEW = {
    "open": Q(accepted_at=None, declined_at=None),
    "accepted": Q(accepted_at__isnull=False),
    "declined": Q(declined_at__isnull=False),
}


@login_required
@require_safe
def job_requests(request):
    user, chosen = request.user, RequestFilter(request.GET)
    found = JobRequest.objects.visible_to(user)
    if chosen.is_valid() and chosen.cleaned_data["client"]:
        found = found.filter(client=chosen.cleaned_data["client"])
    counts = found.order_by().aggregate(
        **{name: Count("pk", filter=held) for name, held in IN_VIEW.items()}
    )
    rows = on_page(found.filter(IN_VIEW[chosen.view_name]), user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for each in page:
        know(each, user)
        each.may_answer = each.can_answer(user)
    context = {"page": page, "view": chosen.view_name, "views": views(chosen, counts)}
    return render(request, "briefs/job_requests.html", context | {"can_enter": user.rung})


def on_page(rows, user):
    mine = Client.objects.filter(pk=OuterRef("client")).with_standing(user).values("standing")
    near = ("client__office", "brand", "job_type", "contact", "entered_by", "job", "declined_by")
    return rows.select_related(*near).annotate(standing=mine[:1])


def know(asked, user):
    asked.client.standing, asked.client.standing_of = asked.standing or 0, user.pk


def views(chosen, counts):
    url = reverse("briefs:job-requests")
    return [
        {
            "label": label,
            "url": url if name == "open" else f"{url}?view={name}",
            "count": counts[name],
            "current": name == chosen.view_name,
        }
        for name, label in chosen.fields["view"].choices
    ]


def fetched(request, pk):
    rows = on_page(JobRequest.objects.visible_to(request.user), request.user)
    asked = get_object_or_404(rows, pk=pk)
    know(asked, request.user)
    return asked


@login_required
@require_safe
def job_request(request, pk):
    asked = fetched(request, pk)
    context = {
        "asked": asked,
        "may_answer": asked.can_answer(request.user),
        "crumbs": crumbs(asked),
    }
    return render(request, "briefs/job_request.html", context)


def crumbs(asked):
    return [
        (_("Jobs"), reverse("briefs:jobs")),
        (_("Requests"), reverse("briefs:job-requests")),
        (asked.title, ""),
    ]


@login_required
def enter_request(request):
    """For whom, then what: as for a job, without its number."""
    user, at = request.user, timezone.now()
    if not (pk := request.GET.get("client")):
        clients = Client.objects.served_by(user, Rung.AAE).exclude(status=Client.Status.CLOSED)
        return choose_client(request, clients, title=_("What does a client ask for?"))
    client = get_object_or_404(Client.objects.open_to(user).with_standing(user), pk=key_of(pk))
    client.demand(user, Rung.AAE, at)
    form = RequestForm(sent(request), client=client, day=client.local_date(at))
    if filled_in(request, form, JobRequest.objects.enter, client=client, by=user, at=at):
        return done(request, _("Written down."), to=form.made)
    page = {"form": form, "client": client, "title": _("%s asks for") % client.name}
    page |= {"yes": _("Write it down"), "back": reverse("briefs:job-requests")}
    return render(request, "briefs/job_form.html", page, status=form.status)


@login_required
def accept_request(request, pk):
    """Open a job for it: the opening form, filled with what was asked."""
    asked, at = fetched(request, pk), timezone.now()
    asked.client.demand(request.user, Rung.AE, at)
    start = {
        "title": asked.title,
        "brand": asked.brand_id,
        "job_type": asked.job_type_id,
        "due_on": asked.wanted_on,
        "description": asked.wanted,
        "owner": request.user.pk,
        "is_billable": True,
    }
    form = JobOpeningForm(sent(request), initial=start, **choices_for(asked.client, at))
    if filled_in(request, form, asked.accept, by=request.user, at=at):
        return done(request, _("%s is open.") % form.made.number, to=form.made)
    page = {"form": form, "client": asked.client, "title": _("Open a job: %s") % asked.title}
    page |= {"yes": _("Open the job"), "back": asked.get_absolute_url(), "crumbs": crumbs(asked)}
    return render(request, "briefs/job_form.html", page, status=form.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline_request(request, pk):
    asked, at = fetched(request, pk), timezone.now()
    asked.client.demand(request.user, Rung.AE, at)
    form = ReasonForm(sent(request), label=_("Why will it not be done?"))
    return ask(
        request,
        asked,
        form,
        lambda chosen: asked.decline(request.user, chosen["reason"], at),
        title=asked.title,
        button=_("Decline"),
        done=_("Declined."),
        danger=True,
    )
