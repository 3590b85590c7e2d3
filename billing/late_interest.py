"""What the law allows for late payment, as a proposal; nothing adds it to an invoice by itself.

Directive 2011/7/EU, articles 2 to 6: the reference rate of the first day of the half-year and
eight points, from the day after the due day on; 40 euro for the cost of collecting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from agency.lib.money import EXACT, ZERO, rounded

POINTS = Decimal(8)
COMPENSATION = Decimal(40)  # euro
DAYS_OF_A_YEAR = Decimal(36500)  # with per cent


@dataclass(frozen=True)
class Interest:
    """`amount` on what is open until a day; `percent` is the newest rate in it, with 8 points."""

    amount: Decimal
    percent: Decimal
    rate_from: date
    days: int


def interest(
    open_: Decimal, due_on: date, until: date, rates: Sequence[tuple[date, Decimal]]
) -> Interest | None:
    """Interest on an open amount; None before it is late or where no rate was entered.

    `rates` are (valid from, per cent), in any order.
    """
    days = (until - due_on).days
    start = due_on + timedelta(days=1)
    known = sorted(rates)
    if days <= 0 or rate_on(known, start) is None:
        return None
    total, day, newest = ZERO, start, None
    while day <= until:
        last = min(until, next_half_year(day) - timedelta(days=1))
        newest = rate_on(known, half_year(day)) or rate_on(known, start)
        part = EXACT.multiply(open_, (newest[1] + POINTS) * ((last - day).days + 1))
        total += EXACT.divide(part, DAYS_OF_A_YEAR)
        day = last + timedelta(days=1)
    return Interest(rounded(total), newest[1] + POINTS, newest[0], days)


def rate_on(known, day):
    return max((row for row in known if row[0] <= day), default=None)


def half_year(day: date) -> date:
    return date(day.year, 1 if day.month < 7 else 7, 1)


def next_half_year(day: date) -> date:
    return date(day.year, 7, 1) if day.month < 7 else date(day.year + 1, 1, 1)
