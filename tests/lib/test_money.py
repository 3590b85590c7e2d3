"""The arithmetic of EN 16931: its sums hold whatever is sold, and nothing is lost to rounding."""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.money import (
    ZERO,
    Adjustment,
    Item,
    minor_units,
    percent_of,
    reckon,
    rounded,
    shared_out,
    to_the_coin,
)

CENT = Decimal("0.01")
RATES = [Decimal(rate) for rate in ("0", "5.5", "7", "19", "19.00", "22", "25")]
amounts = st.decimals(-99_999, 99_999, places=2)
prices = st.decimals(0, 9_999, places=4)
quantities = st.decimals(-999, 999, places=4)
taxes = st.builds(
    lambda category, rate: (category, rate if category == "S" else ZERO),
    st.sampled_from(["S", "E", "AE"]),
    st.sampled_from(RATES),
)


@st.composite
def adjustments(draw, most=3):
    return tuple(
        Adjustment(draw(st.booleans()), draw(amounts), *draw(taxes))
        for _ in range(draw(st.integers(0, most)))
    )


@st.composite
def items(draw):
    category, rate = draw(taxes)
    base = draw(st.sampled_from([Decimal(1), Decimal(3), Decimal(100)]))
    own = draw(adjustments(most=2))
    return Item(draw(quantities), draw(prices), category, rate, base, own)


documents = st.tuples(st.lists(items(), min_size=1, max_size=8), adjustments())


def total(figures):
    return sum(figures, ZERO)


# -- The rules of the standard ------------------------------------------------------------------


@given(documents, amounts, st.decimals("-0.99", "0.99", places=2))
@settings(max_examples=50, deadline=None)
def test_every_sum_of_the_standard_holds(document, prepaid, rounding):
    lines, adjusted = document
    totals = reckon(lines, adjusted, prepaid=prepaid, rounding=rounding)

    assert totals.lines == total(line.net() for line in lines)  # BR-CO-10
    assert totals.allowances == total(a.amount for a in adjusted if not a.is_charge)  # BR-CO-11
    assert totals.charges == total(a.amount for a in adjusted if a.is_charge)  # BR-CO-12
    assert totals.net == totals.lines - totals.allowances + totals.charges  # BR-CO-13
    assert totals.tax == total(each.tax for each in totals.subtotals)  # BR-CO-14
    assert totals.gross == totals.net + totals.tax  # BR-CO-15
    assert totals.due == totals.gross - prepaid + rounding  # BR-CO-16
    for each in totals.subtotals:  # BR-CO-17
        assert each.tax == rounded(each.base * each.rate / 100)
    assert total(each.base for each in totals.subtotals) == totals.net


@given(documents)
@settings(max_examples=50, deadline=None)
def test_each_category_and_rate_has_one_subtotal(document):
    lines, adjusted = document

    found = [(each.category, each.rate) for each in reckon(lines, adjusted).subtotals]

    assert found == sorted({(each.category, each.rate + 0) for each in (*lines, *adjusted)})


@given(documents)
@settings(max_examples=50, deadline=None)
def test_an_invoice_and_its_credit_note_leave_nothing(document):
    lines, adjusted = document
    taken_back = [
        replace(line, quantity=-line.quantity, adjustments=negated(line.adjustments))
        for line in lines
    ]

    invoice = reckon(lines, adjusted)
    credit = reckon(taken_back, negated(adjusted))

    pairs = zip(invoice.subtotals, credit.subtotals, strict=True)
    assert [(a.base + b.base, a.tax + b.tax) for a, b in pairs] == [(0, 0)] * len(credit.subtotals)
    assert invoice.due + credit.due == 0


def negated(adjusted):
    return tuple(replace(each, amount=-each.amount) for each in adjusted)


@given(documents)
@settings(max_examples=50, deadline=None)
def test_the_order_of_lines_and_the_context_around_change_nothing(document):
    lines, adjusted = document
    with localcontext() as context:
        context.prec, context.rounding = 5, ROUND_HALF_EVEN
        elsewhere = reckon(reversed(lines), reversed(adjusted))

    assert elsewhere == reckon(lines, adjusted)


def test_the_example_of_the_standards_own_test_is_rounded_away_from_zero():
    (subtotal,) = reckon([Item(Decimal(-1), Decimal("6491.34"), "S", Decimal(25))]).subtotals

    assert subtotal.tax == Decimal("-1622.84")


