"""A payment is known again however often its file is read, and a statement has to add up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.bank.statement import Balance, Entry, Statement, balance_fault, dedupe_key, keyed

ACCOUNT = "DE89370400440532013000"
DAY = date(2026, 11, 3)
ENTRY = Entry(booked_on=DAY, value_on=DAY, amount=Decimal("100.00"), currency="EUR", text="Invoice")
NAMED = replace(ENTRY, bank_reference="2026110300042")


def statement(*entries, opening="0.00", closing="0.00", currency="EUR", account=ACCOUNT):
    return Statement(
        account=account,
        currency="EUR",
        opening=Balance(Decimal(opening), currency, DAY),
        closing=Balance(Decimal(closing), "EUR", DAY),
        entries=entries,
    )


def keys(*statements):
    return [key for key, _statement, _entry in keyed(statements)]


def test_the_same_file_gives_the_same_keys():
    of_a_day = statement(ENTRY, NAMED, replace(ENTRY, text="Other"))

    assert keys(of_a_day) == keys(of_a_day)


def test_two_equal_payments_on_one_day_are_two():
    assert len(set(keys(statement(ENTRY, ENTRY)))) == 2


def test_two_equal_payments_on_two_statements_of_one_file_are_two():
    assert len(set(keys(statement(ENTRY), statement(ENTRY)))) == 2


def test_one_reference_for_two_payments_makes_two():
    assert len(set(keys(statement(NAMED, replace(NAMED, amount=Decimal("5.00")), NAMED)))) == 3


def test_a_payment_with_a_reference_of_the_bank_is_known_whatever_its_text():
    assert dedupe_key(ACCOUNT, NAMED, 0) == dedupe_key(ACCOUNT, replace(NAMED, text="Else"), 0)


def test_a_payment_without_one_is_known_by_day_amount_and_text():
    others = [
        ENTRY,
        replace(ENTRY, booked_on=date(2026, 11, 4)),
        replace(ENTRY, amount=Decimal("100.01")),
        replace(ENTRY, amount=Decimal("-100.00")),
        replace(ENTRY, currency="CHF"),
        replace(ENTRY, text="Invoice 2"),
        replace(ENTRY, payer="Brightwater"),
    ]

    assert len({dedupe_key(ACCOUNT, entry, 0) for entry in others}) == len(others)


def test_the_same_payment_on_another_account_is_another():
    assert keys(statement(NAMED)) != keys(statement(NAMED, account="FI2112345600000785"))


def test_neither_spaces_in_the_account_nor_zeros_behind_the_amount_make_another_payment():
    spaced = dedupe_key("de89 3704 0044 0532 0130 00", replace(NAMED, amount=Decimal("100")), 0)

    assert spaced == dedupe_key(ACCOUNT, NAMED, 0)


def test_a_key_does_not_change_from_one_release_to_the_next():
    assert (dedupe_key(ACCOUNT, NAMED, 0), dedupe_key(ACCOUNT, ENTRY, 1)) == (
        "bfafc82d2dc35800527bdb3de912c9050766c4b512ae7fc76ead79c3ea08fbe2",
        "efaddea5e3ced35a5b9e2cea6534d81b95c6be48d4c436ce9f729c66a28e16e4",
    )


def test_balances_and_entries_that_add_up_are_no_fault():
    out = replace(ENTRY, amount=Decimal("-30.50"))

    assert balance_fault(statement(ENTRY, out, opening="-20", closing="49.50")) == ""


def test_a_missing_entry_is_told_with_the_sums():
    assert balance_fault(statement(ENTRY, opening="20", closing="150.5")) == (
        "The opening balance of 20.00 and the entries make 120.00, but the statement closes with"
        " 150.50 EUR."
    )


def test_a_statement_without_balances_is_told():
    bare = Statement(ACCOUNT, "EUR", None, None, (ENTRY,))

    assert balance_fault(bare) == (
        "The statement has no opening and closing balance, so nothing shows it is whole."
    )


def test_amounts_in_two_currencies_are_not_added_up():
    assert balance_fault(statement(ENTRY, currency="SEK", closing="100")) == (
        "A statement in EUR has amounts in SEK, which cannot be added up."
    )


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
some_entries = st.lists(
    st.builds(
        replace,
        st.just(ENTRY),
        amount=amounts,
        text=st.sampled_from(["", "a", "b"]),
        bank_reference=st.sampled_from(["", "R1", "R2"]),
    ),
    max_size=12,
)


@settings(max_examples=50)
@given(entries=some_entries, opening=amounts)
def test_whatever_is_on_a_statement_it_adds_up_and_each_entry_has_a_key_of_its_own(
    entries, opening
):
    closing = opening + sum((entry.amount for entry in entries), Decimal(0))
    whole = statement(*entries, opening=opening, closing=closing)

    assert balance_fault(whole) == ""
    assert len(set(keys(whole))) == len(entries)
    assert balance_fault(replace(whole, entries=(*entries, ENTRY))) != ""
