"""Payments: read from the bank, matched, used for invoices, taken back."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.lib.bank.read import read_statements
from agency.lib.refusal import WRONG_RANK, Refused
from billing.bank_import import incoming_of, index_for
from billing.matching import Rule, match
from billing.models import (
    Allocation,
    ApprovalLimit,
    BankEntry,
    BankStatement,
    Invoice,
    Part,
    Payment,
)
from tests.billing.cast import make_account, make_credit_note, make_entity, make_profile
from tests.billing.payment_cast import (
    SAMPLES,
    make_owing,
    make_payment,
    mt940,
    read_file,
)
from tests.cast import NOW, make_client, make_team


@pytest.fixture
def client_of(client_of):
    make_profile(client_of)
    return client_of


@pytest.fixture
def owing(client_of, ladder):
    """1,190.00 EUR that Brightwater owes."""
    return make_owing(client_of, ladder)


def fresh(invoice):
    return Invoice.objects.get(pk=invoice.pk)


def test_a_payment_with_our_reference_is_posted_when_the_statement_is_read(owing, ladder):
    (read,) = read_file(ladder.finance, mt940((1190, "BRIGHTWATER SPA", owing.payment_reference)))

    assert [payment.left for payment in read.posted] == [0]
    assert fresh(owing).open_amount == 0
    assert Payment.objects.get().client == owing.client
    assert read.taken.warnings == []


def test_the_same_file_twice_adds_nothing(owing, ladder):
    content = mt940((1190, "BRIGHTWATER SPA", owing.payment_reference), (-20, "BANK", "FEES"))
    read_file(ladder.finance, content)
    (again,) = read_file(ladder.finance, content)

    assert (again.taken.is_known, again.taken.known, again.payments) == (True, 2, [])
    assert (BankStatement.objects.count(), BankEntry.objects.count()) == (1, 2)
    assert (Payment.objects.count(), Allocation.objects.count()) == (1, 1)


def test_a_longer_statement_adds_only_what_is_new(owing, ladder):
    read_file(ladder.finance, mt940((5, "A", "ONE")))
    (more,) = read_file(ladder.finance, mt940((5, "A", "ONE"), (7, "B", "TWO")))
    assert (more.taken.known, [entry.amount for entry in more.taken.new]) == (1, [7])


def test_a_part_payment_with_our_reference_leaves_the_rest_open(owing, ladder):
    read_file(ladder.finance, mt940((1000, "BRIGHTWATER SPA", owing.payment_reference)))
    assert fresh(owing).open_amount == 190


def test_more_than_is_open_is_proposed_and_not_posted(owing, ladder):
    (read,) = read_file(ladder.finance, mt940((1200, "BRIGHTWATER", owing.payment_reference)))
    (payment,) = read.payments
    found = match(incoming_of(payment), index_for([payment]))

    assert read.posted == []
    assert (found.rule, found.over, found.is_exact) == (Rule.REFERENCE, 10, False)


def test_two_payments_of_one_invoice_in_one_file_are_not_both_posted(owing, ladder):
    twice = (1190, "BRIGHTWATER SPA", owing.payment_reference)
    (read,) = read_file(ladder.finance, mt940(twice, twice))
    assert (len(read.payments), len(read.posted), fresh(owing).open_amount) == (2, 1, 0)


def test_an_invoice_number_and_its_amount_are_a_proposal_only(owing, ladder):
    (read,) = read_file(ladder.finance, mt940((1190, "SOMEBODY", f"INVOICE {owing.number} THANKS")))
    found = match(incoming_of(read.payments[0]), index_for(read.payments))

    assert (found.rule, [owed.key for owed, _sum in found.pays]) == (Rule.NUMBER, [owing.pk])
    assert (read.posted, fresh(owing).open_amount) == ([], 1190)


def test_the_amount_that_a_known_payer_owes_once_is_a_suggestion_only(owing, ladder):
    (read,) = read_file(ladder.finance, mt940((1190, "BRIGHTWATER BANK SPA", "THANK YOU")))
    found = match(incoming_of(read.payments[0]), index_for(read.payments))
    assert (found.rule, read.posted) == (Rule.AMOUNT, [])


def test_an_amount_that_is_owed_twice_is_matched_with_neither(owing, client_of, ladder):
    make_owing(client_of, ladder)
    (read,) = read_file(ladder.finance, mt940((1190, "BRIGHTWATER BANK SPA", "THANK YOU")))
    assert match(incoming_of(read.payments[0]), index_for(read.payments)) is None
    assert (read.posted, Allocation.objects.count()) == ([], 0)


def test_what_does_not_add_up_and_what_is_missing_is_said(owing, ladder):
    read_file(ladder.finance, mt940((5, "A", "X"), opening="100"))
    (read,) = read_file(
        ladder.finance, mt940((5, "A", "Y"), opening="200", closing="300", number="3/1")
    )
    assert len(read.taken.warnings) == 2
    assert "a statement between them is missing" in read.taken.statement.warning


def test_a_statement_of_an_account_that_is_not_ours_is_refused(owing, ladder):
    with pytest.raises(Refused, match="No account of ours has the number"):
        read_file(ladder.finance, mt940((5, "A", "X"), account="DE02120300000000202051"))
    assert BankStatement.objects.count() == 0


SAMPLE_FILES = sorted(SAMPLES.glob("*/*.sta")) + sorted(SAMPLES.glob("*/*.xml"))


@pytest.mark.skipif(not SAMPLE_FILES, reason="The samples of banks lie beside the project.")
@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_a_sample_of_a_bank_is_read_once(path, ladder, db):
    content = path.read_bytes()
    try:
        statements = read_statements(content)
    except Exception as refused:  # what is no statement has its sentence in the library's tests
        pytest.skip(str(refused))
    entity = make_entity()
    entity.accounts.all().delete()
    known = {(each.account, each.currency) for each in statements}
    for number, currency in known:
        make_account(entity, iban="", number=number, currency=currency, is_default=False)

    first = read_file(ladder.finance, content)
    again = read_file(ladder.finance, content)

    entries = [entry for each in statements for entry in each.entries]
    credits = [entry for entry in entries if entry.amount > 0 and not entry.is_reversal]
    assert BankEntry.objects.count() == len(entries)
    assert sum(len(read.payments) for read in first) == len(credits)
    assert [read.payments for read in again] == [[] for _statement in statements]


def test_one_payment_is_split_over_two_invoices_with_a_bank_fee(owing, client_of, ladder):
    other = make_owing(client_of, ladder, "595")
    payment = make_payment(ladder.finance, "1775")
    parts = [
        Part(owing, Decimal(1190), Decimal(1190)),
        Part(other, Decimal(585), Decimal(585), fee=Decimal(10)),
    ]
    payment.allocate(ladder.finance, NOW, parts)

    assert (payment.left, fresh(owing).open_amount, fresh(other).open_amount) == (0, 0, 0)


def test_of_two_parts_of_which_one_does_not_fit_neither_is_booked(owing, client_of, ladder):
    other = make_owing(client_of, ladder, "595")
    payment = make_payment(ladder.finance, "2000")
    parts = [
        Part(owing, Decimal(1190), Decimal(1190)),
        Part(other, Decimal(600), Decimal(600)),
    ]
    with pytest.raises(Refused, match="only 595.00 EUR are open"):
        payment.allocate(ladder.finance, NOW, parts)
    assert Allocation.objects.count() == 0


def test_a_payment_in_another_currency_closes_the_invoice_with_the_difference(owing, ladder):
    account = make_account(owing.entity, iban="", number="77", currency="USD", is_default=True)
    payment = make_payment(ladder.finance, "1300", account=account)
    part = Part(owing, Decimal("1185.50"), Decimal(1300), difference=Decimal("4.50"))
    payment.allocate(ladder.finance, NOW, [part])
    assert (payment.left, fresh(owing).open_amount) == (0, 0)


def test_a_payment_is_taken_back_by_contra_entries_only(owing, ladder):
    payment = make_payment(ladder.finance)
    payment.allocate(ladder.finance, NOW, [Part(owing, Decimal(1190), Decimal(1190))])
    payment.reverse(ladder.finance, NOW, "Returned by the bank")

    assert [row.amount for row in payment.allocations.all()] == [1190, -1190]
    assert (fresh(owing).open_amount, payment.left, str(payment.state[0])) == (1190, 0, "Reversed")
    with pytest.raises(Refused, match="reversed already"):
        payment.reverse(ladder.finance, NOW, "Again")


def test_an_allocation_is_taken_back_once(owing, ladder):
    payment = make_payment(ladder.finance)
    payment.allocate(ladder.finance, NOW, [Part(owing, Decimal(1190), Decimal(1190))])
    row = payment.allocations.get()
    row.reverse(ladder.finance, NOW, "Wrong invoice")

    assert (fresh(owing).open_amount, Payment.objects.get().left) == (1190, 1190)
    with pytest.raises(Refused, match="taken back already"):
        row.reverse(ladder.finance, NOW, "Wrong invoice")


def test_a_write_off_stays_within_the_limit_of_who_writes_it_off(owing, ladder):
    ApprovalLimit.objects.put_usual()
    with pytest.raises(Refused) as refused:
        Allocation.objects.write_off(owing, ladder.am, NOW, Decimal(10), "Small change")
    assert refused.value.status == WRONG_RANK

    Allocation.objects.write_off(owing, ladder.ad, NOW, Decimal(10), "Small change")
    assert fresh(owing).open_amount == 1180


def test_nobody_but_finance_and_the_csd_books_a_payment(owing, ladder):
    with pytest.raises(Refused, match="Payments are booked by finance"):
        make_payment(ladder.ad)
    assert make_payment(ladder.csd).amount == 1190


def test_nothing_is_booked_on_a_closed_day(owing, ladder):
    owing.entity.frozen_until = NOW.date()
    owing.entity.save()
    with pytest.raises(Refused, match="are closed until"):
        make_payment(ladder.finance)


def test_what_is_no_clients_payment_is_set_aside_and_taken_up_again(owing, ladder):
    payment = make_payment(ladder.finance, "3.50")
    payment.set_aside(ladder.finance, NOW, "Interest")
    assert Payment.objects.to_match().count() == 0
    payment.take_up(ladder.finance, NOW)
    assert Payment.objects.to_match().get() == payment


def test_what_is_left_stays_on_account_until_it_is_used(owing, client_of, ladder):
    payment = make_payment(ladder.finance, "2000")
    payment.keep_on_account(ladder.finance, NOW, client_of)
    assert (Payment.objects.to_match().count(), Payment.objects.on_account().get()) == (0, payment)

    payment.allocate(ladder.finance, NOW, [Part(owing, Decimal(1190), Decimal(1190))])
    assert Payment.objects.get().left == 810


def test_a_credit_note_is_used_against_another_invoice(owing, client_of, ladder):
    paid = make_owing(client_of, ladder)
    make_payment(ladder.finance).allocate(
        ladder.finance, NOW, [Part(paid, Decimal(1190), Decimal(1190))]
    )
    note = make_credit_note(paid, ladder)
    Allocation.objects.set_off(note, owing, ladder.finance, NOW, Decimal(1190))
    assert (fresh(owing).open_amount, fresh(note).open_amount) == (0, 0)


def test_payments_nobody_knows_are_for_finance_alone(owing, client_of, ladder):
    unknown = make_payment(ladder.finance, "5")
    known = make_payment(ladder.finance, "6", client=client_of)
    other = make_team(make_client("OTH", "Other"), ladder)
    assert set(Payment.objects.visible_to(ladder.finance)) == {unknown, known}
    assert list(Payment.objects.visible_to(ladder.am)) == [known]
    assert list(Payment.objects.visible_to(ladder.stranger)) == []
    assert list(Payment.objects.visible_to(ladder.traffic)) == []
    assert other.payments.count() == 0


CENTS = st.integers(min_value=1, max_value=150_000)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(CENTS, CENTS, st.booleans()), min_size=1, max_size=4))
def test_allocations_are_never_more_than_the_payment_nor_than_is_open(owing, ladder, tries):
    for paid, used, takes_back in tries:
        payment = make_payment(ladder.finance, Decimal(paid) / 100)
        amount = Decimal(used) / 100
        before = fresh(owing).open_amount
        try:
            payment.allocate(ladder.finance, NOW, [Part(owing, amount, amount)])
        except Refused:
            assert amount > payment.left or amount > before
        else:
            assert amount <= min(payment.amount, before)
            if takes_back:
                payment.allocations.first().reverse(ladder.finance, NOW, "Wrong")
        assert 0 <= payment.left <= payment.amount
        assert 0 <= fresh(owing).open_amount <= owing.due
