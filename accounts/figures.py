"""Read-only sums of this floor: what action items and flags say about an account's risk."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Exists, OuterRef, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import ActionItem, ContactPerson, Contract, RiskFlag

TENTH = Decimal("0.1")
ITEMS_COUNT_FOR = timedelta(days=90)
OLDEST_THAT_COUNTS = timedelta(days=60)
A_DEPARTURE_COUNTS_FOR = timedelta(days=60)
SHOWN_PER_SIGNAL = 3


@dataclass(frozen=True)
class Proof:
    """A record that caused points: how it is called, and where it is."""

    label: str
    url: str


@dataclass(frozen=True)
class Signal:
    """What one signal adds to an account's risk: points out of a cap, in words, with proof.

    `dimension` is A service, B delivery, C engagement, D commercial or E voice (domain.md 5).
    Points are rounded to tenths, so that the explanation sums to the score exactly.
    """

    code: str
    dimension: str
    points: Decimal
    cap: int
    words: str = ""
    proof: tuple[Proof, ...] = field(default=())
    has_data: bool = True
    # What was counted on the way, for pages that show it as it is.
    numbers: dict = field(default_factory=dict, compare=False)


def tenths(points):
    """Points as they are shown and summed: rounded half up to one decimal."""
    return Decimal(str(points)).quantize(TENTH, ROUND_HALF_UP)


def clamp(x):
    return min(max(x, 0), 1)


def annotations(at):
    """What each client row carries along for the signals of this floor, without a query each."""
    today = at.date()
    in_force = Contract.objects.in_force(today).filter(client=OuterRef("pk"))
    newest = in_force.order_by("-starts_on")
    recent = ActionItem.objects.filter(client=OuterRef("pk"), made_at__gt=at - ITEMS_COUNT_FOR)
    left = ContactPerson.objects.filter(
        client=OuterRef("pk"),
        role=ContactPerson.Role.DECISION_MAKER,
        until_on__lt=today,
        until_on__gte=today - A_DEPARTURE_COUNTS_FOR,
    )
    return {
        "decider_left": Subquery(left.order_by("-until_on").values("name")[:1]),
        "has_action_items": Exists(recent),
        "yearly_fee": Subquery(newest.values("yearly_fee")[:1]),
        "contract_ends_on": Subquery(newest.values("ends_on")[:1]),
    }


def action_item_signals(clients, at):
    """{client's id: the signal of our overdue action items that the client can see}.

    1.5 points for each one overdue, and one for every five full working days the oldest has
    been overdue (at most 4); cap 12. `clients` are rows with this floor's annotations and their
    office. Two queries at most, whatever the number of clients.
    """
    today = at.date()
    overdue = defaultdict(list)
    for item in _overdue_items(clients, today):
        overdue[item.client_id].append(item)
    late = {client.office for client in clients if overdue[client.pk]}
    days_of = _working_days_before(today, late)
    return {
        client.pk: _of_items(overdue[client.pk], today, days_of.get(client.office_id, ()))
        for client in clients
        if client.has_action_items or overdue[client.pk]
    }


def _overdue_items(clients, today):
    items = ActionItem.objects.ours().overdue(today)
    return items.filter(client__in=clients, is_client_visible=True).order_by("due_on", "pk")


def _working_days_before(today, offices):
    """{office's id: its working days of the last two months, in order}."""
    prefetch_related_objects(list(offices), "closing_days")
    span = [today - timedelta(days=back) for back in range(OLDEST_THAT_COUNTS.days, 0, -1)]
    days_of = {}
    for office in offices:
        calendar = office.calendar
        days_of[office.pk] = [day for day in span if calendar.is_working(day)]
    return days_of


def _of_items(items, today, days):
    if not items:
        return Signal("items", "A", tenths(0), 12)
    oldest = items[0]
    late_for = len(days) - bisect_left(days, oldest.due_on + timedelta(days=1))
    points = tenths(min(12, 1.5 * len(items) + min(4, late_for // 5)))
    words = ngettext(
        "%(count)d of our action items overdue, %(days)s",
        "%(count)d of our action items overdue, oldest %(days)s",
        len(items),
    ) % {"count": len(items), "days": days_in_words((today - oldest.due_on).days)}
    proof = tuple(
        Proof(item.source or item.text[:40], item.source_url) for item in items[:SHOWN_PER_SIGNAL]
    )
    return Signal("items", "A", points, 12, words, proof)


def days_in_words(days):
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def standing_flags(clients):
    """{client's id: its flags that were not lifted, newest first}, in one query."""
    flags = defaultdict(list)
    rows = RiskFlag.objects.filter(client__in=clients, lifted_at=None)
    for flag in rows.select_related("raised_by"):
        flags[flag.client_id].append(flag)
    return flags


def flag_in_words(flag):
    return _("%(name)s: %(reason)s") % {"name": flag.raised_by.name, "reason": flag.reason}
