"""The timing of one job: its plan, drawn up backwards and changed while it is a draft."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Rung
from accounts.views.dialogs import ask
from agency.lib.schedule import slip
from briefs.forms.timing import DueForm, MilestoneForm
from briefs.gantt import Scale
from briefs.models import TimingPlan
from briefs.views.job_page import job_for, show

ASKED = ["GET", "HEAD", "POST"]
USUAL_LENGTH = timedelta(weeks=10)


def timing_job_for(user, pk):
    """A job whose timing may be seen: whoever reads its work, and traffic."""
    job = job_for(user, pk)
    if not (job.is_open or job.is_for_traffic):
        raise Http404
    # Asked for many times on the page: the days the office is closed.
    prefetch_related_objects([job.client.office], "closing_days")
    return job


def plan_for(user, pk):
    plans = TimingPlan.objects.visible_to(user)
    return get_object_or_404(
        plans.select_related("job", "client__office", "agreed_by", "agreed_with"), pk=pk
    )


@login_required
@require_safe
def timing(request, pk):
    """The draft if there is one, else the version that holds."""
    job, at = timing_job_for(request.user, pk), timezone.now()
    plans = list(versions_of(job))
    drafts = [plan for plan in plans if plan.is_draft]
    plan = next(iter(drafts + [plan for plan in plans if plan.is_current]), None)
    context = {"versions": plans, "can_draft": job.client.rung_for(request.user) >= Rung.AE}
    if plan is not None:
        earlier = (p for p in plans if p.number < plan.number and p.agreed_at)
        plan.promised = next(earlier, None)
        context |= sheet(plan, request.user, at)
    return show(request, job, "timing", **context)


def versions_of(job):
    plans = job.timing_plans.select_related("made_by", "agreed_by", "agreed_with")
    for plan in plans:
        plan.job, plan.client = job, job.client
        yield plan


def sheet(plan, user, at):
    """What the page shows of one plan: its rows, whether it can be kept, and what may be done."""
    today = plan.client.local_date(at)
    promised = None if plan.agreed_at else plan.promised
    rows = known(plan, promised, user, today)
    table = plan.timetable(at, rows)
    verdict = table.judged(plan.due_on, today)
    rung = plan.client.rung_for(user)
    return {
        "plan": plan,
        "promised": promised,
        "rows": rows,
        "scale": scaled(rows, today),
        "verdict": verdict if plan.is_draft else None,
        "may": {"draft": rung >= Rung.AE and plan.is_draft, "agree": rung >= Rung.AM},
        "today": today,
        "discard_url": reverse("briefs:discard-timing", args=[plan.pk]),
        "late": sum(row.is_overdue(today) for row in rows),
    }


def known(plan, promised, user, today):
    """The rows, each with its place in the chart, its slip, and what `user` may do to it."""
    rows = list(plan.milestones.select_related("person", "contact"))
    was = {row.key: row for row in promised.milestones.all()} if promised else {}
    names = {row.key: row.name for row in rows}
    calendar = plan.client.office.calendar
    for row in rows:
        row.plan, row.job, row.client = plan, plan.job, plan.client
        row.is_late = row.is_overdue(today)
        row.is_next = row.is_open and row.planned_start <= today <= row.planned_end
        row.waits = [names[key] for key in row.after if key in names]
        before = was.get(row.key)
        row.slips = slip(calendar, before.planned_end, row.planned_end) if before else 0
        row.may_tick = row.can_tick(user) and plan.superseded_at is None
        row.acts = acts(row, plan, user, is_first=row == rows[0]) if row.is_open else []
    return rows


def acts(row, plan, user, *, is_first):
    """What the "…" of an open row offers."""
    if plan.client.rung_for(user) < Rung.AE or plan.superseded_at:
        return []
    asked = [
        (_("Move…"), "move-milestone", "calendar-clock"),
        (_("Reached on another day…"), "note-milestone-reached", "calendar-check"),
        (_("Hand over…"), "hand-over-milestone", "user-check"),
        (_("Drop…"), "drop-milestone", "x"),
    ]
    if plan.is_draft:
        asked.insert(0, (_("Change…"), "edit-milestone", "pencil"))
    found = [entry(label, name, icon, row, dialog=True) for label, name, icon in asked]
    if plan.is_draft and not is_first:
        found.append(entry(_("One up"), "rise-milestone", "arrow-up", row))
    if plan.is_draft:
        found.append(entry(_("Remove"), "remove-milestone", "trash-2", row))
    return found


def entry(label, name, icon, row, *, dialog=False):
    url = reverse(f"briefs:{name}", args=[row.pk])
    return {"label": label, "icon": icon, "dialog": dialog, "url" if dialog else "post": url}


def scaled(rows, today):
    """Give each row its bar; the scale they share, or None where there is nothing to draw."""
    days = [day for row in rows for day in (row.planned_start, row.planned_end, row.done_on) if day]
    if not days:
        return None
    scale = Scale.over(days)
    for row in rows:
        row.bar = scale.bar(row.planned_start, row.planned_end)
        row.done_at_x = scale.middle(row.done_on) if row.done_on else ""
    is_on = scale.first <= today <= scale.last
    return {"weeks": scale.weeks(), "today": scale.middle(today) if is_on else ""}


# -- Acts on the draft ----------------------------------------------------------------------------


def typed(request):
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(ASKED)
def draw_up_timing(request, pk):
    """One click: the milestones of the job's type, backwards from the day it is due."""
    job, at = timing_job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, at)
    kind = getattr(job, "job_type", None)
    due_on = getattr(job, "due_on", None) or job.client.local_date(at) + USUAL_LENGTH
    return ask(
        request,
        At(job),
        DueForm(typed(request), initial={"due_on": due_on}),
        lambda chosen: TimingPlan.objects.draw_up(
            job, chosen["due_on"], request.user, at, kind.timing_template if kind else ()
        ),
        title=_("Draw up the timing plan"),
        button=_("Draw it up"),
        note=_("The usual milestones come by themselves; change them afterwards."),
    )


class At:
    """A job as its timing page, where an act on it leads back to."""

    def __init__(self, job):
        self.job = job

    def __str__(self):
        return str(self.job)

    def get_absolute_url(self):
        return reverse("briefs:timing", args=[self.job.pk])


@login_required
@require_http_methods(ASKED)
def reschedule_timing(request, pk):
    plan, at = plan_for(request.user, pk), timezone.now()
    plan.client.demand(request.user, Rung.AE, at)
    return ask(
        request,
        plan,
        DueForm(typed(request), initial={"due_on": plan.due_on}),
        lambda chosen: plan.reschedule(request.user, chosen["due_on"], at),
        title=_("Lay the plan out anew"),
        button=_("Lay it out"),
        note=_("Every open milestone moves to as late as it may be. Moves by hand are lost."),
    )


@login_required
@require_http_methods(ASKED)
def add_milestone(request, pk):
    plan, at = plan_for(request.user, pk), timezone.now()
    plan.client.demand(request.user, Rung.AE, at)
    rows = [row for row in plan.milestones.all() if row.dropped_at is None]
    first = {"side": "agency", "days": 1, "after": [rows[-1].key] if rows else []}
    form = MilestoneForm(
        typed(request), initial=first, plan=plan, rows=rows, day=plan.client.local_date(at)
    )
    return ask(
        request,
        plan,
        form,
        lambda chosen: plan.add(request.user, at, **chosen),
        title=_("New milestone"),
        button=_("Add it"),
        done="",
    )
