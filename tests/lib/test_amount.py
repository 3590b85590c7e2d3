"""Amounts as people type them, and as readers of a language see them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.lib.amount import amount_text, is_currency, read_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12500", "12500.00"),
        ("12 500", "12500.00"),
        ("12,500.00", "12500.00"),
        ("12.500,50", "12500.50"),
        ("12'500.5", "12500.50"),
        ("12.500", "12500.00"),
        ("0,9", "0.90"),
        (".5", "0.50"),
        ("1\u00a0234\u202f567", "1234567.00"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(typed, amount):
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["", "about 5", "-5", "1e9", "12.34.5x", "٣", "∞", "12345678901", "NaN", "."]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        read_amount(typed)


@given(st.decimals(0, 9_999_999_999, places=2), st.sampled_from(["en", "it", "ru"]))
def test_what_a_reader_sees_reads_back_as_the_same_amount(amount, language):
    assert read_amount(amount_text(amount, language)) == amount


def test_currencies_are_those_of_iso_4217():
    assert is_currency("EUR")
    assert not is_currency("EURO")
    assert not is_currency("XQQ")
