from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.forms.contacts import ContactFilter
from reports.models import Interaction, Participant
from reports.models.outlook import outlook
from reports.models.plan import plan_of
from reports.models.rule import ReportRule
from reports.rungs import rungs

PAGE_SIZE = 50
WITH = (
    "client__office",
    "brand",
    "logged_by",
    "cancelled_by",
    "confirmed_by",
    "cancellation_asked_by",
    "report",
    "obligation__owner__office",
    "obligation__drafter__office",
    "obligation__waived_by",
    "obligation__report__submitted_to__office",
)


@login_required
@require_safe
def interaction(request, pk):
    """A contact with its clock: what is owed, by whom, and who hears of it when."""
    at = timezone.now()
    contacts = Interaction.objects.visible_to(request.user).with_rights_of(request.user)
    people = Prefetch("participants", Participant.objects.with_people())
    contact = get_object_or_404(
        contacts.select_related(*WITH).prefetch_related(
            "client__office__closing_days", "jobs", people
        ),
        pk=pk,
    )
    contact.know_rights_of(request.user)
    context = {"contact": contact, "at": at, "there": _there(contact)}
    context |= {"state": contact.state(at), "sides": _sides(contact)}
    context |= _debt(contact, at) | _rights(contact, request.user, at)
    return render(request, "reports/interaction.html", context)


def _there(contact):
    """The same times by the clock of the place, where that is another than the reader's."""
    zone = ZoneInfo(contact.time_zone)
    there = [moment.astimezone(zone) for moment in (contact.starts_at, contact.ends_at)]
    here = [timezone.localtime(moment) for moment in there]
    if [m.utcoffset() for m in there] == [m.utcoffset() for m in here]:
        return ""
    times = "–".join(date_format(moment, "H:i") for moment in there)
    return _("%(times)s in %(zone)s") % {"times": times, "zone": zone.key.replace("_", " ")}


def _sides(contact):
    places = list(contact.participants.all())
    return [
        (label, people)
        for label, people in (
            (contact.client.name, [p for p in places if p.contact]),
            (_("Agency"), [p for p in places if p.person]),
            (_("Partner agencies"), [p for p in places if p.partner]),
            (_("Guests"), [p for p in places if p.who is None]),
        )
        if people
    ]


def _debt(contact, at):
    """What the page says of the 24-hour report: the arithmetic, and the ladder from plan to top."""
    debt = contact.debt
    if debt is None:
        return {"debt": None}
    debt.client = contact.client
    taken = debt.taken_steps()
    plan = ladder = rule = None
    if debt.is_open:
        rule, ladder = ReportRule.current(), debt.ladder(at)
        plan = plan_of(debt, rule, contact.client.office.calendar)
    return {
        "debt": debt,
        "debt_state": debt.state(at),
        "sum": debt.arithmetic(get_language()),
        "rungs": rungs(outlook(debt, plan, taken, ladder), debt, rule),
    }


def _rights(contact, user, at):
    debt, report = contact.debt, contact.its_report
    is_live = contact.is_standing and not contact.is_reported
    can_change = contact.can_change(user)
    asks = contact.confirmation_needed or contact.asks_for_cancellation
    return {
        "report": report,
        "has_begun": contact.has_begun(at),
        "can_change": is_live and can_change,
        "can_confirm": asks and contact.can_confirm(user, at),
        "can_write": is_live and contact.owes_a_report and not contact.confirmation_needed,
        "can_waive": is_live and debt and debt.is_open and debt.can_waive(user),
        "can_mark": is_live and contact.can_mark_sensitive(user),
        "can_start": is_live and can_change and contact.owes_a_report and debt is None,
        "superior": contact.superior(at) if contact.confirmation_needed else None,
    }


@login_required
@require_safe
def interactions(request):
    """The week or the month of one's clients: what was held, and what is planned."""
    at = timezone.now()
    chosen = ContactFilter(request.GET, request.user)
    contacts = chosen.narrow(Interaction.objects.visible_to(request.user), at)
    span = chosen.cleaned_data.get("span") or "week"
    first, after, before = _days(span, chosen.cleaned_data.get("on") or timezone.localdate())
    contacts = contacts.between(_midnight(first), _midnight(after)).with_debts()
    page = Paginator(contacts.order_by("starts_at", "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    for contact in page:
        contact.now = contact.state(at)
    context = {"page": page, "form": chosen, "span": span, "at": at}
    context["plain_url"] = f"{request.path}?span={span}&on={first.isoformat()}"
    context |= {"first": first, "last": after - timedelta(days=1), "after": after, "before": before}
    return render(request, "reports/interactions.html", context)


def _days(span, day):
    """The first day of a span, the first after it, and the first of the span before."""
    if span == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7), first - timedelta(days=7)
    first = day.replace(day=1)
    return (
        first,
        (first + timedelta(days=32)).replace(day=1),
        (first - timedelta(days=1)).replace(day=1),
    )


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
