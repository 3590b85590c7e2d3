"""Invoices and credit notes as Xero takes them in."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agency.lib.books import xero

LINE = xero.SaleLine(
    description="=SUM(A1) concept",
    quantity=Decimal("2.5000"),
    price=Decimal("120.0000"),
    net=Decimal("300.00"),
    rate=Decimal(23),
    account="200",
    tax_name="Tax on Sales (23%)",
    tracking=(("Job", "BRW-26-0042"),),
)
SALE = xero.Sale(
    number="INV-2026-00031",
    day=date(2026, 3, 7),
    due_on=date(2026, 4, 6),
    contact="Brightwater Bank plc",
    currency="EUR",
    lines=(LINE, replace(LINE, description="Shoot", quantity=Decimal(-1), net=Decimal("-120.00"))),
    tax=Decimal("41.40"),
    reference="PO 7781",
    address=("1 Quay", "Dock 2"),
    city="Dublin",
    country="Ireland",
)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_each_line_is_a_row_under_27_columns_with_the_same_number():
    (content,) = xero.files([SALE])
    head, first, second = rows_of(content)

    assert len(head) == 27
    assert first == [
        "Brightwater Bank plc", "", "1 Quay", "Dock 2", "", "", "Dublin", "", "", "Ireland",
        "INV-2026-00031", "PO 7781", "07/03/2026", "06/04/2026", "", "'=SUM(A1) concept", "2.5",
        "120", "", "200", "Tax on Sales (23%)", "Job", "BRW-26-0042", "", "", "EUR", "",
    ]  # fmt: skip
    assert (second[10], second[15], second[16]) == ("INV-2026-00031", "Shoot", "-1")


def test_quantity_times_price_gives_the_nets_back():
    (content,) = xero.files([SALE])
    head, *rows = rows_of(content)
    quantity, price = head.index("*Quantity"), head.index("*UnitAmount")

    assert sum(Decimal(row[quantity]) * Decimal(row[price]) for row in rows) == Decimal("180.00")


def test_credit_notes_have_their_own_columns():
    (content,) = xero.files([SALE], credit_notes=True)
    head = rows_of(content)[0]

    assert head[10] == "*CreditNoteNumber"
    assert head[12] == "*CreditNoteDate"


def test_a_file_holds_five_hundred_documents():
    sales = [replace(SALE, number=f"INV-{number}") for number in range(501)]

    assert [len(rows_of(content)) for content in xero.files(sales)] == [1001, 3]


def test_documents_that_rounding_by_line_would_change_are_named():
    odd = replace(LINE, net=Decimal("0.10"), rate=Decimal(25))
    sale = replace(SALE, lines=(odd, odd), tax=Decimal("0.05"))

    assert xero.differing([SALE, sale]) == [sale.number]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"contact": ""}, "*ContactName"),
        ({"lines": ()}, "*Description"),
        ({"lines": (replace(LINE, account=""),)}, "*AccountCode"),
        ({"lines": (replace(LINE, tax_name=""),)}, "*TaxType"),
    ],
)
def test_what_xero_would_refuse_is_said_before_a_file_is_made(changed, field):
    sale = replace(SALE, **changed)

    assert [fault.field for fault in xero.faults([sale])] == [field]
    with pytest.raises(ValueError, match="INV-2026-00031"):
        xero.files([sale])
