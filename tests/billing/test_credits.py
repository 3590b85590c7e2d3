"""Credit notes: all of an invoice or a part, never more than is left, and nothing remains."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.money import Item, Subtotal, reckon
from agency.lib.refusal import WRONG_RANK, Refused
from billing.models import Allocation, Invoice, TaxSubtotal
from tests.billing.cast import (
    approved,
    line,
    make_credit_note,
    make_issued,
    make_profile,
)
from tests.cast import NOW

WHY = {"why": "price", "reason": "Agreed by telephone."}
PRICES = st.decimals(min_value="0.01", max_value="999", places=2)


@pytest.fixture
def client_of(client_of):
    make_profile(client_of)
    return client_of


def left_of(invoice):
    return Invoice.objects.get(pk=invoice.pk).open_amount


def test_a_full_credit_note_takes_everything_back(client_of, ladder):
    discount = {"amount": Decimal("5.55"), "reason": "Loyalty", "category": "S", "rate": 19}
    invoice = make_issued(
        client_of, ladder, lines=[line("33.33"), line("66.67")], adjustments=[discount]
    )
    note = make_credit_note(invoice, ladder)

    assert note.number == "CN-2026-00001"
    sums = [(row.invoice_id, row.base, row.tax) for row in TaxSubtotal.objects.order_by("pk")]
    assert [sums[0][1:]] == [sums[1][1:]]
    assert left_of(invoice) == 0
    assert left_of(note) == 0
    with pytest.raises(Refused, match="Nothing is left"):
        invoice.credit(ladder.am, NOW, **WHY)


def test_parts_are_credited_until_nothing_is_left_and_never_more(client_of, ladder):
    invoice = make_issued(client_of, ladder, lines=[line("100.01")])
    key = invoice.lines.get().pk
    for amount in ("33.33", "33.34"):
        make_credit_note(invoice, ladder, amounts={key: Decimal(amount)})
    with pytest.raises(Refused, match="Of INV-2026-00001 only 33.34 without VAT is left at 19 %"):
        invoice.credit(ladder.am, NOW, amounts={key: Decimal("33.35")}, **WHY)

    last = make_credit_note(invoice, ladder)

    assert last.net == Decimal("33.34")
    assert left_of(invoice) == 0
    notes = Invoice.objects.credit_notes()
    assert sum(note.tax for note in notes) == invoice.tax
    assert sum(note.net for note in notes) == invoice.net


def test_another_rate_is_not_credited(client_of, ladder):
    invoice = make_issued(client_of, ladder)
    note = invoice.credit(ladder.am, NOW, **WHY)
    note.edit(ladder.am, NOW, lines=[line(10, rate=7)])
    with pytest.raises(Refused, match="only 0.00 without VAT is left"):
        note.submit(ladder.am, NOW)


def test_an_account_manager_asks_and_whoever_has_the_limit_signs(client_of, ladder):
    invoice = make_issued(client_of, ladder, lines=[line(5000)])
    with pytest.raises(Refused) as refused:
        invoice.credit(ladder.ae, NOW, **WHY)
    assert refused.value.status == WRONG_RANK
    note = invoice.credit(ladder.am, NOW, **WHY)
    note.submit(ladder.am, NOW)
    for person in (ladder.am, ladder.ae):
        with pytest.raises(Refused):
            note.approve(person, note.content_hash, NOW)
    note.approve(ladder.ad, note.content_hash, NOW)
    assert note.status == "approved"


def test_a_paid_invoice_that_is_credited_leaves_a_credit(client_of, ladder):
    invoice = make_issued(client_of, ladder)
    Allocation.objects.create(
        invoice=invoice, kind="write_off", amount=1190, made_by=ladder.finance, made_at=NOW
    )
    note = make_credit_note(invoice, ladder)
    assert left_of(note) == 1190


def test_a_new_invoice_takes_the_place_of_one_credited_entirely(client_of, ladder):
    invoice = make_issued(client_of, ladder, lines=[line(10), line(20)])
    with pytest.raises(Refused, match="Credit it entirely first"):
        invoice.renew(ladder.ae, NOW)
    make_credit_note(invoice, ladder)

    again = invoice.renew(ladder.ae, NOW)

    assert (again.status, again.net) == ("draft", 30)


def test_its_number_follows_the_invoices_where_the_company_shares_the_series(client_of, ladder):
    client_of.billing.entity.shares_series = True
    client_of.billing.entity.save()
    invoice = make_issued(client_of, ladder)
    assert make_credit_note(invoice, ladder).number == "INV-2026-00002"


def test_an_approved_credit_note_that_became_too_much_is_not_issued(client_of, ladder):
    invoice = make_issued(client_of, ladder)
    first, second = (
        approved(invoice.credit(ladder.am, NOW, **WHY), ladder) for _number in range(2)
    )
    first.issue(ladder.finance, NOW)
    with pytest.raises(Refused, match="only 0.00"):
        second.issue(ladder.finance, NOW)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(PRICES, st.sampled_from([19, 7])), min_size=1, max_size=6), st.data())
def test_parts_and_the_rest_make_the_whole_in_every_rate(rows, data):
    """What `fitted` keeps: the last part takes the VAT that is left, so that nothing remains."""
    items = [Item(Decimal(1), price, "S", Decimal(rate)) for price, rate in rows]
    whole = {(s.category, s.rate): s for s in reckon(items).subtotals}
    for key, subtotal in whole.items():
        part = data.draw(st.decimals(min_value=0, max_value=subtotal.base, places=2))
        first = reckon([Item(Decimal(1), part, "S", key[1])]).subtotals[0]
        rest = Subtotal(*key, subtotal.base - first.base, subtotal.tax - first.tax)
        assert rest.tax >= 0
        assert abs(rest.tax - rest.base * key[1] / 100) <= Decimal("0.01")
