"""DATEV bookings, byte by byte, and read back as an importing program reads them."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agency.lib.books import datev
from agency.lib.books.datev_fields import FIELDS

BATCH = datev.Batch(
    consultant=1001,
    client=456,
    year_starts=date(2026, 1, 1),
    account_length=4,
    first_day=date(2026, 3, 1),
    last_day=date(2026, 3, 31),
    label="Plates 2026-03",
    created_at=datetime(2026, 4, 2, 10, 25, 1, 234567, tzinfo=UTC),
    exported_by="Nora Finch",
    initials="NF",
    is_final=True,
)
BOOKING = datev.Booking(
    amount=Decimal("5950.00"),
    is_debit=True,
    account="10000",
    contra_account="8400",
    day=date(2026, 3, 7),
    document="INV-2026-00031",
    text='Grüße; "Frühjahr"',
    cost_centre="BRW26042",
    vat_id="DE123456789",
    vat_rate=Decimal(19),
    served_on=date(2026, 2, 28),
    due_on=date(2026, 4, 6),
)


def fields_of(content):
    """The header, and {caption: value} for each booking."""
    rows = list(csv.reader(io.StringIO(content.decode("cp1252"), newline=""), delimiter=";"))
    return rows[0], [dict(zip(rows[1], row, strict=True)) for row in rows[2:]]


def test_a_booking_has_125_fields_and_the_header_31():
    header, (booking,) = fields_of(datev.write(BATCH, [BOOKING]))

    assert len(booking) == len(FIELDS) == 125
    assert header == [
        "EXTF", "700", "21", "Buchungsstapel", "13", "20260402102501234", "", "PL", "Nora Finch",
        "", "1001", "456", "20260101", "4", "20260301", "20260331", "Plates 2026-03", "NF", "1",
        "0", "1", "EUR", "", "", "", "", "", "", "", "", "",
    ]  # fmt: skip


def test_a_booking_says_what_was_booked():
    _header, (booking,) = fields_of(datev.write(BATCH, [BOOKING]))

    assert {name: value for name, value in booking.items() if value} == {
        "Umsatz (ohne Soll/Haben-Kz)": "5950,00",
        "Soll/Haben-Kennzeichen": "S",
        "WKZ Umsatz": "EUR",
        "Konto": "10000",
        "Gegenkonto (ohne BU-Schlüssel)": "8400",
        "Belegdatum": "0703",
        "Belegfeld 1": "INV-2026-00031",
        "Buchungstext": 'Grüße; "Frühjahr"',
        "KOST1 - Kostenstelle": "BRW26042",
        "EU-Land u. UStID (Bestimmung)": "DE123456789",
        "EU-Steuersatz (Bestimmung)": "19,00",
        "Festschreibung": "1",
        "Leistungsdatum": "28022026",
        "Fälligkeit": "06042026",
        "Generalumkehr (GU)": "0",
    }


def test_the_fields_stand_where_the_format_counts_them():
    places = {number: FIELDS[number - 1][0] for number in (1, 11, 14, 37, 40, 114, 115, 117, 125)}

    assert places == {
        1: "Umsatz (ohne Soll/Haben-Kz)",
        11: "Belegfeld 1",
        14: "Buchungstext",
        37: "KOST1 - Kostenstelle",
        40: "EU-Land u. UStID (Bestimmung)",
        114: "Festschreibung",
        115: "Leistungsdatum",
        117: "Fälligkeit",
        125: "Abw. Skontokonto",
    }


def test_text_stands_in_quotes_and_numbers_do_not():
    line = datev.write(BATCH, [BOOKING]).decode("cp1252").split("\r\n")[2]

    assert line.startswith('5950,00;"S";"EUR";;;"";10000;8400;"";0703;"INV-2026-00031";"";;"Grüße')


def test_another_currency_brings_its_rate_and_the_amount_in_euros():
    foreign = replace(
        BOOKING, currency="USD", rate=Decimal("1.0842"), base_amount=Decimal("5487.92")
    )

    _header, (booking,) = fields_of(datev.write(BATCH, [foreign]))

    assert booking["WKZ Umsatz"] == "USD"
    assert booking["Kurs"] == "1,084200"
    assert booking["Basis-Umsatz"] == "5487,92"
    assert booking["WKZ Basis-Umsatz"] == "EUR"


def test_the_same_bookings_give_the_same_bytes():
    assert datev.write(BATCH, [BOOKING]) == datev.write(BATCH, [BOOKING])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": "Кампания"}, "Buchungstext"),
        ({"document": "INV 2026"}, "Belegfeld 1"),
        ({"document": "I" * 37}, "Belegfeld 1"),
        ({"amount": Decimal(0)}, "Umsatz (ohne Soll/Haben-Kz)"),
        ({"amount": Decimal("-1.00")}, "Umsatz (ohne Soll/Haben-Kz)"),
        ({"account": "1000000"}, "Konto"),
        ({"contra_account": "84 00"}, "Gegenkonto (ohne BU-Schlüssel)"),
        ({"day": date(2026, 4, 1)}, "Belegdatum"),
        ({"cost_centre": "BRW-26-0042"}, "KOST1 - Kostenstelle"),
        ({"currency": "USD"}, "Kurs"),
    ],
)
def test_what_the_format_cannot_hold_is_said_before_a_file_is_made(changed, field):
    booking = replace(BOOKING, **changed)

    assert [fault.field for fault in datev.faults(BATCH, [booking])] == [field]
    with pytest.raises(ValueError, match=field[:6]):
        datev.write(BATCH, [booking])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"consultant": 1000}, "Berater"),
        ({"client": 100_000}, "Mandant"),
        ({"account_length": 9}, "Sachkontenlänge"),
        ({"label": "L" * 31}, "Bezeichnung"),
        ({"last_day": date(2027, 1, 1)}, "WJ-Beginn"),
        ({"exported_by": "Нора"}, "Exportiert von"),
    ],
)
def test_a_header_that_datev_would_refuse_is_said(changed, field):
    assert [fault.field for fault in datev.batch_faults(replace(BATCH, **changed))] == [field]
