"""What a job has cost so far: spoken for, billed, laid out and worked, beside what it may cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from django.db.models import Q, Sum

from billing.ceilings import Ceiling, ceiling_of
from billing.models.order_states import COMMITTED, COUNTED, Status
from briefs.models import Job

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Spent:
    """The cost of one job without VAT, in the currency of its estimate.

    `committed` is what approved orders are still to bring, the rest has come: approved bills,
    approved expenses, and hours at cost that were handed in.
    """

    committed: Decimal = ZERO
    billed: Decimal = ZERO
    expenses: Decimal = ZERO
    time: Decimal = ZERO

    @property
    def actual(self) -> Decimal:
        return self.billed + self.expenses + self.time

    @property
    def total(self) -> Decimal:
        return self.committed + self.actual


def spent_on(job: Job) -> Spent:
    """What this job has cost and is bound to cost; four queries."""
    billed = Sum("bill_parts__cost", filter=Q(bill_parts__bill__status__in=COUNTED))
    orders = job.purchase_orders.filter(status__in=COMMITTED).annotate(so_far=billed)
    parts = job.bill_parts.filter(bill__status__in=COUNTED)
    expenses = job.expenses.filter(status__in=COUNTED)
    return Spent(
        committed=left_of(orders.values_list("status", "cost", "so_far")),
        billed=total_of(parts),
        expenses=total_of(expenses),
        time=total_of(job.time_entries.handed_in()),
    )


def left_of(orders: Iterable[tuple[str, Decimal, Decimal | None]]) -> Decimal:
    """What orders of (status, cost, billed so far) are still to bring; a billed one brings none."""
    return sum(
        (
            max(cost - (so_far or ZERO), ZERO)
            for status, cost, so_far in orders
            if status != Status.BILLED
        ),
        ZERO,
    )


def total_of(rows) -> Decimal:
    """The sum of the column `cost`; nothing for no rows."""
    return rows.order_by().aggregate(sum=Sum("cost"))["sum"] or ZERO


def percent_used(spent: Decimal, ceiling: Decimal | None) -> Decimal | None:
    """How many per cent of a ceiling are used, cut to a tenth; None where nothing was approved."""
    if not ceiling:
        return None
    return (spent / ceiling * HUNDRED).quantize(Decimal("0.1"), ROUND_DOWN)


def costs_of(job: Job) -> tuple[Ceiling, Spent]:
    """The two things to compare: what a job may cost, and what it does."""
    return ceiling_of(job), spent_on(job)


def forecast_of(job: Job, spent: Spent, today: date) -> Decimal | None:
    """What the job will have cost by its due day at the pace so far; None where nobody can say.

    The orders are what they are; what came in day by day (hours, expenses) goes on as it did.
    """
    if job.due_on is None or job.has_ended:
        return None
    begun = job.opened_at.date()
    gone, whole = (today - begun).days, (job.due_on - begun).days
    if gone < 7 or whole <= gone:
        return spent.total if whole <= gone else None
    running = spent.time + spent.expenses
    ahead = running * Decimal(whole - gone) / Decimal(gone)
    return (spent.total + ahead).quantize(Decimal("0.01"), ROUND_HALF_UP)
