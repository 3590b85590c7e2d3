"""What a campaign brought: its figures, changes proposed on the way, and the review at the end."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, sent
from briefs.forms.results import AdjustmentForm, AnswerForm, KpiForm, ReadingForm, ReviewForm
from briefs.models import Adjustment, CampaignReview, Kpi, KpiReading
from briefs.models.campaign_review import PARTS, demand_reviewing, may_review
from briefs.models.kpi import demand_measuring, may_measure
from briefs.views.job_page import crumbs, open_job_for, show


@login_required
@require_safe
def job_results(request, pk):
    job, user, now = open_job_for(request.user, pk), request.user, timezone.now()
    rung = job.client.rung_for(user)
    job.client.standing, job.client.standing_of = rung, user.pk
    review = CampaignReview.objects.filter(job=job).select_related("author", "planner", "done_by")
    return show(
        request,
        job,
        "results",
        kpis=known(job.kpis.all()),
        adjustments=job.adjustments.select_related("proposed_by", "decided_by"),
        review=review.first(),
        can={
            "set_up": rung >= Rung.AE,
            "measure": may_measure(job.client, user, now),
            "decide": rung >= Rung.AM,
            "review": may_review(job.client, user, now),
            "finish": rung >= Rung.AD,
        },
    )


def known(kpis):
    """Each figure with what was measured, the newest first, and whether that reaches its target."""
    readings = KpiReading.objects.select_related("logged_by")
    rows = list(kpis.prefetch_related(Prefetch("readings", queryset=readings)))
    for kpi in rows:
        kpi.log = list(kpi.readings.all())
        kpi.newest = kpi.log[0] if kpi.log else None
        kpi.is_reached = kpi.newest is not None and kpi.is_reached_by(kpi.newest.actual)
    return rows


@login_required
def add_kpi(request, pk):
    job, now = open_job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, now)
    form = KpiForm(sent(request))
    if filled_in(request, form, Kpi.objects.set_up, job=job, by=request.user, at=now):
        return done(request, _("The figure is set."), to=results(job))
    return form_page(request, form, job, title=_("New figure"), yes=_("Set the figure"))


@login_required
def edit_kpi(request, pk):
    kpi, now = kpi_for(request.user, pk), timezone.now()
    kpi.client.demand(request.user, Rung.AE, now)
    form = KpiForm(sent(request), initial=KpiForm.facts_of(kpi))
    if filled_in(request, form, kpi.edit, by=request.user, at=now):
        return done(request, _("Changed."), to=results(kpi.job))
    return form_page(request, form, kpi.job, title=_("Change %s") % kpi)


@login_required
def measure_kpi(request, pk):
    kpi, now = kpi_for(request.user, pk), timezone.now()
    demand_measuring(kpi.client, request.user, now)
    form = ReadingForm(sent(request), initial={"measured_on": kpi.client.local_date(now)})
    if filled_in(request, form, kpi.measure, by=request.user, at=now):
        return done(request, _("Logged."), to=results(kpi.job))
    return form_page(request, form, kpi.job, title=_("Measured: %s") % kpi, yes=_("Log it"))


@login_required
def propose_adjustment(request, pk):
    job, now = open_job_for(request.user, pk), timezone.now()
    demand_measuring(job.client, request.user, now)
    form = AdjustmentForm(sent(request))
    if filled_in(request, form, Adjustment.objects.propose, job=job, by=request.user, at=now):
        return done(request, _("Proposed."), to=results(job))
    return form_page(request, form, job, title=_("Propose an adjustment"), yes=_("Propose it"))


@login_required
def answer_adjustment(request, pk):
    rows = Adjustment.objects.visible_to(request.user).select_related("job__client__office")
    proposal, now = get_object_or_404(rows, pk=pk), timezone.now()
    proposal.job.client.demand(request.user, Rung.AM, now)
    form = AnswerForm(sent(request))

    def decide(outcome, **facts):
        verb = proposal.accept if outcome == "accepted" else proposal.decline
        verb(**facts)

    if filled_in(request, form, decide, by=request.user, at=now):
        return done(request, _("Answered."), to=results(proposal.job))
    title = _("Answer the proposal")
    return form_page(request, form, proposal.job, title=title, intro=proposal.text)


@login_required
def write_review(request, pk):
    job, now = open_job_for(request.user, pk), timezone.now()
    demand_reviewing(job.client, request.user, now)
    review = CampaignReview.objects.filter(job=job).first()
    known = {part: getattr(review, part) for part in PARTS} if review else {}
    form = ReviewForm(sent(request), initial=known)
    if filled_in(request, form, CampaignReview.objects.write, job=job, by=request.user, at=now):
        return done(request, _("Kept."), to=results(job))
    return form_page(request, form, job, title=_("Post-campaign review"))


@login_required
@require_POST
def finish_review(request, pk):
    job = open_job_for(request.user, pk)
    review = get_object_or_404(CampaignReview.objects.select_related("job__client"), job=job)
    review.finish(request.user, timezone.now())
    return done(request, _("The review is done."), to=results(job))


def kpi_for(user, pk):
    rows = Kpi.objects.visible_to(user).select_related("job__client__office")
    return get_object_or_404(rows, pk=pk)


def results(job):
    return reverse("briefs:job-results", args=[job.pk])


def form_page(request, form, job, *, title, yes=None, **context):
    page = {
        "form": form,
        "title": title,
        "yes": yes or _("Save"),
        "back": results(job),
        "crumbs": crumbs(job, (_("Results"), results(job)), (title, "")),
    }
    return render(request, "accounts/client_form.html", page | context, status=form.status)
