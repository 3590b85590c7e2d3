"""Payments found in what the bank sent: read in, matched, and posted where there is no doubt."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from agency.lib.money import rounded
from agency.lib.reference import find_references
from billing.matching import Incoming, Index, Match, Owed, match
from billing.models.bank_statement import BankStatement
from billing.models.billing_profile import BillingProfile
from billing.models.invoice import Invoice
from billing.models.payment import NOTHING, Part, Payment


@dataclass
class Read:
    """What one statement brought, and what became of its payments."""

    taken: object
    payments: list
    posted: list

    @property
    def to_match(self):
        return len(self.payments) - len(self.posted)


def read_in(by, at, content, statements, *, file_name="", account=None):
    """Keep a file of the bank, make its credits payments, post those with an exact reference."""
    with transaction.atomic():
        rows = BankStatement.objects.take_in(
            by, at, content, statements, file_name=file_name, account=account
        )
        made = [Payment.objects.of_entries(taken.credits, by, at) for taken in rows]
        posted = post_exact([payment for each in made for payment in each], by, at)
    return [
        Read(taken, payments, [payment for payment in payments if payment.pk in posted])
        for taken, payments in zip(rows, made, strict=True)
    ]


def post_exact(payments, by, at):
    """Use those whose reference is ours and whose amount fits; the keys of those."""
    index, posted = index_for(payments), set()
    for payment in payments:
        found = match(incoming_of(payment), index)
        if not found or not found.is_exact:
            continue
        invoices = Invoice.objects.in_bulk([owed.key for owed, _amount in found.pays])
        # Another of this file may have paid the same one a moment ago.
        if any(invoices[owed.key].open_amount < amount for owed, amount in found.pays):
            continue
        payment.allocate(by, at, parts_of(found, invoices))
        posted.add(payment.pk)
    return posted


def parts_of(found: Match, invoices) -> list[Part]:
    """What the invoices of a match get, all in the currency of the payment."""
    return [Part(invoices[owed.key], amount, amount) for owed, amount in found.pays]


def incoming_of(payment) -> Incoming:
    return Incoming(
        left=rounded(payment.left, 2),
        currency=payment.currency,
        payer=payment.payer,
        payer_account=payment.payer_account,
        text=words_of(payment),
        client=payment.client_id,
    )


def words_of(payment) -> str:
    """All that the payer wrote."""
    entry = payment.entry
    more = (entry.reference, entry.text) if entry else ()
    return " ".join(dict.fromkeys(filter(None, [*more, payment.reference, payment.end_to_end])))


def index_for(payments) -> Index:
    """What these payments may be meant for: open invoices and known payers, in three queries."""
    references = {each for payment in payments for each in find_references(words_of(payment))}
    rows = Invoice.objects.issued().invoices().with_open()
    rows = rows.filter(Q(open_sum__gt=NOTHING) | Q(payment_reference__in=references))
    owed = [
        Owed(
            key=pk, number=number, reference=reference, client=client, currency=currency,
            open=rounded(open_, 2), due_on=due,
        )
        for pk, number, reference, client, currency, open_, due in rows.order_by().values_list(
            "pk", "number", "payment_reference", "client", "currency", "open_sum", "due_date"
        )
    ]  # fmt: skip
    return Index.of(owed, known_payers(payments))


def known_payers(payments):
    """(name or account, client): the clients by their names, and whoever has paid before."""
    names = {payment.payer for payment in payments}
    accounts = {payment.payer_account for payment in payments}
    profiles = BillingProfile.objects.values_list("legal_name", "client__name", "client")
    found = [(name, client) for *names_, client in profiles for name in names_]
    before = Payment.objects.filter(client__isnull=False, reversed_at=None).order_by()
    said = (Q(payer__in=names) & ~Q(payer="")) | (
        Q(payer_account__in=accounts) & ~Q(payer_account="")
    )
    for name, account, client in (
        before.filter(said).values_list("payer", "payer_account", "client").distinct()
    ):
        found += [(name, client), (account, client)]
    return [(name, client) for name, client in found if name]
