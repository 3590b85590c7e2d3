"""Closing: what stands against it for one job, and many jobs closed at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Rung
from agency.lib.refusal import Refused
from briefs.forms.job_lists import JobFilter, TickedForm
from briefs.models.closing import blockers_of, checklist_of
from briefs.models.job_states import MOVES, Status
from briefs.views.job_page import jobs_for_page, know, open_job_for, show

PAGE = 50


@login_required
@require_safe
def job_closing(request, pk):
    """The closing checklist of one job."""
    job = open_job_for(request.user, pk)
    checks = checklist_of(job, timezone.now())
    is_delivered = job.status in MOVES["close"].start
    context = {
        "checks": checks,
        "is_delivered": is_delivered,
        "is_clear": is_delivered and not any(check.blockers for check in checks),
        "can_close": job.client.rung_for(request.user) >= Rung.AE,
    }
    return show(request, job, "closing", **context)


@login_required
def close_jobs(request):
    """The monthly run: what was delivered and is still open, ticked and closed together."""
    user, at = request.user, timezone.now()
    chosen = JobFilter(request.GET, user)
    rows = chosen.narrow(jobs_for_page(user)).filter(is_open=True, status=Status.DELIVERED)
    outcome = None
    if request.method == "POST":
        ticked = TickedForm(request.POST, jobs=rows)
        if ticked.is_valid():
            outcome = close_each(ticked.cleaned_data["jobs"], user, at)
            tell(request, outcome)
            if all(not sentence for _job, sentence in outcome):
                return redirect("briefs:close-jobs")
    page = Paginator(rows.order_by("delivered_at", "pk"), PAGE).get_page(request.GET.get("page"))
    found = blockers_of(list(page), at)
    for job in page:
        know(job, user)
        job.blockers = found[job.pk]
        job.may_close = not job.blockers and job.client.rung_for(user) >= Rung.AE
    some_close = any(job.may_close for job in page)
    context = {"page": page, "filter": chosen, "outcome": outcome, "some_close": some_close}
    status = 409 if outcome else 200
    return render(request, "briefs/close_jobs.html", context, status=status)


def close_each(jobs, by, at):
    """[(job, why it was not closed, or nothing)], each in its own transaction."""
    outcome = []
    for job in jobs:
        try:
            job.close(by, at)
            outcome.append((job, ""))
        except Refused as refusal:
            outcome.append((job, refusal.message))
    return outcome


def tell(request, outcome):
    closed = sum(not sentence for _job, sentence in outcome)
    if closed:
        sentence = ngettext("%(count)d job is closed.", "%(count)d jobs are closed.", closed)
        messages.success(request, sentence % {"count": closed})
    if not outcome:
        messages.warning(request, _("Tick the jobs to close first."))
