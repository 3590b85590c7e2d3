"""What comes first this week: one client's note, and those of all one's clients."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Rung
from accounts.views.client_page import done, open_client_for, show
from agency.lib.refusal import Refused
from briefs.forms.weekly import WeekForm, moved
from briefs.models import Job, WeeklyNote
from briefs.models.weekly_note import A_WEEK, monday_of
from briefs.views import market

OLDER = 12


@login_required
def client_week(request, pk):
    """One client's week: written by its executives until it is sent, read by everybody."""
    client, now = open_client_for(request.user, pk), timezone.now()
    week_on = week_asked(request, client.local_date(now))
    note = WeeklyNote.objects.filter(client=client, week_on=week_on).first()
    if request.method == "POST":
        client.demand(request.user, Rung.AE, now)
    if (note and note.is_sent and request.method != "POST") or not client.can_keep_people(
        request.user
    ):
        return page(request, client, week_on, note)
    form = form_for(request, client, week_on, note)
    if kept(request, form, client, week_on, now):
        return done(request, _("Kept."), to=address(client, week_on))
    return page(request, client, week_on, note, form)


def kept(request, form, client, week_on, now):
    """Whether what was typed is kept, in the order that was pressed."""
    if request.method != "POST" or not form.is_valid():
        return False
    lines = moved(form.lines(), request.POST.get("move", ""))
    act = {"client": client, "by": request.user, "at": now, "week_on": week_on, "lines": lines}
    try:
        WeeklyNote.objects.write(**act)
    except Refused as refusal:
        form.take(refusal)
        return False
    return True


def form_for(request, client, week_on, note):
    """The week as it is kept, else as the week before ended."""
    begun = note or WeeklyNote.objects.before(client, week_on)
    typed = request.POST if request.method == "POST" else None
    return WeekForm(typed, lines=begun.lines if begun else [], choices=choices_of(client))


def choices_of(client):
    brands = client.brands.filter(is_active=True).values_list("pk", "name")
    jobs = Job.objects.filter(client=client).open().values_list("pk", "number", "title")
    return [
        *((f"brand:{pk}", name) for pk, name in brands),
        *((f"job:{pk}", f"{number} {title}") for pk, number, title in jobs),
    ]


def page(request, client, week_on, note, form=None):
    today = client.local_date(timezone.now())
    older = client.weekly_notes.sent().exclude(week_on=week_on).select_related("sent_by")
    context = {
        "note": note,
        "form": form,
        "week_on": week_on,
        "week_ends_on": week_on + timedelta(days=6),
        "views": weeks(client, week_on, today),
        "older": older[:OLDER],
        "is_begun_from_before": form is not None and note is None,
    }
    answer = show(request, client, "week", template="briefs/client_week.html", **context)
    answer.status_code = form.status if form else 200
    return answer


def weeks(client, chosen, today):
    this = monday_of(today)
    named = {this: _("This week"), this + A_WEEK: _("Next week")}
    shown = sorted({*named, chosen})
    return [
        {
            "label": named.get(week) or week.isoformat(),
            "url": address(client, week),
            "current": week == chosen,
        }
        for week in shown
    ]


def address(client, week_on):
    return f"{reverse('briefs:client-week', args=[client.pk])}?week={week_on.isoformat()}"


def week_asked(request, today):
    """The Monday of the week a page asks for; else of this one."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        asked = today
    return monday_of(asked if abs((asked - today).days) < 3_660 else today)


@login_required
@require_safe
def week_panel(request, pk):
    """This week's list as a fragment, for the pages of the client and of its brands."""
    client = open_client_for(request.user, pk)
    today = client.local_date(timezone.now())
    note = WeeklyNote.objects.filter(client=client).sent().of_week(today).first()
    context = {"client": client, "note": note}
    return render(request, "briefs/_week_panel.html", context)


@login_required
@require_POST
def send_week(request, pk):
    client, now = open_client_for(request.user, pk), timezone.now()
    client.demand(request.user, Rung.AE, now)
    week_on = week_asked(request, client.local_date(now))
    note = WeeklyNote.objects.filter(client=client, week_on=week_on).first()
    if note is None:
        raise Refused(_("Nothing is written for this week yet."))
    note.send(request.user, now)
    return done(request, _("Sent to the whole team."), to=note.get_absolute_url())


@login_required
@require_safe
def weeks_notes(request):
    """What comes first this week for every client whose work one reads."""
    today = timezone.localdate()
    notes = WeeklyNote.objects.visible_to(request.user).sent().of_week(today)
    notes = notes.select_related("client", "sent_by").order_by("client__name")
    context = {"notes": notes, "week_on": monday_of(today), "tabs": market.tabs("weeks")}
    return render(request, "briefs/week_list.html", context)
