"""Estimates: the list of all one may read, a job's own, and how one begins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import sees_money
from accounts.forms.fields import key_of
from accounts.models import Client, Function, Rung
from accounts.views.client_page import filled_in, form_page, sent
from billing.forms.estimates import EstimateFilter, JobOfEstimateForm, StartForm
from billing.models import Estimate
from billing.models.ceiling import authorised
from briefs.models import Job

PAGE = 50


def clients_of(user):
    """The clients whose money this person may see."""
    clients = Client.objects
    return clients.visible_to(user) if user.function == Function.FINANCE else clients.open_to(user)


def refuse_without_money(user):
    """Whoever sees no money finds nothing here."""
    if not sees_money(user):
        raise Http404


@login_required
@require_safe
def estimates(request):
    user = request.user
    refuse_without_money(user)
    choice = EstimateFilter(request.GET, clients_of(user))
    seen = choice.narrow(Estimate.objects.visible_to(user), user)
    page = Paginator(seen.on_page(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filter": choice,
        "views": views(choice),
        "totals": totals(seen) if page.object_list else [],
        "can_start": user.rung or user.function == Function.FINANCE,
    }
    return render(request, "billing/estimate_list.html", context)


def totals(seen):
    """What all that the filter leaves comes to, in each currency."""
    rows = seen.order_by().values("latest__currency")
    rows = rows.annotate(net=Sum("latest__net"), count=Count("pk", distinct=True))
    return list(rows.order_by("latest__currency"))


def views(choice):
    """The saved views over the list."""
    url, now = reverse("billing:estimates"), choice.cleaned_data.get("view", "")
    return [
        {"label": label, "url": f"{url}?view={name}" if name else url, "current": name == now}
        for name, label in EstimateFilter.VIEWS
    ]


@login_required
@require_safe
def job_money(request, pk):
    """What a job may cost: its estimates and change orders, for the job's page."""
    user = request.user
    refuse_without_money(user)
    jobs = Job.objects.visible_to(user).filter(client__in=clients_of(user))
    job = get_object_or_404(jobs.select_related("client__office"), pk=pk)
    found = list(Estimate.objects.visible_to(user).filter(job=job).on_page().order_by("made_at"))
    probe = Estimate(job=job)
    context = {
        "job": job,
        "estimates": found,
        "ceiling": authorised(job),
        "currency": found[0].latest.currency if found else job.client.currency,
        "can_start": probe.can_write(user, Rung.AE) and not job.has_ended,
    }
    template = "_job_money" if request.htmx else "job_money"
    return render(request, f"billing/{template}.html", context)


@login_required
def start_estimate(request):
    """For which job, unless the address says so; then under which title."""
    user, now = request.user, timezone.now()
    refuse_without_money(user)
    key = key_of(request.GET.get("job", ""))
    if not key:
        return choose_job(request)
    jobs = Job.objects.filter(client__in=clients_of(user)).select_related("client__office", "brand")
    job = get_object_or_404(jobs, pk=key)
    Estimate(job=job).demand_writing(user, now, rung=Rung.AE)
    form = StartForm(sent(request), initial={"title": job.title})
    if filled_in(request, form, Estimate.objects.start, job=job, by=user, at=now):
        messages.success(request, _("Begun. It saves itself while you write."))
        return redirect("billing:estimate-draft", pk=form.made.pk)
    title = _("New estimate for %s") % job.number
    back = job.get_absolute_url()
    return form_page(request, form, title=title, yes=_("Begin"), back=back, client=job.client)


def choose_job(request):
    user = request.user
    jobs = Job.objects.open().filter(client__in=clients_of(user), is_billable=True)
    jobs = jobs.select_related("client").order_by("client__name", "-opened_at")
    asked = request.GET if "job" in request.GET else None
    form = JobOfEstimateForm(asked, jobs=jobs)
    form.is_valid()
    page = {"form": form, "title": _("New estimate"), "back": reverse("billing:estimates")}
    return render(request, "billing/estimate_job.html", page, status=form.status)
