"""Every sum of an invoice, reckoned again by EN 16931 and held against what it prints."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from agency.lib.einvoice.document import Document, Line
from agency.lib.money import (
    EXACT,
    ZERO,
    Adjustment,
    Item,
    Subtotal,
    Totals,
    minor_units,
    percent_of,
    reckon,
    rounded,
)

# Currencies whose small coin is gone, so that whole invoices are kept to full units.
WHOLE_BY_HABIT = frozenset({"HUF"})
NOTHING_OFF = Item(quantity=Decimal(1), price=ZERO, category="")
TOTALS = (
    ("BT-106", "lines"),
    ("BT-107", "allowances"),
    ("BT-108", "charges"),
    ("BT-109", "net"),
    ("BT-110", "tax"),
    ("BT-112", "gross"),
    ("BT-115", "due"),
)


@dataclass(frozen=True)
class Difference:
    """A term that is not what it should be; None is "nothing there"."""

    term: str
    expected: Decimal | None
    found: Decimal | None


def differences(document: Document) -> list[Difference]:
    """What the document prints otherwise than EN 16931 reckons, exact to the smallest unit.

    No sum is reckoned from another sum, so that one wrong figure is named once. Where wrong lines
    add up to the printed BT-106 the lines are named and the sums go by what they print; the same
    for allowances and charges in per cent.
    """
    with localcontext(EXACT):
        return [one for one in _compared(document) if one.expected != one.found]


def decimals_of(document: Document) -> int:
    """The decimals its amounts are rounded to: the currency's, or none if it shows none."""
    if document.currency in WHOLE_BY_HABIT and all(map(_is_whole, _printed(document))):
        return 0
    return minor_units(document.currency)


def _compared(document: Document) -> Iterator[Difference]:
    places = decimals_of(document)
    if not document.lines:
        yield from _sums_alone(document, places)
        return
    for number, line in numbered(document.lines):
        if line.is_counted:
            yield from _line(line, number, places)
    for term, each in named_adjustments(document.adjustments, "BT-92", "BT-99"):
        yield Difference(term, _amount(each, places), each.amount)
    expected = reckon(
        _items(document, places),
        _adjustments(document, places),
        prepaid=document.totals.prepaid,
        rounding=document.totals.rounding,
        decimals=places,
    )
    expected = replace(expected, due=expected.due + _collected(document))
    for term, name in TOTALS:
        yield Difference(term, getattr(expected, name), getattr(document.totals, name))
    yield from _breakdown(expected, document.totals)


def _sums_alone(document: Document, places: int) -> Iterator[Difference]:
    """What can be said of the profiles without lines: MINIMUM and BASIC WL of Factur-X."""
    totals = document.totals
    for each in totals.subtotals:
        yield Difference(tax_term(each), percent_of(each.base, each.rate, places), each.tax)
    yield Difference("BT-112", totals.net + totals.tax, totals.gross)
    if not totals.subtotals:
        return  # MINIMUM says nothing more: neither the allowances nor what is paid
    net = totals.lines - totals.allowances + totals.charges
    yield Difference("BT-109", net, totals.net)
    yield Difference("BT-110", sum((each.tax for each in totals.subtotals), ZERO), totals.tax)
    due = totals.gross - totals.prepaid + totals.rounding + _collected(document)
    yield Difference("BT-115", due, totals.due)


def _line(line: Line, number: str, places: int) -> Iterator[Difference]:
    for term, each in named_adjustments(line.item.adjustments, "BT-136", "BT-141"):
        yield Difference(f"{term} of line {number}", _amount(each, places), each.amount)
    expected = _exact(line, places).net(places)
    yield Difference(net_term(number), expected, line.net)
    for part_number, part in numbered(line.parts):
        yield from _line(part, part_number, places)
    if line.parts and expected == line.net:
        whole = sum((_exact(part, places).net(places) for part in line.parts), ZERO)
        yield Difference(net_term(number), whole, line.net)


