"""Which invoice a payment is meant for: an exact reference, a number in the text, an amount.

Pure: everything comes from rows that were fetched before. Only the first rule is ever posted
without a person (finance/README.md 8).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum

from agency.lib.money import ZERO
from agency.lib.reference import compact, find_references
from agency.lib.text import clean

MOST_CANDIDATES = 12
_NO_LETTER = re.compile(r"[^A-Z0-9]")
_COMPANY_FORMS = re.compile(
    r"\b(GMBH|AG|KG|UG|SE|SPA|SRL|BV|NV|LTD|LIMITED|PLC|INC|LLC|SA|SAS|SARL|OOO|CO)\b"
)


class Rule(IntEnum):
    """How a match was found; the smaller the surer."""

    REFERENCE = 1
    NUMBER = 2
    AMOUNT = 3


@dataclass(frozen=True)
class Owed:
    """An issued invoice of which something is open; `open` in its currency."""

    key: int
    number: str
    reference: str
    client: int
    currency: str
    open: Decimal
    due_on: date


@dataclass(frozen=True)
class Incoming:
    """What a payment says: `text` is all its words, `left` what is not used of it."""

    left: Decimal
    currency: str
    payer: str = ""
    payer_account: str = ""
    text: str = ""
    client: int | None = None


@dataclass(frozen=True)
class Match:
    """Invoices with the amount each would get, by which rule, and whether it may be posted."""

    rule: Rule
    pays: tuple[tuple[Owed, Decimal], ...]
    is_exact: bool = False
    # What the payment is above what is open, and below it.
    over: Decimal = ZERO
    short: Decimal = ZERO


@dataclass
class Index:
    """Open invoices, found by reference, by number and by client; and who is known to pay."""

    by_reference: dict[str, list[Owed]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, Owed] = field(default_factory=dict)
    by_client: dict[int, list[Owed]] = field(default_factory=lambda: defaultdict(list))
    payers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, invoices: Iterable[Owed], payers: Iterable[tuple[str, int]]) -> "Index":
        """`payers` are (name or account, client) as known from the books and earlier payments."""
        index = cls()
        for each in invoices:
            if each.reference:
                index.by_reference[compact(each.reference)].append(each)
            if bare := _bare(each.number):
                index.by_number[bare] = each
            if each.open > 0:
                index.by_client[each.client].append(each)
        for rows in index.by_client.values():
            rows.sort(key=lambda each: (each.due_on, each.number))
        for name, client in payers:
            if bare := _name(name):
                index.payers[bare].add(client)
        return index

    def clients_of(self, incoming: Incoming) -> set[int]:
        """The clients that this payer has paid for or is called like."""
        if incoming.client:
            return {incoming.client}
        known = self.payers.get(_name(incoming.payer_account), set())
        return known or self.payers.get(_name(incoming.payer), set())


def match(incoming: Incoming, index: Index) -> Match | None:
    """The best match, or None; of two equally good ones neither is chosen."""
    return (
        _by_reference(incoming, index) or _by_number(incoming, index) or _by_amount(incoming, index)
    )


def candidates(incoming: Incoming, index: Index) -> list[Owed]:
    """The open invoices to choose from: those matched first, then the payer's, oldest first."""
    found = match(incoming, index)
    rows = [owed for owed, _amount in found.pays] if found else []
    for client in sorted(index.clients_of(incoming) | {row.client for row in rows}):
        rows += index.by_client.get(client, [])
    same = [row for row in dict.fromkeys(rows) if row.open > 0]
    return same[:MOST_CANDIDATES]


def _by_reference(incoming, index):
    """Our reference came back. Posted where it is one invoice's and no more than is open."""
    named = [
        row
        for reference in find_references(incoming.text)
        for row in index.by_reference.get(reference, [])
    ]
    named = [row for row in dict.fromkeys(named) if row.currency == incoming.currency]
    found = _spread(Rule.REFERENCE, named, incoming.left)
    if found is None:
        return None
    fits = len(named) == 1 or not found.short
    return Match(found.rule, found.pays, fits and not found.over, found.over, found.short)


def _by_number(incoming, index):
    """An invoice number stands in the text; sure enough to propose, not to post."""
    text = f" {incoming.text.upper()} "
    bare = _bare(text)
    named = [
        row
        for number, row in index.by_number.items()
        if number in bare and row.currency == incoming.currency and _stands_in(row.number, text)
    ]
    return _spread(Rule.NUMBER, named, incoming.left)


def _by_amount(incoming, index):
    """The payer owes exactly this: by one invoice, or by all of them together."""
    clients = index.clients_of(incoming)
    if len(clients) != 1:
        return None
    rows = index.by_client[next(iter(clients))]
    rows = [row for row in rows if row.currency == incoming.currency]
    same = [row for row in rows if row.open == incoming.left]
    if len(same) == 1:
        return _spread(Rule.AMOUNT, same, incoming.left)
    if not same and len(rows) > 1 and sum((row.open for row in rows), ZERO) == incoming.left:
        return _spread(Rule.AMOUNT, rows, incoming.left)
    return None


def _spread(rule, rows, amount):
    """Pay these invoices, the oldest first, with so much; None where nothing of them is open."""
    open_ = sorted((row for row in rows if row.open > 0), key=lambda row: (row.due_on, row.key))
    pays, left = [], amount
    for row in open_:
        if part := min(row.open, left):
            pays.append((row, part))
            left -= part
    if not pays:
        return None
    owed = sum((row.open for row in open_), ZERO)
    return Match(rule, tuple(pays), over=left, short=max(owed - amount, ZERO))


def _stands_in(number, text):
    """Whether the number stands in a text by itself, however it is separated."""
    parts = [re.escape(part) for part in re.split(r"[^A-Z0-9]+", number.upper()) if part]
    pattern = r"(?<![A-Z0-9])" + r"[^A-Z0-9]{0,3}".join(parts) + r"(?![0-9])"
    return re.search(pattern, text) is not None


def _bare(text):
    return _NO_LETTER.sub("", text.upper())


def _name(text):
    """A payer as compared: without company form, signs and case."""
    words = _COMPANY_FORMS.sub(" ", re.sub(r"[.,]", "", clean(text).upper()))
    return " ".join(re.sub(r"\W+", " ", words).split())
