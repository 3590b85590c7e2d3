"""Payments, statements of the bank and open invoices for tests of getting paid."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from agency.lib.bank.read import read_statements
from billing.bank_import import read_in
from billing.models import BankAccount, Payment
from tests.billing.cast import line, make_issued, make_profile
from tests.cast import NOW

SAMPLES = Path(__file__).parents[3] / "shared/finance/bank"
IBAN = "DE89370400440532013000"
TODAY = NOW.date()


def make_owing(client, ladder, gross="1190", at=NOW, **fields):
    """An issued invoice over this sum with VAT."""
    net = (Decimal(gross) / Decimal("1.19")).quantize(Decimal("0.01"))
    if not hasattr(client, "billing"):
        make_profile(client)
    return make_issued(client, ladder, at, lines=[line(net)], **fields)


def make_payment(by, amount="1190", at=NOW, account=None, **fields):
    account = account or BankAccount.objects.first()
    facts = {"value_date": at.date(), "amount": Decimal(amount), "payer": "Brightwater SpA"}
    return Payment.objects.record(by, at, account=account, **{**facts, **fields})


def mt940(*entries, opening="0", closing=None, number="1/1", account=IBAN, day=TODAY):
    """A statement with (amount, payer, text) entries, as a German bank writes it."""
    total = Decimal(opening) + sum(Decimal(str(amount)) for amount, *_rest in entries)
    lines = [":20:STARTUMS", f":25:{account}", f":28C:{number}", f":60F:{balance(opening, day)}"]
    for amount, payer, text in entries:
        amount = Decimal(str(amount))
        sign, figure = ("C" if amount > 0 else "D"), f"{abs(amount):.2f}".replace(".", ",")
        lines.append(f":61:{day:%y%m%d}{day:%m%d}{sign}{figure}NTRFNONREF")
        words = [text[start : start + 27] for start in range(0, len(text), 27)]
        parts = "".join(f"?2{place}{word}" for place, word in enumerate(words))
        lines.append(f":86:166?00GUTSCHRIFT{parts}?32{payer[:27]}")
    lines.append(f":62F:{balance(total if closing is None else closing, day)}")
    return ("\r\n".join([*lines, "-"]) + "\r\n").encode()


def balance(amount, day):
    amount = Decimal(str(amount))
    sign = "C" if amount >= 0 else "D"
    return f"{sign}{day:%y%m%d}EUR{f'{abs(amount):.2f}'.replace('.', ',')}"


def read_file(by, content, at=NOW, account=None):
    return read_in(by, at, content, read_statements(content), file_name="a.sta", account=account)


def days_later(count):
    return NOW + timedelta(days=count)


def on(year, month, day):
    return date(year, month, day)