def test_vat_is_rounded_once_for_a_rate_and_not_for_each_line():
    lines = [Item(Decimal(1), Decimal("0.02"), "S", Decimal(19))] * 3

    assert reckon(lines).tax == Decimal("0.01")


def test_nineteen_and_nineteen_point_nought_are_one_rate():
    lines = [Item(Decimal(1), Decimal(10), "S", Decimal(rate)) for rate in ("19", "19.00")]

    assert len(reckon(lines).subtotals) == 1


def test_a_price_for_a_hundred_is_divided_before_the_line_is_rounded():
    line = Item(Decimal(7), Decimal("12.5"), "S", Decimal(19), Decimal(100))

    assert line.net() == Decimal("0.88")


def test_a_price_for_nothing_is_an_error():
    with pytest.raises(ZeroDivisionError):
        Item(Decimal(1), Decimal(1), "S", base_quantity=ZERO).net()


@pytest.mark.parametrize(
    ("currency", "decimals"), [("EUR", 2), ("HUF", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)]
)
def test_a_currency_has_its_own_decimals(currency, decimals):
    assert minor_units(currency) == decimals


def test_whole_units_can_be_asked_for():
    totals = reckon([Item(Decimal(3), Decimal("99.5"), "S", Decimal(27))], decimals=0)

    assert (totals.lines, totals.tax, totals.due) == (299, 81, 380)


# -- Rounding -----------------------------------------------------------------------------------


@given(st.decimals(-(10**12), 10**12, places=6), st.integers(0, 4))
@settings(max_examples=50)
def test_rounding_never_drifts(amount, decimals):
    once = rounded(amount, decimals)

    assert abs(once - amount) * 2 <= Decimal(1).scaleb(-decimals)
    assert rounded(once, decimals) == once
    assert rounded(-amount, decimals) == -once


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("2.665", "2.67"), ("-2.665", "-2.67"), ("2.675", "2.68"), ("0.005", "0.01"), ("1", "1.00")],
)
def test_a_half_goes_away_from_zero(amount, expected):
    assert rounded(Decimal(amount)) == Decimal(expected)


@given(amounts, st.decimals(0, 100, places=2))
@settings(max_examples=50)
def test_a_share_and_its_rest_are_the_whole_but_for_a_cent(base, percent):
    both = percent_of(base, percent) + percent_of(base, 100 - percent)

    assert abs(both - base) <= CENT


@given(amounts, st.sampled_from([CENT, Decimal("0.05"), Decimal("0.1"), Decimal(1)]))
@settings(max_examples=50)
def test_to_the_coin_gives_what_can_be_paid_in_coins(amount, coin):
    added = to_the_coin(amount, coin)

    assert (amount + added) % coin == 0
    assert abs(added) * 2 <= coin


@pytest.mark.parametrize(
    ("amount", "coin", "added"),
    [
        ("24.37", "0.05", "-0.02"),
        ("24.38", "0.05", "0.02"),
        ("2416.16", "1", "-0.16"),
        ("1.50", "1", "0.50"),
        ("9.99", "0", "0"),
    ],
)
def test_to_the_coin(amount, coin, added):
    assert to_the_coin(Decimal(amount), Decimal(coin)) == Decimal(added)


# -- Sharing out --------------------------------------------------------------------------------


@given(amounts, st.lists(st.decimals("0.01", 9_999, places=2), min_size=1, max_size=9))
@settings(max_examples=50)
def test_parts_sum_to_the_whole_and_none_is_a_cent_off_its_share(whole, weights):
    parts = shared_out(whole, dict(enumerate(weights)))

    assert total(parts.values()) == whole
    for place, weight in enumerate(weights):
        exact = whole * weight / total(weights)
        assert abs(parts[place] - exact) <= CENT
        assert abs(parts[place]) <= abs(whole)


def test_thirds_of_a_hundred():
    parts = shared_out(Decimal(100), {name: Decimal(1) for name in "abc"})

    assert parts == {"a": Decimal("33.34"), "b": Decimal("33.33"), "c": Decimal("33.33")}


def test_nothing_to_share_by_is_an_error():
    with pytest.raises(ValueError, match="nothing to share by"):
        shared_out(Decimal(1), {})
