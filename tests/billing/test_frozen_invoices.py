"""An issued invoice does not change, by whatever path somebody comes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.admin import engineers
from agency.lib.refusal import Refused
from billing.models import Allocation, Invoice, InvoiceAdjustment, InvoiceLine, TaxSubtotal
from tests.billing.cast import line, make_draft, make_issued, make_profile
from tests.cast import NOW

PARTS = (InvoiceLine, InvoiceAdjustment, TaxSubtotal)
DISCOUNT = {"amount": Decimal(10), "reason": "Loyalty", "category": "S", "rate": Decimal(19)}


@pytest.fixture
def issued(client_of, ladder):
    make_profile(client_of)
    return make_issued(client_of, ladder, adjustments=[DISCOUNT])


def refused(act):
    """Whether the database, or the model before it, says no."""
    try:
        with transaction.atomic():
            act()
    except (IntegrityError, Refused):
        return True
    return False


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_form_does_not_open_it(issued, signed_in, ladder):
    browser = signed_in(ladder.finance)
    address = f"/invoices/{issued.pk}/edit/"
    assert browser.get(address).status_code == 409
    assert browser.post(address, {"title": "Other"}).status_code == 409
    assert browser.post(f"/invoices/{issued.pk}/discard/").status_code == 409


def test_no_page_of_the_admin_writes_it():
    assert not {Invoice, *PARTS} & set(engineers._registry)


def test_saving_it_is_refused(issued):
    issued.title, issued.net = "Other", Decimal(1)
    assert refused(lambda: issued.save(update_fields=["title"]))
    assert refused(issued.save)
    for model in PARTS:
        part = model.objects.get(invoice=issued)
        part.rate = Decimal(7)
        assert refused(part.save)


def test_deleting_it_is_refused(issued):
    assert refused(issued.delete)
    assert refused(Invoice.objects.all().delete)
    assert refused(lambda: Invoice.objects.filter(pk=issued.pk)._raw_delete("default"))
    for model in PARTS:
        assert refused(model.objects.get(invoice=issued).delete)
        assert refused(model.objects.all().delete)


def test_updating_many_at_once_is_refused(issued):
    assert refused(lambda: Invoice.objects.update(due=0))
    assert refused(lambda: Invoice.objects.update(number="INV-2026-00009"))
    for model in PARTS:
        assert refused(lambda model=model: model.objects.update(rate=7))
        assert refused(lambda model=model: model.objects.update(issued_at=None))


def test_a_bulk_update_is_refused(issued):
    issued.note = "Other"
    assert refused(lambda: Invoice.objects.bulk_update([issued], ["note"]))
    part = issued.lines.get()
    part.description = "Other"
    assert refused(lambda: InvoiceLine.objects.bulk_update([part], ["description"]))


def test_a_statement_typed_by_hand_is_refused(issued):
    assert refused(lambda: sql("UPDATE billing_invoice SET gross = 0"))
    assert refused(lambda: sql("UPDATE billing_invoice SET issued_at = NULL, number = ''"))
    assert refused(lambda: sql("DELETE FROM billing_invoiceline"))
    assert refused(lambda: sql("DELETE FROM billing_invoice"))


def test_no_line_gets_in_afterwards(issued, client_of, ladder):
    assert refused(lambda: InvoiceLine.objects.create(invoice=issued, **line()))
    other = make_draft(client_of, ladder.ae)
    assert refused(lambda: other.lines.update(invoice=issued))
    assert InvoiceLine.objects.filter(invoice=issued).count() == 1


def test_the_stored_data_file_does_not_change(issued):
    issued.file_in("cii")
    assert refused(lambda: issued.files.update(content=b"<x/>"))
    assert refused(issued.files.all().delete)


def test_what_comes_after_the_issue_is_still_written(issued, ladder):
    issued.dispute(ladder.ae, "Two hours too many", NOW)
    issued.settle(ladder.am, "They accept it", NOW)
    issued.note_inside(ladder.finance, "Call Joanna", NOW)
    issued.record_tax_number(ladder.finance, "SDI-1", NOW)
    Allocation.objects.create(
        invoice=issued, kind="write_off", amount=1, made_by=ladder.finance, made_at=NOW
    )
    assert refused(lambda: Invoice.objects.update(external_tax_id="SDI-2"))
    assert Invoice.objects.get().external_tax_id == "SDI-1"
