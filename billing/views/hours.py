"""Hours: one's own week, those to approve, what an hour costs, the close of a month."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.fields import EARLIEST, LATEST, key_of
from accounts.models import Client, User
from accounts.views.client_page import done, sent
from accounts.views.dialogs import ask
from agency.lib.hours import hours_text
from agency.lib.refusal import WRONG_RANK, Refused
from billing import time_weeks
from billing.forms.hours import WeekGrid, WhyForm
from billing.models import TimeEntry
from billing.models.cost_rate import can_see_rates
from billing.models.rate_card import Rate
from billing.models.time_entry import monday_of
from billing.views.cost_page import ASKED
from briefs.models import Job

WEEK = timedelta(days=7)
ACTIVITIES = (
    "Client service",
    "Concept",
    "Design",
    "Copy",
    "Production",
    "Media planning",
    "Research",
    "Strategy",
)
FOR_THE_HOUSE = ("Administration", "New business", "Training", "Absence")


def week_asked(request):
    """The Monday of the week that the address names, else of this one."""
    try:
        day = parse_date(request.GET.get("week", ""))
    except ValueError:
        day = None
    if day is None or not EARLIEST + WEEK < day < LATEST - WEEK:
        day = request.user.local_date(timezone.now())
    return monday_of(day)


def jobs_of(user, entries):
    """What somebody may write hours on: open jobs of his clients, and those of the week."""
    named = {entry.job_id for entry in entries if entry.job_id}
    rows = Job.objects.visible_to(user).filter(client__in=Client.objects.open_to(user).values("pk"))
    rows = rows.open() | Job.objects.filter(pk__in=named)
    return list(rows.select_related("client__office").order_by("client__name", "-number")[:300])


def activities(user):
    sold = (
        Rate.objects.filter(unit="HUR", card__client=None)
        .order_by("activity")
        .values_list("activity", flat=True)
    )
    return sorted({*sold, *ACTIVITIES, *FOR_THE_HOUSE})


@login_required
@require_http_methods(ASKED)
def time(request):
    """One's own week: jobs down, days across; nobody else's, and no money."""
    user, at, monday = request.user, timezone.now(), week_asked(request)
    entries = list(TimeEntry.objects.of_week(user, monday).select_related("job__client"))
    jobs = jobs_of(user, entries)
    grid = WeekGrid(monday, entries, jobs, sent(request))
    status = 200
    if request.method == "POST":
        status = 422
        if grid.is_valid:
            try:
                seen = request.POST.get("seen")
                time_weeks.put_week(user, monday, grid.lines, user, at, seen=seen)
            except Refused as refused:
                grid.problem, status = refused.message, refused.status
            else:
                return saved(request, monday)
    for job in jobs:
        job.key = str(job.pk)
    drafts = [entry for entry in entries if entry.status == TimeEntry.Status.DRAFT]
    context = {
        "grid": grid,
        "jobs": jobs,
        "activities": activities(user),
        "monday": monday,
        "seen": request.POST.get("seen") if status == 422 else time_weeks.fingerprint(drafts),
        "entries": [entry for entry in entries if entry.status != TimeEntry.Status.DRAFT],
        "returned": [entry.reason for entry in drafts if entry.reason][:1],
        "may_hand_in": bool(drafts),
        "before": f"{reverse('billing:time')}?week={(monday - WEEK).isoformat()}",
        "after": f"{reverse('billing:time')}?week={(monday + WEEK).isoformat()}",
        "waiting": time_weeks.waiting_for(user).count() if may_look(user) else 0,
        "may_look": may_look(user),
        "keeps_hours": can_see_rates(user),
    }
    return render(request, "billing/time.html", context, status=status)


def saved(request, monday):
    """Back to the week; with the other button it is handed in by the same click."""
    user = request.user
    if "hand_in" in request.POST:
        try:
            time_weeks.hand_in(user, monday, user, timezone.now())
            messages.success(request, _("Handed in."))
        except Refused as refused:
            if refused.status == WRONG_RANK:
                raise
            messages.warning(request, refused.message)
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('billing:time')}?week={monday.isoformat()}")


def may_look(user):
    """Whether hours of others may lie with this person at all."""
    return bool(user.rung) or User.objects.filter(manager=user).exists()


@login_required
@require_safe
def time_approvals(request):
    """Hours that lie with this person, a line for each person, client and week."""
    if not may_look(request.user):
        raise Http404
    found = {}
    for entry in time_weeks.waiting_for(request.user)[:2000]:
        key = (entry.person_id, entry.client_id, entry.week_on)
        group = found.setdefault(key, {"first": entry, "entries": [], "minutes": 0})
        group["entries"].append(entry)
        group["minutes"] += entry.minutes
    for (person, client, week), group in found.items():
        group["hours"] = hours_text(group["minutes"])
        group["query"] = f"person={person}&client={client or ''}&week={week.isoformat()}"
    context = {"groups": list(found.values())}
    return render(request, "billing/time_approvals.html", context)


def asked_for(request):
    """(person, client or None, Monday) of the hours that a button is about."""
    given = request.POST if request.method == "POST" else request.GET
    given = given if given.get("person") else request.GET
    person = get_object_or_404(
        User.objects.visible_to(request.user).select_related("manager"),
        pk=key_of(given.get("person", "")),
    )
    client = None
    if key := given.get("client"):
        rows = Client.objects.open_to(request.user).select_related("office")
        client = get_object_or_404(rows, pk=key_of(key))
    try:
        monday = parse_date(given.get("week", ""))
    except ValueError:
        monday = None
    if monday is None:
        raise Http404
    return person, client, monday


@login_required
@require_POST
def approve_time(request):
    person, client, monday = asked_for(request)
    time_weeks.approve_week(person, client, monday, request.user, timezone.now())
    return done(request, _("Approved."), to="billing:time-approvals")


class Approvals:
    """Where a dialog about hours leads back to."""

    @staticmethod
    def get_absolute_url():
        return reverse("billing:time-approvals")


@login_required
@require_http_methods(ASKED)
def return_time(request):
    person, client, monday = asked_for(request)
    act = {"by": request.user, "at": timezone.now()}
    return ask(
        request,
        Approvals,
        WhyForm(sent(request)),
        lambda chosen: time_weeks.send_week_back(person, client, monday, chosen["reason"], **act),
        title=_("Send back the hours of %s") % person.name,
        button=_("Send back"),
        done=_("Sent back."),
    )


@login_required
@require_http_methods(ASKED)
def reverse_time(request, pk):
    """Take approved hours back; they stay, with their opposite beside them."""
    near = ("person__manager", "client__office", "job", "entity")
    rows = TimeEntry.objects.visible_to(request.user).select_related(*near)
    entry = get_object_or_404(rows, pk=pk)
    act = {"by": request.user, "at": timezone.now()}
    words = {"hours": entry.hours, "activity": entry.activity, "job": entry.job or _("the house")}
    return ask(
        request,
        entry,
        WhyForm(sent(request)),
        lambda chosen: entry.reverse(reason=chosen["reason"], **act),
        title=_("Take back %(hours)s of %(activity)s") % words,
        button=_("Take back"),
        done=_("Taken back. Enter the right hours in an open month."),
        note=_("%(job)s: the entry stays, and one of the opposite is put beside it.") % words,
    )
