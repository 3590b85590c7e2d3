from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.fields import key_of
from accounts.models import Client
from accounts.views.dialogs import ask, place_before
from agency.lib.refusal import Refused
from reports.forms.calendar import CalendarForm, ConfirmForm
from reports.models import CalendarImport, ImportedEvent

PAGE_SIZE = 50
EARLIER_SHOWN = 10
OUTCOME = ImportedEvent.Outcome
GROUPS = {
    "doubtful": [OUTCOME.DOUBTFUL],
    "taken": [OUTCOME.TAKEN, OUTCOME.CONFIRMED],
    "older": [OUTCOME.OLD],
    "changed": [OUTCOME.MOVED, OUTCOME.CANCELLED, OUTCOME.KNOWN],
    "dropped": [OUTCOME.DROPPED],
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_calendar(request):
    at, typed = timezone.now(), request.method == "POST"
    form = CalendarForm(
        request.POST if typed else None,
        request.FILES if typed else None,
        person=request.user,
        at=at,
    )
    if typed and form.is_valid():
        name, read = form.cleaned_data["file"]
        try:
            reading = CalendarImport.objects.take_in(
                request.user,
                name,
                read.events,
                read.left_out,
                at,
                removed=read.removed,
                outside=read.outside,
            )
            return redirect(reading)
        except Refused as refusal:
            form.take(refusal)
    earlier = CalendarImport.objects.visible_to(request.user)[:EARLIER_SHOWN]
    context = {"form": form, "earlier": earlier}
    return render(request, "reports/calendar_upload.html", context, status=form.status)


@login_required
@require_safe
def calendar_import(request, pk):
    """What became of each event of one file, group by group."""
    reading = get_object_or_404(CalendarImport.objects.visible_to(request.user), pk=pk)
    tallies = reading.tallies()
    counts, (_events, series) = _counts(reading, tallies), tallies.get(OUTCOME.DOUBTFUL, (0, 0))
    group = request.GET.get("show")
    if group not in GROUPS and group != "left":
        group = next((name for name in ("doubtful", "taken", "older") if counts[name]), "taken")
    page = _page(request, reading, group, counts, series)
    context = {"reading": reading, "group": group, "page": page, "tabs": _tabs(counts, group)}
    context |= {"counts": counts, "at": timezone.now()}
    return render(request, "reports/calendar_import.html", context)


def _counts(reading, tallies):
    found = {outcome: events for outcome, (events, _series) in tallies.items()}
    counts = {name: sum(found.get(o, 0) for o in outcomes) for name, outcomes in GROUPS.items()}
    return {**counts, "left": sum(one.get("count", 1) for one in reading.left_out)}


def _tabs(counts, current):
    labels = {
        "doubtful": _("Please decide"),
        "taken": _("Came in"),
        "older": _("Older"),
        "changed": _("Known, moved, cancelled"),
        "dropped": _("Dropped"),
        "left": _("Left out"),
    }
    return [
        {"label": label, "url": f"?show={name}", "count": counts[name], "current": name == current}
        for name, label in labels.items()
        if counts[name] or name in ("taken", current)
    ]


def _page(request, reading, group, counts, series):
    if group == "left":
        return Paginator(reading.left_out, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = reading.events.filter(outcome__in=GROUPS[group])
    rows = rows.select_related("interaction__obligation", "client")
    if group == "doubtful":
        rows = rows.first_of_series()
    pages = Paginator(rows, PAGE_SIZE)
    pages.count = series if group == "doubtful" else counts[group]
    page = pages.get_page(request.GET.get("page"))
    _hide_closed_clients(page, request.user)
    return page


def _hide_closed_clients(page, user):
    """A client the person has left since stays in the file's list without its name."""
    clients = {row.client_id for row in page if row.client_id}
    seen = set(Client.objects.open_to(user).filter(pk__in=clients).values_list("pk", flat=True))
    for row in page:
        if row.client_id not in seen:
            row.client = row.interaction = None


def _decided(request, event, said):
    messages.success(request, said)
    return redirect(f"{event.calendar.get_absolute_url()}?show=doubtful")


def _event(request, pk):
    events = ImportedEvent.objects.visible_to(request.user).select_related("calendar__person")
    return get_object_or_404(events, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_event(request, pk):
    event, at = _event(request, pk), timezone.now()
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        event=event,
        person=request.user,
        siblings=event.siblings().count(),
    )
    return ask(
        request,
        event.calendar,
        form,
        lambda chosen: event.confirm(request.user, at, **chosen),
        title=_("Whose contact is “%(summary)s”?") % {"summary": event.summary},
        button=_("Confirm"),
        note=event.reason,
        done=_("It is in the books."),
        picks=["client"],
    )


@login_required
@require_POST
def drop_event(request, pk):
    event = _event(request, pk)
    event.drop(request.user, timezone.now(), series="series" in request.POST)
    return _decided(request, event, _("Dropped."))


@login_required
@require_POST
def drop_doubtful(request, pk):
    reading = get_object_or_404(CalendarImport.objects.visible_to(request.user), pk=pk)
    dropped = reading.drop_doubtful(request.user, timezone.now())
    said = ngettext("%(count)d event dropped.", "%(count)d events dropped.", dropped)
    messages.success(request, said % {"count": dropped})
    return redirect(reading)


@login_required
@require_POST
def start_clocks(request, pk):
    reading = get_object_or_404(CalendarImport.objects.visible_to(request.user), pk=pk)
    ticked = [key_of(key) for key in request.POST.getlist("event")]
    started = reading.start_clocks(request.user, ticked, timezone.now())
    said = ngettext("%(count)d clock started.", "%(count)d clocks started.", started)
    messages.success(request, said % {"count": started})
    return redirect(place_before(request, otherwise=f"{reading.get_absolute_url()}?show=older"))
