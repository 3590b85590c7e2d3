"""Orders, bills, payment lists and hours: what they allow, refuse and add up to."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Escalation, Notice
from agency.lib.hours import hours_text, read_minutes
from agency.lib.refusal import Refused
from billing import time_weeks
from billing.cost_figures import left_of, spent_on
from billing.models import (
    ApprovalLimit,
    CeilingStep,
    CostOverride,
    MonthClose,
    PurchaseOrder,
    TimeEntry,
)
from tests.billing import costs
from tests.cast import NOW

pytestmark = pytest.mark.django_db
MONDAY = NOW.date() - timedelta(days=1)


@pytest.fixture
def job(client_of, ladder):
    return costs.make_job(client_of, ladder)


@pytest.fixture
def line(job, ladder):
    return costs.make_estimate(job, ladder).pk, 1


@pytest.fixture
def supplier(job, ladder):
    return costs.make_supplier(ladder)


def test_an_order_goes_from_draft_to_paid_and_counts_once(job, line, supplier, client_of, ladder):
    order = costs.make_order(job, ladder, supplier, line=line)
    order.approve(ladder.am, NOW)
    order.send(ladder.ae, NOW)
    order.receive(ladder.ae, NOW)
    assert spent_on(job).committed == 1000
    bill = costs.make_bill(client_of, ladder, supplier, [(job, order, "1000")], vat="190")
    bill.approve(ladder.am, NOW)
    run = costs.make_run(ladder, [bill])
    run.payments.get().execute(ladder.finance, NOW.date(), NOW)

    order.refresh_from_db()
    bill.refresh_from_db()
    assert (order.number, order.status, bill.status) == ("PO-26-00001", "billed", "paid")
    assert (run.total, spent_on(job).committed, spent_on(job).billed) == (1190, 0, 1000)


def test_a_stranger_finds_no_order_and_an_assistant_none_either(job, line, supplier, ladder):
    costs.make_order(job, ladder, supplier, line=line)

    for person, seen in (
        (ladder.ae, 1),
        (ladder.finance, 1),
        (ladder.aae, 0),
        (ladder.stranger, 0),
    ):
        assert PurchaseOrder.objects.visible_to(person).count() == seen, person


def test_nobody_approves_his_own_order(job, line, supplier, ladder):
    order = costs.make_order(job, ladder, supplier, line=line, by=ladder.am)
    with pytest.raises(Refused, match="himself"):
        order.approve(ladder.am, NOW)


def test_an_order_outside_the_estimate_takes_a_director(job, supplier, ladder):
    order = costs.make_order(job, ladder, supplier)
    with pytest.raises(Refused, match="Ad"):
        order.approve(ladder.am, NOW)
    order.approve(ladder.ad, NOW)

    assert order.is_at_risk


def test_splitting_an_order_does_not_help(job, line, supplier, ladder):
    first = costs.make_order(job, ladder, supplier, net="3000", line=line)
    first.approve(ladder.am, NOW)
    second = costs.make_order(job, ladder, supplier, net="3000", line=line)
    with pytest.raises(Refused, match="limit"):
        second.approve(ladder.am, NOW)


def test_above_the_set_amount_two_suppliers_are_asked(job, line, supplier, ladder):
    order = costs.make_order(job, ladder, supplier, net="6000", line=line)
    with pytest.raises(Refused, match="Two quotes"):
        order.approve(ladder.ad, NOW)
    costs.make_quote(job, ladder, supplier, line=line)
    other = costs.make_supplier(ladder, name="Blue Frame", checked=False)
    costs.make_quote(job, ladder, other, "7000", line=line)
    order.approve(ladder.ad, NOW)

    assert order.status == "approved"


def test_a_dearer_order_is_approved_again_and_a_cheaper_one_is_not(job, line, supplier, ladder):
    order = costs.make_order(job, ladder, supplier, line=line)
    order.approve(ladder.am, NOW)
    facts = {"supplier": supplier, "vat_rate": Decimal(19), "currency": "EUR", "line": line}
    order.edit(ladder.ae, NOW, net=Decimal(900), **facts)
    assert order.status == "approved"
    order.edit(ladder.ae, NOW, net=Decimal(901), **facts)

    assert (order.status, order.number, order.version) == ("draft", "PO-26-00001", 2)


def test_another_account_waits_for_a_second_person_of_finance(supplier, ladder):
    assert supplier.can_be_paid
    supplier.edit(ladder.finance, NOW, iban="DE02120300000000202051")
    assert not supplier.can_be_paid
    with pytest.raises(Refused, match="colleague"):
        supplier.check_account(ladder.finance, NOW)
    supplier.check_account(costs.make_second_of_finance(), NOW)

    assert supplier.can_be_paid


def test_one_bill_is_not_entered_twice(job, supplier, client_of, ladder):
    costs.make_bill(client_of, ladder, supplier, [(job, None, "10")], number="A 17")
    with pytest.raises(Refused, match="already"):
        costs.make_bill(client_of, ladder, supplier, [(job, None, "10")], number="a 17")


def test_a_bill_over_its_order_needs_a_reason(job, line, supplier, client_of, ladder):
    order = costs.make_order(job, ladder, supplier, line=line)
    order.approve(ladder.am, NOW)
    bill = costs.make_bill(client_of, ladder, supplier, [(job, order, "1001")])
    with pytest.raises(Refused, match="More is billed"):
        bill.approve(ladder.am, NOW)
    bill.approve(ladder.am, NOW, "A day of rain.")

    assert bill.status == "approved"


def test_an_order_is_not_billed_any_more_once_its_bill_is_disputed(
    job, line, supplier, client_of, ladder
):
    order = costs.make_order(job, ladder, supplier, line=line)
    order.approve(ladder.am, NOW)
    order.send(ladder.ae, NOW)
    bill = costs.make_bill(client_of, ladder, supplier, [(job, order, "1000")])
    bill.approve(ladder.am, NOW)
    assert spent_on(job).committed == 0
    bill.dispute(ladder.ae, "The film is too short.", NOW)

    order.refresh_from_db()
    assert (order.status, spent_on(job).committed, spent_on(job).billed) == ("sent", 1000, 0)


def test_a_failed_payment_sets_its_bill_free(job, supplier, client_of, ladder):
    bill = costs.make_bill(client_of, ladder, supplier, [(job, None, "10")])
    bill.approve(ladder.am, NOW, "Small change.")
    run = costs.make_run(ladder, [bill])
    with pytest.raises(Refused, match="already"):
        costs.make_run(ladder, [bill])
    run.payments.get().fail(ladder.finance, "Account closed", NOW)

    assert costs.make_run(ladder, [bill]).number == "PAY-26-00002"


def test_each_share_of_the_ceiling_is_told_once_and_beyond_it_cost_stops(
    job, line, supplier, client_of, ladder
):
    for net in ("9000", "1200", "1800"):
        order = costs.make_order(job, ladder, supplier, net=net, line=line)
        order.approve(ladder.gad, NOW, "The only studio with the rig.")
    steps = CeilingStep.objects.order_by("percent")
    assert [step.percent for step in steps] == [75, 90, 100]
    told = Notice.objects.filter(about_type__model="ceilingstep").order_by("about_id")
    assert [notice.person for notice in told] == [ladder.am, ladder.ad, ladder.csd]
    beyond = costs.make_order(job, ladder, supplier, net="1500")
    with pytest.raises(Refused, match="change order"):
        beyond.approve(ladder.gad, NOW, "The only studio.")
    CostOverride.objects.allow(job, ladder.ad, NOW, most=Decimal(14000), reason="We pay for it.")
    beyond.approve(ladder.gad, NOW, "The only studio.")

    assert beyond.status == "approved"


def test_a_problem_of_money_is_answered_in_words(job, client_of, ladder):
    row = Escalation.objects.raise_to(
        6, client_of, ladder.ad, NOW, kind="financial", subject="Too dear", proposal="Stop it"
    )
    assert row.person == ladder.csd
    with pytest.raises(Refused):
        row.resolve(ladder.am, "No", NOW)
    row.resolve(ladder.csd, "We pay the half of it.", NOW)

    assert row.status == "resolved"


def test_hours_keep_their_rate_are_approved_closed_and_only_reversed(job, client_of, ladder):
    costs.make_cost_rates(ladder)
    costs.make_profile(client_of)
    time_weeks.put_week(ladder.ae, MONDAY, [(job, "Concept", {MONDAY: 90})], ladder.ae, NOW)
    time_weeks.hand_in(ladder.ae, MONDAY, ladder.ae, NOW)
    with pytest.raises(Refused):
        time_weeks.approve_week(ladder.ae, client_of, MONDAY, ladder.ae, NOW)
    time_weeks.approve_week(ladder.ae, client_of, MONDAY, ladder.am, NOW)
    entry = TimeEntry.objects.get()
    assert (entry.cost, spent_on(job).time) == (60, 60)
    later = NOW + timedelta(days=40)
    MonthClose.objects.close(entry.entity, MONDAY, ladder.finance, later)
    with pytest.raises(Refused, match="closed"):
        time_weeks.put_week(ladder.ae, MONDAY, [(job, "Copy", {MONDAY: 30})], ladder.ae, later)
    back = entry.reverse(ladder.ae, "Another client.", later)

    assert (back.minutes, back.cost, back.day) == (-90, -60, ladder.ae.local_date(later))


def test_bad_hours_are_shown_again_as_typed_and_nothing_is_saved(job, ladder, signed_in):
    typed = {"lines-TOTAL": "1", "lines-0-job": str(job.pk), "lines-0-activity": "Concept"}
    page = signed_in(ladder.ae).post("/time/", typed | {"lines-0-d0": "2", "lines-0-d1": "a lot"})

    assert (page.status_code, TimeEntry.objects.count()) == (422, 0)
    assert 'value="a lot"' in page.content.decode()


def test_hours_typed_on_the_page_are_kept(job, ladder, signed_in):
    costs.make_cost_rates(ladder)
    typed = {"lines-TOTAL": "1", "lines-0-job": str(job.pk), "lines-0-activity": "Concept"}
    page = signed_in(ladder.ae).post("/time/", typed | {"lines-0-d0": "1:30"})

    assert page.status_code == 302
    assert list(TimeEntry.objects.values_list("person", "minutes")) == [(ladder.ae.pk, 90)]


@given(st.integers(0, 24 * 60))
@settings(max_examples=50)
def test_hours_are_read_as_they_are_written(minutes):
    assert read_minutes(hours_text(minutes)) == minutes


money = st.decimals("0", "100000", places=2)


@given(st.lists(st.tuples(st.sampled_from(["approved", "sent", "billed"]), money, money)))
@settings(max_examples=50)
def test_what_is_committed_is_never_less_than_nothing_nor_more_than_was_ordered(orders):
    assert 0 <= left_of(orders) <= sum((cost for _status, cost, _billed in orders), Decimal(0))


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_wins_and_one_number_is_drawn(job, line, supplier, ladder):
    ApprovalLimit.objects.put_usual()  # a test that commits may have emptied the table
    order = costs.make_order(job, ladder, supplier, line=line)
    gate = threading.Barrier(2)

    def approve(by):
        gate.wait()
        try:
            PurchaseOrder.objects.get(pk=order.pk).approve(by, NOW)
        except Refused:
            return "refused"
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve, [ladder.am, ladder.ad]))

    assert answers == ["approved", "refused"]
    assert list(PurchaseOrder.objects.values_list("number", flat=True)) == ["PO-26-00001"]


@pytest.mark.django_db(transaction=True)
def test_a_bill_is_in_one_of_two_lists_made_at_once(job, supplier, client_of, ladder):
    ApprovalLimit.objects.put_usual()
    bill = costs.make_bill(client_of, ladder, supplier, [(job, None, "10")])
    bill.approve(ladder.am, NOW, "Small change.")
    account, gate = costs.make_account(), threading.Barrier(2)

    def list_it(_number):
        gate.wait()
        try:
            costs.make_run(ladder, [bill], account=account)
        except Refused:
            return "refused"
        finally:
            connections.close_all()
        return "sealed"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(list_it, range(2)))

    assert answers == ["refused", "sealed"]
