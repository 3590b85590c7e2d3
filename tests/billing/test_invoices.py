"""Invoices: numbers, states, what is checked before the issue, and where drafts come from."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.lib.money import Item, reckon
from agency.lib.refusal import WRONG_RANK, Refused
from billing.documents import einvoice_of
from billing.invoice_drafts import draft_final, draft_from_step, draft_retainer, fee_of_month
from billing.invoice_faults import faults_before_issue
from billing.invoice_figures import billed_of
from billing.models import (
    Allocation,
    BillingProfile,
    ExchangeRate,
    Invoice,
    LegalEntity,
    NumberSeries,
)
from tests.billing.cast import (
    approved,
    line,
    make_account,
    make_approved_invoice,
    make_draft,
    make_entity,
    make_estimate,
    make_issued,
    make_job,
    make_profile,
)
from tests.cast import NOW, make_contract

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


# -- Before the issue ----------------------------------------------------------------------------


def sentences(invoice):
    invoice.prepare(NOW)
    return [fault.sentence for fault in faults_before_issue(invoice, NOW)]


def test_an_invoice_that_lacks_nothing_has_no_fault(client_of, ladder):
    assert sentences(make_draft(client_of, ladder.ae)) == []


@pytest.mark.parametrize(
    ("facts", "profile", "client", "sentence"),
    [
        ({}, {"street": ""}, {}, "The street of the client is missing."),
        ({}, {}, {"po_required": True},
         "The client wants its purchase order number on every invoice."),
        ({"lines": [line(rate=0, category="AE")]}, {"vat_id": ""}, {},
         "The buyer’s VAT id is missing: reverse charge needs it."),
        ({"lines": [line(rate=0, category="E")]}, {}, {},
         "Say why there is no VAT: an exemption needs its reason."),
        ({"lines": [line(rate=21)]}, {}, {},
         "On 2026-03-01 no VAT of 21 % is in force in DE."),
        ({"currency": "SEK"}, {}, {},
         "No exchange rate from SEK into EUR is known for 2026-03-01."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_a_sentence(facts, profile, client, sentence, client_of, ladder):
    BillingProfile.objects.update(**profile) if profile else None
    type(client_of).objects.update(**client) if client else None
    invoice = make_draft(type(client_of).objects.get(pk=client_of.pk), ladder.ae, **facts)
    assert sentences(Invoice.objects.on_page().get(pk=invoice.pk)) == [sentence]


def test_no_invoice_is_dated_before_the_last_one_or_into_closed_books(client_of, ladder):
    make_issued(client_of, ladder)
    early = make_approved_invoice(client_of, ladder)
    with pytest.raises(Refused, match="The last number of this series was issued on 2026-03-10"):
        early.issue(ladder.finance, NOW, issue_date=NOW.date() - DAY)
    with pytest.raises(Refused, match="The day of issue lies ahead"):
        early.issue(ladder.finance, NOW, issue_date=NOW.date() + DAY)
    LegalEntity.objects.update(frozen_until=NOW.date())
    with pytest.raises(Refused, match="The books are closed until 2026-03-10"):
        Invoice.objects.get(pk=early.pk).issue(ladder.finance, NOW)


def test_no_more_is_billed_than_the_client_approved_unless_a_director_allows_it(client_of, ladder):
    job = make_job(client_of, ladder)
    make_estimate(job, ladder.ae, nets=[1500])
    make_issued(client_of, ladder, job=job)
    over = make_approved_invoice(client_of, ladder, job=job)
    with pytest.raises(Refused, match="with this 2,000.00 would be billed, and the client"):
        over.issue(ladder.finance, NOW)

    over.allow_over_ceiling(ladder.ad, "The client agreed by telephone.", NOW)
    over.issue(ladder.finance, NOW)

    assert over.number == "INV-2026-00002"


def test_an_invoice_in_another_currency_keeps_the_rate_its_day_and_its_source(client_of, ladder):
    ExchangeRate.objects.create(
        currency="CHF", base="EUR", day=date(2026, 2, 27), rate="1.0375", source="ECB"
    )
    make_account(client_of.billing.entity, currency="CHF", iban="CH9300762011623852957")
    invoice = make_issued(client_of, ladder, currency="CHF")
    assert (invoice.tax_currency, invoice.fx_on, invoice.fx_source) == (
        "EUR", date(2026, 2, 27), "ECB",
    )  # fmt: skip
    assert invoice.tax_in_tax_currency == Decimal("197.13")
    assert invoice.bank["iban"] == "CH9300762011623852957"


def test_what_was_sold_to_whom_stays_as_it_was(client_of, ladder):
    invoice = make_issued(client_of, ladder)
    BillingProfile.objects.update(legal_name="Other SpA", street="Elsewhere 1")
    LegalEntity.objects.update(name="Renamed GmbH")
    invoice = Invoice.objects.on_page().get(pk=invoice.pk)
    assert (invoice.buyer["name"], invoice.seller["name"]) == (
        "Brightwater Bank SpA", "Northlight GmbH",
    )  # fmt: skip
    assert einvoice_of(invoice).buyer.name == "Brightwater Bank SpA"


def test_two_companies_number_apart(client_of, ladder):
    other = make_entity("Northlight BV", code="NL", iban="DE02120300000000202051")
    make_issued(client_of, ladder)
    assert make_issued(client_of, ladder, entity=other).number == "INV-NL-2026-00001"


def test_paid_partly_paid_and_overdue_come_from_what_was_paid(client_of, ladder):
    invoice = make_issued(client_of, ladder)
    facts = {"made_by": ladder.finance, "made_at": NOW, "kind": "write_off", "invoice": invoice}

    def word(day):
        return str(Invoice.objects.get().standing(day)[0])

    assert word(NOW.date()) == "Open"
    assert word(NOW.date() + 31 * DAY) == "Overdue"
    Allocation.objects.create(amount=190, **facts)
    assert word(NOW.date()) == "Partly paid"
    Allocation.objects.create(amount=1000, **facts)
    assert word(NOW.date() + 31 * DAY) == "Paid"


def test_a_dispute_is_recorded_and_settled(client_of, ladder):
    invoice = make_issued(client_of, ladder)
    with pytest.raises(Refused, match="Nothing is disputed"):
        invoice.settle(ladder.am, "All is well", NOW)
    invoice.dispute(ladder.ae, "Two hours too many", NOW)
    with pytest.raises(Refused, match="disputed already"):
        invoice.dispute(ladder.ae, "Two hours too many", NOW)
    with pytest.raises(Refused) as refused:
        invoice.settle(ladder.ae, "All is well", NOW)
    assert refused.value.status == WRONG_RANK
    invoice.settle(ladder.am, "All is well", NOW)
    assert invoice.disputed_at is None


def test_nobody_approves_what_he_wrote_and_not_something_else_than_he_saw(client_of, ladder):
    invoice = make_draft(client_of, ladder.am)
    invoice.submit(ladder.am, NOW)
    with pytest.raises(Refused, match="Nobody approves what he wrote himself"):
        invoice.approve(ladder.am, invoice.content_hash, NOW)
    with pytest.raises(Refused, match="It changed since you opened it"):
        invoice.approve(ladder.ad, "0" * 64, NOW)
    invoice.approve(ladder.ad, invoice.content_hash, NOW)


# -- Where drafts come from ----------------------------------------------------------------------

PLAN = [("Half at approval", 50, date(2026, 3, 1)), ("The rest", 50, date(2026, 3, 31))]


def test_an_estimate_is_billed_by_its_plan_and_the_advance_is_taken_off_with_its_tax(
    client_of, ladder
):
    job = make_job(client_of, ladder)
    version = make_estimate(job, ladder.ae, nets=["333.33", "500.01"], steps=PLAN)
    first, last = version.billing_steps.all()

    advance = draft_from_step(first, ladder.ae, NOW)
    assert (advance.kind, advance.type, advance.net) == ("386", "advance", Decimal("416.67"))
    with pytest.raises(Refused, match="billed already"):
        draft_from_step(first, ladder.ae, NOW)
    approved(advance, ladder).issue(ladder.finance, NOW)
    final = draft_from_step(last, ladder.ae, NOW)
    approved(final, ladder).issue(ladder.finance, NOW)

    assert final.type == "final"
    assert advance.net + final.net == version.net
    assert [(row.number) for row in einvoice_of(final).preceding] == [advance.number]
    assert billed_of(job, "EUR") == version.net


def test_an_advance_is_not_taken_off_twice(client_of, ladder):
    job = make_job(client_of, ladder)
    version = make_estimate(job, ladder.ae, nets=[1000], steps=PLAN)
    advance = draft_from_step(version.billing_steps.first(), ladder.ae, NOW)
    approved(advance, ladder).issue(ladder.finance, NOW)
    finals = [approved(draft_final(version, ladder.ae, NOW), ladder) for _number in range(2)]
    finals[0].issue(ladder.finance, NOW)
    with pytest.raises(Refused, match="Of the advance INV-2026-00001 only 0.00 is left"):
        finals[1].issue(ladder.finance, NOW)


def test_the_months_of_a_retainer_make_its_yearly_fee(client_of):
    contract = make_contract(client_of, yearly_fee=Decimal("10000.00"))
    months = [date(2026, month, 1) for month in range(1, 13)]
    assert sum(fee_of_month(contract, month) for month in months) == Decimal("10000.00")


def test_a_retainer_is_billed_once_a_month(client_of, ladder):
    contract = make_contract(client_of, yearly_fee=Decimal(12000))
    draft = draft_retainer(contract, date(2026, 3, 1), ladder.finance, NOW)
    assert (draft.net, draft.period_from, draft.period_to) == (
        1000, date(2026, 3, 1), date(2026, 3, 31),
    )  # fmt: skip
    with pytest.raises(Refused, match="billed already"):
        draft_retainer(contract, date(2026, 3, 1), ladder.finance, NOW)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(nets=st.lists(st.decimals(min_value=1, max_value=9999, places=2), min_size=1, max_size=8))
def test_an_invoice_of_the_same_lines_has_the_sums_of_the_estimate(nets, client_of, ladder):
    with transaction.atomic():
        job = make_job(client_of, ladder)
        version = make_estimate(job, ladder.ae, nets=nets)
        invoice = draft_final(version, ladder.ae, NOW)
        totals = reckon(Item(Decimal(1), net, "S", Decimal(19)) for net in nets)
        assert (invoice.net, invoice.tax, invoice.gross) == (totals.net, totals.tax, totals.gross)
        transaction.set_rollback(True)
