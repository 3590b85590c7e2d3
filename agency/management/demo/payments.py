"""A statement of Northlight's bank: paid by reference, in part, too much, by a stranger."""

from datetime import timedelta
from decimal import Decimal

from agency.lib.bank.statement import Balance, Entry, Statement
from billing.bank_import import read_in
from billing.models import CollectionCall, Invoice, ReferenceRate, Reminder

OPENING = Decimal("184220.55")


def load(northlight):
    """Through the same verbs as everybody: read in, what is certain is posted, the rest waits."""
    finance, at, today = northlight.person["finance"], northlight.at, northlight.today
    half_year = today.replace(month=1 if today.month < 7 else 7, day=1)
    ReferenceRate.objects.enter(
        finance, at, valid_from=half_year, percent=Decimal("2.15"), source="European Central Bank"
    )
    owed = Invoice.objects.open().filter(disputed_at=None, currency="EUR").order_by("due_date")
    owed = list(owed.select_related("client__billing", "entity")[:6])
    if len(owed) < 4:
        return
    account = owed[-1].entity.accounts.filter(currency="EUR").first()
    entries = tuple(entries_of(owed[-4:], today - timedelta(days=1)))
    closing = OPENING + sum(entry.amount for entry in entries)
    statement = Statement(
        account=account.iban or account.number,
        currency="EUR",
        opening=Balance(OPENING, "EUR", today - timedelta(days=2)),
        closing=Balance(closing, "EUR", today - timedelta(days=1)),
        entries=entries,
        number="112/1",
    )
    content = repr(statement).encode()
    read_in(finance, at, content, [statement], file_name="statement-112.xml", account=account)
    CollectionCall.objects.log(
        owed[0], finance, at, spoke_with="Accounts payable",
        said="The order number was missing; they pay with the next run.",
        promised_on=today + timedelta(days=4),
    )  # fmt: skip
    Reminder.objects.propose_due(at)


def entries_of(owed, day):
    """All of one by its reference, a part of another, too much, a number in words, a stranger."""
    whole, part, over, named = owed
    told = (
        (whole, whole.open_amount, whole.payment_reference),
        (part, (part.open_amount / 2).quantize(Decimal("0.01")), part.payment_reference),
        (over, over.open_amount + 100, over.payment_reference),
        (named, named.open_amount, f"Your invoice {named.number}, thank you"),
    )
    for number, (invoice, amount, text) in enumerate(told, start=1):
        yield Entry(
            booked_on=day, value_on=day, amount=amount, currency="EUR",
            payer=invoice.buyer["name"], text=text, bank_reference=f"NL-{day:%y%m%d}-{number}",
        )  # fmt: skip
    yield Entry(
        booked_on=day, value_on=day, amount=Decimal("312.40"), currency="EUR",
        payer="Harbour Print Ltd", text="Refund double billing 8841", bank_reference="NL-9",
    )  # fmt: skip
    yield Entry(
        booked_on=day, value_on=day, amount=Decimal("-48.20"), currency="EUR", payer="Bank",
        text="Account fees", bank_reference="NL-10",
    )  # fmt: skip
