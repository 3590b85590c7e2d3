"""Sums over many invoices: billed and approved of a job, what is open and how old it is."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Sum, When

from agency.lib.money import ZERO, rounded
from billing.models.invoice_line import InvoiceAdjustment, InvoiceLine

SUM = DecimalField(max_digits=18, decimal_places=4)


def billed_of(job, currency: str) -> Decimal:
    """What has been issued for a job, without VAT, less what was credited again."""
    lines = InvoiceLine.objects.filter(
        job=job, issued_at__isnull=False, invoice__currency=currency
    ).aggregate(
        sum=Sum(Case(When(invoice__kind="381", then=-F("net")), default=F("net"), output_field=SUM))
    )["sum"]
    rows = InvoiceAdjustment.objects.filter(
        invoice__job=job, issued_at__isnull=False, invoice__currency=currency
    ).values_list("invoice__kind", "is_charge", "amount")
    more = sum(
        (amount if (kind == "381") != is_charge else -amount for kind, is_charge, amount in rows),
        ZERO,
    )
    return _sum(lines) + more


def _sum(value) -> Decimal:
    return rounded(value or ZERO, 4)


@dataclass
class Aged:
    """What one client owes in one currency, by how long it has been overdue."""

    client: int
    name: str
    currency: str
    buckets: list[Decimal] = field(default_factory=lambda: [ZERO] * 5)
    disputed: Decimal = ZERO
    count: int = 0

    @property
    def total(self) -> Decimal:
        return sum(self.buckets, ZERO)

    @property
    def overdue(self) -> Decimal:
        return sum(self.buckets[1:], ZERO)


def aged(invoices, on: date) -> list[Aged]:
    """What is open of these invoices by client and currency, in one query; most overdue first.

    The buckets: not due, 1 to 30 days overdue, 31 to 60, 61 to 90, more.
    """
    found: dict[tuple, Aged] = {}
    for row in invoices.by_bucket(on):
        key = row["client"], row["currency"]
        one = found.setdefault(key, Aged(row["client"], row["client__name"], row["currency"]))
        one.buckets[row["bucket"]] += rounded(row["amount"], 2)
        one.disputed += rounded(row["disputed"], 2)
        one.count += row["count"]
    return sorted(found.values(), key=lambda one: (-one.overdue, -one.total, one.name))


def aged_together(rows: list[Aged]) -> list[Aged]:
    """The same, all clients together, one for each currency."""
    found: dict[str, Aged] = defaultdict(lambda: Aged(0, "", ""))
    for row in rows:
        whole = found[row.currency]
        whole.currency = row.currency
        whole.buckets = [a + b for a, b in zip(whole.buckets, row.buckets, strict=True)]
        whole.disputed += row.disputed
        whole.count += row.count
    return [found[currency] for currency in sorted(found)]
