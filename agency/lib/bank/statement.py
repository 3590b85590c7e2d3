"""A bank statement as data, whatever file it came in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

from agency.lib.bank.account import plain
from agency.lib.money import ZERO, minor_units, rounded

LONGEST_TEXT = 2_000  # characters; a batch that cannot be split has the words of all its payments
MOST_ENTRIES = 50_000


class Unreadable(Exception):
    """A file that is not taken at all; `message` is a sentence for the person who sent it."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Balance:
    """What was on the account at the end of a day; below zero if it was overdrawn."""

    amount: Decimal
    currency: str
    on: date | None = None


@dataclass(frozen=True)
class Entry:
    """One payment on a statement. Texts are empty and values None where the bank says nothing."""

    booked_on: date
    value_on: date
    amount: Decimal  # money in is above zero, money out below, reversals too
    currency: str
    payer: str = ""  # the other side: who paid, and of money out who was paid
    payer_account: str = ""
    reference: str = ""  # as the payer gave it for machines: RF, QR reference, or another
    end_to_end: str = ""
    bank_reference: str = ""
    text: str = ""  # what the payer wrote
    is_reversal: bool = False
    original_amount: Decimal | None = None  # without a sign, as the payer ordered it
    original_currency: str = ""
    rate: Decimal | None = None
    charges: Decimal = ZERO  # kept by banks on the way, in the entry's currency


@dataclass(frozen=True)
class Statement:
    """The entries of one account between two balances."""

    account: str  # IBAN, or the bank's own number
    currency: str
    opening: Balance | None
    closing: Balance | None
    entries: tuple[Entry, ...]
    number: str = ""  # of the statement: 12, or 12/1 for its first page
    identification: str = ""


def dedupe_key(account: str, entry: Entry, ordinal: int) -> str:
    """64 characters that are the same for the same payment whenever a file is read again.

    Made of the account and the bank's reference, or what was written where the bank gives none;
    `ordinal` counts those before it in the file that are alike in all of this (`keyed` does it).
    The day and the amount always belong to it: banks have used one reference for two payments,
    and a payment taken for a known one would be lost without a word.
    """
    said = (
        ("reference", entry.bank_reference) if entry.bank_reference else ("text", _told_by(entry))
    )
    parts = (plain(account), entry.booked_on.isoformat(), _plain_amount(entry), *said, str(ordinal))
    # Lengths stand before the parts: no two lists of parts may be written the same.
    return sha256("".join(f"{len(each)}:{each}" for each in parts).encode()).hexdigest()


def keyed(statements: Iterable[Statement]) -> Iterator[tuple[str, Statement, Entry]]:
    """Each entry of a file with its statement and its dedupe key; no key comes twice."""
    seen: Counter[str] = Counter()
    for statement in statements:
        for entry in statement.entries:
            first = dedupe_key(statement.account, entry, 0)
            yield dedupe_key(statement.account, entry, seen[first]), statement, entry
            seen[first] += 1


def balance_fault(statement: Statement) -> str:
    """Why opening balance and entries do not make the closing balance; empty if they do."""
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        return _("The statement has no opening and closing balance, so nothing shows it is whole.")
    if currencies := _foreign(statement, opening, closing):
        return _("A statement in %(own)s has amounts in %(others)s, which cannot be added up.") % {
            "own": statement.currency,
            "others": ", ".join(currencies),
        }
    made = opening.amount + sum((entry.amount for entry in statement.entries), ZERO)
    if made == closing.amount:
        return ""
    return _(
        "The opening balance of %(opening)s and the entries make %(made)s, but the statement"
        " closes with %(closing)s %(currency)s."
    ) % {
        "opening": _shown(opening.amount, statement.currency),
        "made": _shown(made, statement.currency),
        "closing": _shown(closing.amount, statement.currency),
        "currency": closing.currency,
    }


def _foreign(statement: Statement, *balances: Balance) -> list[str]:
    named = {each.currency for each in balances} | {each.currency for each in statement.entries}
    return sorted(named - {statement.currency})


def _shown(amount: Decimal, currency: str) -> Decimal:
    """An amount with the decimals of its currency, unless the bank wrote more."""
    usual = rounded(amount, minor_units(currency))
    return usual if usual == amount else amount


def _told_by(entry: Entry) -> str:
    return "\n".join((entry.payer_account, entry.payer, entry.end_to_end, entry.text))


def _plain_amount(entry: Entry) -> str:
    return f"{entry.amount.normalize() + ZERO:f} {entry.currency}"
