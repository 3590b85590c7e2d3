"""Milestones: what is due across jobs, and what is done to one of them."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import covered_by
from accounts.models import Rung
from accounts.views.dialogs import DIALOG, PAGE, ask, go, place_before
from agency.lib.refusal import Refused
from briefs.forms.timing import (
    DayForm,
    MilestoneFilter,
    MilestoneForm,
    MoveForm,
    OwnerForm,
    ReachedForm,
    ReasonForm,
    choice_of,
)
from briefs.models import Milestone
from briefs.models.timing_effect import Effect
from briefs.views.timing import ASKED, typed

MOST = 200
DAY = timedelta(days=1)


def fetched(request, pk):
    rows = Milestone.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("plan__job", "job", "client__office", "person", "contact"), pk=pk
    )


def drafted(request, pk):
    """A milestone for somebody who may draft plans, and the moment of asking."""
    row, at = fetched(request, pk), timezone.now()
    row.client.demand(request.user, Rung.AE, at)
    return row, at


# -- What is due ----------------------------------------------------------------------------------


@login_required
@require_safe
def milestones(request):
    """Overdue first, then the days of this week and the next."""
    user, today = request.user, timezone.localdate()
    view = MilestoneFilter(request.GET, user).chosen()
    sunday = today + (6 - today.weekday()) * DAY
    rows = narrowed(Milestone.objects.visible_to(user), view, user)
    due = rows.open().filter(planned_end__lte=sunday + 7 * DAY)
    found = list(due.on_page(user).order_by("planned_end", "pk")[: MOST + 1])
    context = {
        "groups": groups(found[:MOST], user, today, sunday),
        "tabs": tabs(user, view),
        "view": view,
        "has_more": len(found) > MOST,
        "today": today,
    }
    return render(request, "briefs/milestones.html", context)


def narrowed(rows, view, user):
    if view == "all":
        return rows
    return rows.of_team([user.pk] if view == "mine" else covered_by(user))


def groups(rows, user, today, sunday):
    named = [
        (_("Overdue"), "crit", lambda day: day < today),
        (_("Today"), "", lambda day: day == today),
        (_("This week"), "", lambda day: today < day <= sunday),
        (_("Next week"), "", lambda day: day > sunday),
    ]
    for row in rows:
        row.client.standing, row.client.standing_of = row.standing, user.pk
        row.may_tick, row.is_late = row.can_tick(user), row.planned_end < today
    found = [(name, tone, [r for r in rows if fits(r.planned_end)]) for name, tone, fits in named]
    return [group for group in found if group[2]]


def tabs(user, view):
    names = {"mine": _("Mine"), "team": _("My team"), "all": _("All I may see")}
    if not user.stands_at_least(Rung.AM):
        del names["team"]
    return [
        {
            "label": label,
            "url": "?" + urlencode({} if name == "mine" else {"view": name}),
            "current": name == view,
        }
        for name, label in names.items()
    ]


# -- Ticking --------------------------------------------------------------------------------------


def back(request, row):
    return place_before(request, reverse("briefs:timing", args=[row.job_id]))


@login_required
@require_POST
def complete_milestone(request, pk):
    row = fetched(request, pk)
    row.complete(request.user, timezone.now())
    return go(request, back(request, row))


@login_required
@require_POST
def reopen_milestone(request, pk):
    row = fetched(request, pk)
    row.reopen(request.user, timezone.now())
    return go(request, back(request, row))


@login_required
@require_http_methods(ASKED)
def note_reached(request, pk):
    row, at = fetched(request, pk), timezone.now()
    row.demand_ticking(request.user, at)
    return ask(
        request,
        row,
        ReachedForm(typed(request), initial={"on": row.client.local_date(at)}),
        lambda chosen: row.complete(request.user, at, on=chosen["on"]),
        title=row.name,
        button=_("It was reached"),
    )


@login_required
@require_http_methods(ASKED)
def drop_milestone(request, pk):
    row, at = drafted(request, pk)
    return ask(
        request,
        row,
        ReasonForm(typed(request)),
        lambda chosen: row.drop(request.user, chosen["reason"], at),
        title=_("Drop “%(name)s”") % {"name": row.name},
        button=_("Drop it"),
        note=_("It need not be reached any more. What waited for it waits no longer."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def hand_over(request, pk):
    row, at = drafted(request, pk)
    form = OwnerForm(
        typed(request),
        initial={"owner": choice_of(row)},
        client=row.client,
        day=row.client.local_date(at),
    )
    return ask(
        request,
        row,
        form,
        lambda chosen: row.hand_to(request.user, at, **chosen),
        title=_("Who sees to “%(name)s”?") % {"name": row.name},
        button=_("Hand it over"),
        picks=["owner"],
    )


# -- The shape of a draft -------------------------------------------------------------------------


@login_required
@require_http_methods(ASKED)
def edit_milestone(request, pk):
    row, at = drafted(request, pk)
    facts = ("name", "side", "days", "after", "is_client_facing")
    others = [
        each
        for each in row.plan.milestones.all()
        if each != row and (not each.dropped_at or each.key in row.after)
    ]
    form = MilestoneForm(
        typed(request),
        initial={name: getattr(row, name) for name in facts} | {"owner": choice_of(row)},
        plan=row.plan,
        rows=others,
        day=row.client.local_date(at),
        row=row,
    )
    return ask(
        request,
        row,
        form,
        lambda chosen: row.edit(request.user, at, **chosen),
        title=row.name,
        button=_("Save"),
    )


@login_required
@require_POST
def rise_milestone(request, pk):
    row = fetched(request, pk)
    row.rise(request.user, timezone.now())
    return go(request, row.get_absolute_url())


@login_required
@require_POST
def remove_milestone(request, pk):
    row = fetched(request, pk)
    place = reverse("briefs:timing", args=[row.job_id])
    row.remove(request.user, timezone.now())
    return go(request, place)


@login_required
@require_http_methods(ASKED)
def move_milestone(request, pk):
    """First the day, then what it does to all others, then the move itself."""
    row, at = drafted(request, pk)
    if request.method == "POST":
        form = MoveForm(request.POST)
        if form.is_valid():
            try:
                row.move(request.user, form.cleaned_data["day"], form.cleaned_data["reason"], at)
            except Refused as refusal:
                form.take(refusal)
            else:
                return go(request, reverse("briefs:timing", args=[row.job_id]))
        chooser = DayForm({"day": request.POST.get("day", "")})
    else:
        chooser = DayForm(request.GET if "day" in request.GET else None)
        chooser.initial = {"day": row.planned_end}
        form = MoveForm(initial={"day": request.GET.get("day")})
    effect = effect_of(row, chooser, at)
    # Only said here; the verb itself refuses, beside the field.
    form.fields["reason"].required = row.plan.is_agreed
    context = {
        "record": row,
        "row": row,
        "chooser": chooser,
        "form": form,
        "effect": effect,
        "title": _("Move “%(name)s”") % {"name": row.name},
        "body": "briefs/_milestone_move.html",
    }
    status = max(form.status, chooser.status if request.method == "GET" else 0)
    return render(request, DIALOG if request.htmx else PAGE, context, status=status)


def effect_of(row, chooser, at):
    """What the chosen day would change; None until a day is chosen that can be."""
    if not chooser.is_bound or not chooser.is_valid():
        return None
    try:
        return Effect(row.plan, row.key, chooser.cleaned_data["day"], at)
    except Refused as refusal:
        chooser.take(refusal)
        return None