def _breakdown(expected: Totals, found: Totals) -> Iterator[Difference]:
    """The VAT of each category and rate; those that one side does not have at all, too."""
    printed: dict[tuple[str, Decimal], list[Subtotal]] = {}
    for each in found.subtotals:
        printed.setdefault(_key(each), []).append(each)
    for due in expected.subtotals:
        shown = _of_one_key(printed.pop(_key(due), []))
        if shown is None:
            yield Difference(base_term(due), due.base, None)
            continue
        yield Difference(base_term(due), due.base, shown.base)
        yield Difference(tax_term(due), due.tax, shown.tax)
    for surplus in (each for several in printed.values() for each in several):
        yield Difference(base_term(surplus), None, surplus.base)


def _of_one_key(several: list[Subtotal]) -> Subtotal | None:
    """Those of one category and rate as one: an exemption may be told apart by its reasons."""
    if not several:
        return None
    base = sum((each.base for each in several), ZERO)
    return replace(several[0], base=base, tax=sum((each.tax for each in several), ZERO))


def named_adjustments(
    adjustments: tuple[Adjustment, ...], allowance: str, charge: str
) -> Iterator[tuple[str, Adjustment]]:
    """Each with its term, allowances and charges counted apart: BT-92 of allowance 1."""
    counted = {True: 0, False: 0}
    for each in adjustments:
        counted[each.is_charge] += 1
        kind = f"{charge} of charge" if each.is_charge else f"{allowance} of allowance"
        yield f"{kind} {counted[each.is_charge]}", each


def numbered(lines: tuple[Line, ...]) -> list[tuple[str, Line]]:
    """Lines by the number they print (BT-126), by their place where two print the same."""
    is_unique = len({line.number for line in lines}) == len(lines)
    return [(line.number if is_unique else str(place), line) for place, line in enumerate(lines, 1)]


def net_term(number: str) -> str:
    return f"BT-131 of line {number}"


def base_term(subtotal: Subtotal) -> str:
    return f"BT-116 of {_kind(subtotal)}"


def tax_term(subtotal: Subtotal) -> str:
    return f"BT-117 of {_kind(subtotal)}"


def _kind(subtotal):
    return f"{subtotal.category} {_plain(subtotal.rate)} %"


def _plain(number):
    return f"{number.normalize() + 0:f}"


def _key(subtotal):
    return subtotal.category, subtotal.rate.normalize() + 0


def _items(document, places):
    counted = [line for line in document.lines if line.is_counted]
    if sum((line.net for line in counted), ZERO) == document.totals.lines:
        return [replace(NOTHING_OFF, price=line.net, **_vat(line.item)) for line in counted]
    return [_exact(line, places) for line in counted]


def _adjustments(document, places):
    printed = document.adjustments
    allowances = sum((each.amount for each in printed if not each.is_charge), ZERO)
    charges = sum((each.amount for each in printed if each.is_charge), ZERO)
    if (allowances, charges) == (document.totals.allowances, document.totals.charges):
        return printed
    return [replace(each, amount=_amount(each, places)) for each in printed]


def _vat(item):
    return {"category": item.category, "rate": item.rate}


def _exact(line, places):
    """What the line is reckoned from, its allowances in per cent worked out anew."""
    anew = tuple(replace(each, amount=_amount(each, places)) for each in line.item.adjustments)
    return replace(line.item, adjustments=anew)


def _amount(each, places):
    if each.base is None or each.percent is None:
        return each.amount
    return percent_of(each.base, each.percent, places)


def _collected(document):
    return sum((each.amount for each in document.collected), ZERO)


def _printed(document):
    yield from (line.net for line in document.lines)
    yield from (getattr(document.totals, name) for _term, name in TOTALS)
    for each in document.totals.subtotals:
        yield each.base
        yield each.tax


def _is_whole(amount):
    return amount == rounded(amount, 0)
