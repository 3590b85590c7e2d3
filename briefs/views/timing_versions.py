"""The versions of a timing plan: agreed, followed by the next, laid beside the one before."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Rung
from accounts.views.dialogs import ask
from agency.lib.schedule import slip
from briefs.forms.timing import AgreeForm, ReasonForm
from briefs.models import Milestone
from briefs.views.job_page import show
from briefs.views.timing import ASKED, plan_for, timing_job_for, typed, versions_of


@dataclass(frozen=True)
class Change:
    """One milestone in two versions: either may lack it."""

    row: Milestone
    was: Milestone | None
    slips: int = 0
    is_gone: bool = False

    @property
    def is_new(self):
        return self.was is None

    @property
    def why(self):
        return self.row.drop_reason or self.row.slip_reason or self.row.plan.reason


@login_required
@require_safe
def timing_version(request, pk):
    """One version beside the agreed one before it: which milestone moved, by how much and why."""
    found = plan_for(request.user, pk)
    job = timing_job_for(request.user, found.job_id)
    plans = list(versions_of(job))
    plan = next(each for each in plans if each.pk == found.pk)
    before = next((p for p in plans if p.number < plan.number and p.agreed_at), None)
    context = {
        "plan": plan,
        "before": before,
        "versions": plans,
        "changes": changes(plan, before),
        "further": [(f"v{plan.number}", "")],
    }
    return show(request, job, "timing_version", **context)


def changes(plan, before):
    """Every milestone of a version as a Change, and those that were left out."""
    was = {row.key: row for row in before.milestones.all()} if before else {}
    calendar, found = plan.client.office.calendar, []
    for row in plan.milestones.select_related("person", "contact"):
        row.plan, old = plan, was.pop(row.key, None)
        slips = slip(calendar, old.planned_end, row.planned_end) if old else 0
        gone = bool(row.dropped_at and not (old and old.dropped_at))
        found.append(Change(row, old, slips, gone))
    return found


@login_required
@require_http_methods(ASKED)
def agree_timing(request, pk):
    plan, at = plan_for(request.user, pk), timezone.now()
    plan.client.demand(request.user, Rung.AM, at)
    rows, today = list(plan.milestones.all()), plan.client.local_date(at)
    asks_client = plan.asks_client(rows, plan.promised)
    first = {"content_hash": plan.hash_of(rows), "on": today}
    form = AgreeForm(typed(request), initial=first, people=plan.client.contacts.on(today))
    note = _("From then on its days stand; a change makes a new version.")
    if not asks_client:
        note = _("No day that the client was told has changed; no need to ask again.")
    return ask(
        request,
        plan,
        form,
        lambda chosen: plan.agree(request.user, at=at, **chosen),
        title=_("Agree version %(number)s") % {"number": plan.number},
        button=_("It is agreed"),
        body="briefs/_timing_agreement.html",
        note=note,
    )


@login_required
@require_http_methods(ASKED)
def revise_timing(request, pk):
    plan, at = plan_for(request.user, pk), timezone.now()
    plan.client.demand(request.user, Rung.AE, at)
    return ask(
        request,
        plan,
        ReasonForm(typed(request)),
        lambda chosen: plan.revise(request.user, chosen["reason"], at),
        title=_("Change the agreed plan"),
        button=_("Draft the next version"),
        note=_("Version %(number)s holds until the next one is agreed.") % {"number": plan.number},
    )


@login_required
@require_POST
def discard_timing(request, pk):
    plan = plan_for(request.user, pk)
    plan.discard(request.user, timezone.now())
    return redirect(reverse("briefs:timing", args=[plan.job_id]))
