"""Xero's import of sales invoices and of credit notes: a row for each line, prices without VAT.

The columns and their order are those of Xero's own template; a credit note has the same with
"CreditNote" for "Invoice", and positive amounts. A file holds at most 500 documents.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from agency.lib.books.fault import Fault
from agency.lib.export import plain_cell
from agency.lib.money import ZERO, percent_of

MOST_DOCUMENTS = 500
BOM = "\ufeff"
HEAD = (
    "*ContactName", "EmailAddress", "POAddressLine1", "POAddressLine2", "POAddressLine3",
    "POAddressLine4", "POCity", "PORegion", "POPostalCode", "POCountry", "*InvoiceNumber",
    "Reference", "*InvoiceDate", "*DueDate", "InventoryItemCode", "*Description", "*Quantity",
    "*UnitAmount", "Discount", "*AccountCode", "*TaxType", "TrackingName1", "TrackingOption1",
    "TrackingName2", "TrackingOption2", "Currency", "BrandingTheme",
)  # fmt: skip


@dataclass(frozen=True)
class SaleLine:
    """One line, its price without VAT. `tax_name` is what that rate is called in this Xero."""

    description: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    rate: Decimal
    account: str
    tax_name: str
    tracking: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sale:
    """One invoice or credit note."""

    number: str
    day: date
    due_on: date
    contact: str
    currency: str
    lines: tuple[SaleLine, ...]
    tax: Decimal
    reference: str = ""
    email: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


def faults(sales: Sequence[Sale]) -> list[Fault]:
    """What Xero would refuse."""
    found = []
    for sale in sales:
        checks = [
            (sale.contact, "*ContactName", _("The client has no name.")),
            (sale.lines, "*Description", _("It has no lines.")),
            *((line.account, "*AccountCode", _("A line has no account.")) for line in sale.lines),
            *((line.tax_name, "*TaxType", _("A line has no tax type.")) for line in sale.lines),
        ]
        said = dict.fromkeys((field, words) for is_there, field, words in checks if not is_there)
        found += [Fault(sale.number, field, words) for field, words in said]
    return found


def differing(sales: Iterable[Sale]) -> list[str]:
    """Numbers of those whose VAT would be another if Xero rounded it line by line.

    It reckons the totals itself, and how it rounds is its setting, not ours.
    """
    return [
        sale.number
        for sale in sales
        if sum((percent_of(line.net, line.rate) for line in sale.lines), ZERO) != sale.tax
    ]


def files(sales: Sequence[Sale], *, credit_notes: bool = False) -> list[bytes]:
    """The files' bytes, 500 documents in each; the same for the same documents.

    Raises ValueError where `faults` finds any.
    """
    if found := faults(sales):
        raise ValueError("; ".join(map(str, found[:5])))
    parts = [
        sales[first : first + MOST_DOCUMENTS] for first in range(0, len(sales), MOST_DOCUMENTS)
    ]
    return [_file(part, credit_notes) for part in parts]


def _file(sales, credit_notes):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    head = HEAD
    if credit_notes:
        head = [name.replace("*Invoice", "*CreditNote") for name in HEAD]
    writer.writerow(head)
    for sale in sales:
        writer.writerows(_rows(sale))
    return (BOM + text.getvalue()).encode()


def _rows(sale):
    address = [*sale.address[:4], "", "", "", ""][:4]
    of_sale = [
        sale.contact, sale.email, *address, sale.city, sale.region, sale.postcode, sale.country,
        sale.number, sale.reference, f"{sale.day:%d/%m/%Y}", f"{sale.due_on:%d/%m/%Y}", "",
    ]  # fmt: skip
    for line in sale.lines:
        tracking = [text for pair in line.tracking[:2] for text in pair]
        tracking += [""] * (4 - len(tracking))
        of_line = [
            line.description, _plain(line.quantity), _plain(line.price), "", line.account,
            line.tax_name, *tracking, sale.currency, "",
        ]  # fmt: skip
        yield [_cell(text) for text in (*of_sale, *of_line)]


def _cell(text):
    """Text that a spreadsheet would run is quoted; numbers are numbers, below zero too."""
    return text if _is_number(text) else plain_cell(text)


def _is_number(text):
    return text.replace("-", "", 1).replace(".", "", 1).isdigit()


def _plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
