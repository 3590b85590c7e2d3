"""Invoices: numbers, states, what is checked before the issue, credit notes."""

from datetime import timedelta

import pytest

from agency.lib.refusal import Refused
from billing.models import Invoice, NumberSeries
from tests.billing.cast import (
    line,
    make_approved_invoice,
    make_credit_note,
    make_issued,
    make_profile,
)
from tests.cast import NOW

DAY = timedelta(days=1)


@pytest.fixture
def client_of(client_of):
    make_profile(client_of)
    return client_of


def test_an_invoice_gets_its_number_when_it_is_issued_and_not_before(client_of, ladder):
    invoice = make_approved_invoice(client_of, ladder)
    assert (invoice.number, invoice.status) == ("", "approved")

    invoice.issue(ladder.finance, NOW)

    assert invoice.number == "INV-2026-00001"
    assert (invoice.net, invoice.tax, invoice.gross) == (1000, 190, 1190)
    assert invoice.payment_reference == "RF76INV202600001"
    assert [(s.category, s.base, s.tax) for s in invoice.subtotals.all()] == [("S", 1000, 190)]
    assert invoice.seller["name"] == "Northlight GmbH"
    assert invoice.paper.number == "INV-2026-00001"


def test_numbers_follow_each_other_without_a_gap_after_a_refused_issue(client_of, ladder):
    make_issued(client_of, ladder)
    refused = make_approved_invoice(client_of, ladder)
    client_of.billing.entity.accounts.all().delete()
    with pytest.raises(Refused, match="no bank account"):
        refused.issue(ladder.finance, NOW)
    assert NumberSeries.objects.get().last == 1


def test_a_full_credit_note_takes_an_invoice_back_to_nothing(client_of, ladder):
    invoice = make_issued(client_of, ladder, lines=[line("33.33"), line("66.67", rate=19)])
    note = make_credit_note(invoice, ladder)

    assert note.number == "CN-2026-00001"
    assert (note.net, note.tax, note.due) == (invoice.net, invoice.tax, invoice.due)
    invoice.refresh_from_db()
    assert Invoice.objects.get(pk=invoice.pk).open_amount == 0
    assert invoice.is_credited
    with pytest.raises(Refused, match="Nothing is left"):
        invoice.credit(ladder.am, NOW, why="price", reason="Again")
