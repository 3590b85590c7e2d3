"""A client's statement of account: what is open as of a day, item by item (domain.md section 6).

Amounts are in the currency of each item; currencies are never added up.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from agency.lib.money import ZERO, minor_units, rounded
from billing.invoice_parties import bank_of, buyer_of, seller_of
from billing.invoice_words import address_of, day, party
from billing.models.allocation import Allocation
from billing.models.invoice import Invoice
from billing.models.invoices import BUCKETS
from billing.models.payment import Payment

MINUS = "\u2212"


@dataclass
class Item:
    """One open document: of a credit note and a payment on account the sums are negative."""

    on: date
    name: str
    kind: str
    about: str
    due_on: date | None
    amount: Decimal
    settled: Decimal
    is_disputed: bool = False
    url: str = ""

    @property
    def open(self) -> Decimal:
        return self.amount - self.settled


@dataclass
class Account:
    """What is open in one currency, oldest first, and how old it is."""

    currency: str
    items: list[Item] = field(default_factory=list)
    buckets: list[Decimal] = field(default_factory=lambda: [ZERO] * len(BUCKETS))

    @property
    def total(self) -> Decimal:
        return sum((item.open for item in self.items), ZERO)

    @property
    def overdue(self) -> Decimal:
        return sum(self.buckets[1:], ZERO)


def account_of(client, on: date) -> list[Account]:
    """What a client owed at the end of a day, by currency, in four queries."""
    found: dict[str, Account] = {}
    for invoice in documents_until(client, on):
        item = item_of(invoice, on)
        if item.open:
            account = found.setdefault(invoice.currency, Account(invoice.currency))
            account.items.append(item)
            if not invoice.is_credit_note:
                account.buckets[bucket_of(invoice.due_date, on)] += item.open
    for payment in payments_until(client, on):
        used = sum((row.taken for row in payment.allocations.all() if day_of(row) <= on), ZERO)
        if left := rounded(payment.amount - used, 2):
            account = found.setdefault(payment.currency, Account(payment.currency))
            account.items.append(
                Item(payment.value_date, payment.reference[:40], _("Payment on account"), "", None,
                     ZERO - left, ZERO, url=payment.get_absolute_url())
            )  # fmt: skip
    for account in found.values():
        account.items.sort(key=lambda item: (item.on, item.name))
    return [found[currency] for currency in sorted(found)]


def documents_until(client, on):
    rows = Invoice.objects.issued().filter(client=client, issue_date__lte=on)
    parts = Allocation.objects.select_related("payment", "invoice__client__office")
    return rows.select_related("job", "client__office").prefetch_related(
        Prefetch("allocations", parts), Prefetch("settled", parts)
    )


def payments_until(client, on):
    parts = Allocation.objects.select_related("payment", "invoice__client__office")
    rows = Payment.objects.standing().filter(client=client, value_date__lte=on)
    return rows.prefetch_related(Prefetch("allocations", parts))


def item_of(invoice, on) -> Item:
    """One document with what had been settled of it by that day."""
    rows = [*invoice.allocations.all(), *invoice.settled.all()]
    settled = sum((row.amount for row in rows if day_of(row) <= on), ZERO)
    sign = -1 if invoice.is_credit_note else 1
    job = f"{invoice.job.number} {invoice.job.title}" if invoice.job else ""
    return Item(
        on=invoice.issue_date,
        name=invoice.number,
        kind=str(invoice.get_kind_display()),
        about=", ".join(filter(None, [invoice.po_number, job])),
        due_on=None if invoice.is_credit_note else invoice.due_date,
        amount=sign * rounded(invoice.due, 2),
        settled=sign * rounded(settled, 2),
        is_disputed=bool(invoice.disputed_at),
        url=invoice.get_absolute_url(),
    )


def day_of(allocation) -> date:
    """The day it counts from: of a payment its value date, of all else the day it was made."""
    if allocation.payment and not allocation.is_contra:
        return allocation.payment.value_date
    return allocation.invoice.client.local_date(allocation.made_at)


def bucket_of(due_on: date, on: date) -> int:
    """0 for what is not due, then 1 to 30 days overdue, 31 to 60, 61 to 90, more."""
    late = (on - due_on).days
    return next(
        number for number, (_first, last) in enumerate(BUCKETS) if last is None or late <= last
    )


def statement_words(client, on: date, by) -> dict:
    """The content of templates/pdf/statement.html, in the language that is switched on."""
    profile = getattr(client, "billing", None)
    entity = profile.entity if profile else None
    seller = seller_of(entity) if entity else {}
    accounts = account_of(client, on)
    bank = bank_of(entity, accounts[0].currency, on) if entity and accounts else {}
    return {
        "language": client.language,
        "title": _("Statement of account %(client)s, %(day)s")
        % {"client": client.name, "day": day(on)},
        "footer": ", ".join(filter(None, [client.name, seller.get("name", "")])),
        "agency": {"name": seller.get("name", ""), "address": address_of(seller), "logo": ""},
        "kind": _("Statement of account"),
        "number": "",
        "heading": _("Statement of account as of %s") % day(on),
        "status": "",
        "buyer": party(buyer_of(client, profile)) if profile else {"name": client.name},
        "accounts": [_words_of(account, on) for account in accounts],
        "bank": {
            "account": bank.get("holder", ""),
            "bank": bank.get("bank", ""),
            "iban": bank.get("iban") or bank.get("number", ""),
            "bic": bank.get("bic", "") or bank.get("routing", ""),
            "reference": _("number of the invoice"),
        }
        if bank
        else None,
        "contact": ", ".join(filter(None, [by.name, by.paper_title, by.email])),
    }


def bucket_labels() -> list[str]:
    return [_("Not due"), _("1–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days")]


def _words_of(account, on):
    def shown(amount):
        places = minor_units(account.currency)
        text = number_format(amount, decimal_pos=places, force_grouping=True)
        return text.replace("-", MINUS)

    return {
        "currency": account.currency,
        "items": [
            {
                "on": day(item.on),
                "name": item.name,
                "kind": item.kind,
                "about": item.about,
                "due": day(item.due_on),
                "late": max((on - item.due_on).days, 0) if item.due_on else 0,
                "disputed": item.is_disputed,
                "amount": shown(item.amount),
                "settled": shown(item.settled) if item.settled else "",
                "open": shown(item.open),
            }
            for item in account.items
        ],
        "buckets": [
            {"label": label, "amount": shown(amount)}
            for label, amount in zip(bucket_labels(), account.buckets, strict=True)
        ],
        "total": shown(account.total),
        "overdue": shown(account.overdue),
    }
