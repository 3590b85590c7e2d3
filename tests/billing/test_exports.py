"""Documents leave for the books once a format, and the files say what the ledger says."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.urls import reverse

from agency.lib.refusal import Refused
from billing.models import (
    Bookkeeping,
    ExchangeRate,
    ExportBatch,
    ExportedDocument,
    ExportFile,
    Invoice,
    RevenueAccount,
)
from tests.billing.cast import line, make_approved_invoice, make_credit_note, make_profile
from tests.cast import NOW

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ledger(client_of, ladder):
    """Two invoices and a credit note on the first, of one company, all issued in March."""
    entity = make_profile(client_of, account_code="10042").entity
    for rate, code in ((19, "8400"), (7, "8300")):
        RevenueAccount.objects.add(
            entity, ladder.finance, NOW, category="S", rate=Decimal(rate), group="", code=code,
            tax_key="", tax_name=f"VAT {rate}",
        )  # fmt: skip
    Bookkeeping.of(entity).change(ladder.finance, NOW, consultant=1001, client_number=456)
    lines = [line(1000, description="=HYPERLINK(1)"), line("33.33", 7), line("0.10", 7)]
    first = make_approved_invoice(client_of, ladder, lines=lines)
    first.issue(ladder.finance, NOW)
    second = make_approved_invoice(client_of, ladder, lines=[line("777.77")])
    second.issue(ladder.finance, NOW)
    make_credit_note(first, ladder, amounts={first.lines.first().pk: Decimal(200)})
    return entity


def made(entity, by, format="csv", at=LATER, **known):
    return ExportBatch.objects.make(entity, format, FIRST, LAST, by, at, **known)


def rows_of(batch, delimiter=","):
    return rows_in(batch.files.first(), delimiter)


def rows_in(file, delimiter=","):
    content = bytes(file.content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    return [dict(zip(head, row, strict=True)) for row in rows]


def ledger_sums(entity):
    """What was invoiced, less what was credited."""
    rows = Invoice.objects.issued().filter(entity=entity)
    sums = {"net": Sum("net"), "tax": Sum("tax"), "gross": Sum("gross")}
    invoiced = rows.invoices().aggregate(**sums)
    credited = rows.credit_notes().aggregate(**sums)
    return {name: invoiced[name] - credited[name] for name in sums}


def test_the_sums_of_a_table_are_those_of_the_ledger(ledger, ladder):
    batch = made(ledger, ladder.finance)
    sums, rows = ledger_sums(ledger), rows_of(batch)

    assert sum(Decimal(row["net"]) for row in rows) == sums["net"] == Decimal("1611.20")
    documents = {row["number"]: row for row in rows}.values()
    assert sum(Decimal(row["doc_vat"]) for row in documents) == sums["tax"]
    assert batch.totals == [
        {"currency": "EUR", "count": 3, "net": "1611.20", "tax": str(rounded(sums["tax"])),
         "gross": str(rounded(sums["gross"]))}
    ]  # fmt: skip


def rounded(amount):
    return amount.quantize(Decimal("0.01"))


def test_a_line_that_would_run_as_a_formula_is_text(ledger, ladder):
    descriptions = [row["description"] for row in rows_of(made(ledger, ladder.finance))]
    assert descriptions[1] == "'=HYPERLINK(1)"


def test_a_german_table_has_commas_and_semicolons(ledger, ladder):
    rows = rows_of(made(ledger, ladder.finance, manner="de"), ";")
    row = next(row for row in rows if row["number"] == "INV-2026-00001")

    assert row["doc_net"] == "1033,4300"
    assert row["issue_date"] == "10.03.2026"


def test_bookings_sum_to_the_gross_of_each_document(ledger, ladder):
    batch = made(ledger, ladder.finance, "datev")
    content = bytes(batch.files.get().content).decode("cp1252")
    _header, captions, *rows = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    sums = {}
    for row in rows:
        booking = dict(zip(captions, row, strict=True))
        amount = Decimal(booking["Umsatz (ohne Soll/Haben-Kz)"].replace(",", "."))
        signed = amount if booking["Soll/Haben-Kennzeichen"] == "S" else -amount
        number = booking["Belegfeld 1"]
        sums[number] = sums.get(number, 0) + signed

    assert sums == {
        row.number: rounded(-row.gross if row.is_credit_note else row.gross)
        for row in Invoice.objects.issued()
    }
    assert {len(row) for row in rows} == {125}
    assert batch.files.get().name == "EXTF_Buchungsstapel_20260301_20260331.csv"


def test_what_xero_multiplies_gives_the_nets_of_the_ledger(ledger, ladder):
    batch = made(ledger, ladder.finance, "xero")
    invoices, credit_notes = (rows_in(file) for file in batch.files.all())

    assert net_of(invoices) - net_of(credit_notes) == ledger_sums(ledger)["net"]
    assert net_of(credit_notes) == Decimal(200)
    assert {row["*CreditNoteNumber"] for row in credit_notes} == {"CN-2026-00001"}
    assert {row["*AccountCode"] for row in invoices} == {"8400", "8300"}


def net_of(rows):
    return sum(Decimal(row["*Quantity"]) * Decimal(row["*UnitAmount"]) for row in rows)


def test_a_document_leaves_once_in_a_format_and_in_every_format(ledger, ladder):
    made(ledger, ladder.finance)

    with pytest.raises(Refused, match="left in this format already"):
        made(ledger, ladder.finance)
    assert made(ledger, ladder.finance, "xlsx").count == 3


def test_a_format_taken_back_lets_its_documents_leave_again(ledger, ladder):
    batch = made(ledger, ladder.finance)
    content = bytes(batch.files.get().content)

    with pytest.raises(Refused, match="Say why"):
        batch.void(ladder.finance, " ", LATER)
    batch.void(ladder.finance, "Wrong month", LATER)
    with pytest.raises(Refused, match="taken back already"):
        batch.void(ladder.finance, "Again", LATER)

    again = made(ledger, ladder.finance)
    assert bytes(again.files.get().content) == content == bytes(batch.files.get().content)
    assert ExportedDocument.objects.filter(is_void=False).count() == 3


def test_turnover_without_an_account_is_said_before_anything_is_made(ledger, ladder):
    RevenueAccount.objects.filter(rate=7).delete()

    with pytest.raises(Refused, match="No revenue account is entered for VAT S, 7 %"):
        made(ledger, ladder.finance, "datev")
    assert ExportBatch.objects.count() == ExportedDocument.objects.count() == 0


def test_letters_that_datev_cannot_hold_are_said(ledger, ladder, client_of):
    client_of.billing.legal_name = "Банк"
    client_of.billing.save()
    make_approved_invoice(client_of, ladder).issue(ladder.finance, NOW)

    with pytest.raises(Refused, match="Банк"):
        made(ledger, ladder.finance, "datev")


def test_a_sealed_file_does_not_change(ledger, ladder):
    batch = made(ledger, ladder.finance)

    for change in (
        lambda: ExportFile.objects.update(content=b"other"),
        lambda: ExportFile.objects.all().delete(),
        lambda: ExportBatch.objects.update(count=7),
    ):
        with pytest.raises(DatabaseError, match="sealed export"), transaction.atomic():
            change()
    assert batch.files.get().sha256


def test_only_finance_exports(ledger, ladder):
    for person in (ladder.csd, ladder.am):
        with pytest.raises(Refused, match="Only finance") as refused:
            made(ledger, person)
        assert refused.value.status == 403
    batch = made(ledger, ladder.finance)
    with pytest.raises(Refused, match="Only finance"):
        batch.void(ladder.csd, "Because", LATER)


def test_the_pages_show_what_would_leave_and_give_the_same_bytes_again(ledger, ladder, signed_in):
    finance = signed_in(ladder.finance)
    asked = {"entity": ledger.pk, "format": "csv", "first_day": FIRST, "last_day": LAST}

    preview = finance.get(reverse("billing:exports"), asked).content.decode()
    assert "1,611.20" in preview
    sealed = finance.post(reverse("billing:make-export"), asked)
    batch = ExportBatch.objects.get()
    assert sealed.url == batch.get_absolute_url()
    page = finance.get(sealed.url).content.decode()
    assert batch.files.get().sha256[:16] in page
    url = reverse("billing:export-file", args=[batch.files.get().pk])
    assert finance.get(url).content == finance.get(url).content == bytes(batch.files.get().content)
    refused = finance.post(reverse("billing:make-export"), asked)
    assert refused.status_code == 409
    assert "left in this format already" in refused.content.decode()


def test_strangers_to_the_books_find_no_exports(ledger, ladder, signed_in):
    batch = made(ledger, ladder.finance)
    file = reverse("billing:export-file", args=[batch.files.get().pk])
    for person in (ladder.ae, ladder.gad, ladder.planner):
        browser = signed_in(person)
        for url in (reverse("billing:exports"), batch.get_absolute_url(), file):
            assert browser.get(url).status_code == 404
    assert signed_in(ladder.csd).get(batch.get_absolute_url()).status_code == 200


def test_the_command_writes_what_the_page_would(ledger, ladder, tmp_path, capsys):
    target = tmp_path / "march.csv"
    words = ["--format", "csv", "--from", "2026-03-01", "--to", "2026-03-31", "-o", str(target)]

    call_command("export_invoices", *words)

    assert target.read_bytes() == bytes(ExportBatch.objects.get().files.get().content)
    assert "EUR: 3 documents, net 1611.20" in capsys.readouterr().out
    with pytest.raises(CommandError, match="left in this format already"):
        call_command("export_invoices", *words)
    with pytest.raises(CommandError, match="no company"):
        call_command("export_invoices", *words, "--entity", "Nobody")


def test_another_currency_leaves_with_its_rate_and_in_the_books_own(ledger, ladder, client_of):
    ExchangeRate.objects.create(
        currency="USD", base="EUR", day=FIRST, rate=Decimal("0.92"), source="ECB"
    )
    invoice = make_approved_invoice(client_of, ladder, currency="USD", lines=[line(1000)])
    invoice.issue(ladder.finance, NOW)

    row = rows_of(made(ledger, ladder.finance))[-1]
    assert (row["number"], row["currency"], row["fx_rate"]) == (invoice.number, "USD", "0.92000000")
    assert (row["base_net"], row["base_vat"]) == ("920.00", "174.80")
    content = bytes(made(ledger, ladder.finance, "datev").files.get().content).decode("cp1252")
    booking = next(line for line in content.splitlines() if f'"{invoice.number}"' in line)
    assert booking.startswith('1190,00;"S";"USD";1,086957;1094,80;"EUR";10042;8400;')
