"""References that a payer's bank carries: made, checked, and found among words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iso11649
from stdnum.ch import esr

from agency.lib.reference import (
    compact,
    creditor_reference,
    find_references,
    is_creditor_reference,
    is_qr_reference,
    qr_reference,
)

NUMBERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21)


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("20260042", "RF8820260042"),
        ("2026/0042", "RF8820260042"),
        ("539007547034", "RF18539007547034"),
        ("5390 0754 70Y", "RF185390075470Y"),
    ],
)
def test_an_invoice_number_becomes_a_reference(number, reference):
    assert creditor_reference(number) == reference


@pytest.mark.parametrize("number", ["", " -/ ", "1" * 22, "ИНВ-1", "№5", "٤٢", "a_b"])
def test_a_number_that_makes_no_reference_is_refused_with_a_sentence(number):
    with pytest.raises(ValueError, match=r"^A payment reference has 1 to 21 letters and digits\.$"):
        creditor_reference(number)


@settings(max_examples=50)
@given(number=NUMBERS, before=st.sampled_from(["", "Invoice ", "Rechnung:", "Ref/"]))
def test_every_reference_is_valid_and_found_however_it_is_written(number, before):
    reference = creditor_reference(number)

    assert iso11649.is_valid(reference)
    for said in (reference, reference.lower(), iso11649.format(reference)):
        assert is_creditor_reference(said)
        assert compact(said) == reference
        assert reference in find_references(f"{before}{said}, thank you")


@settings(max_examples=50)
@given(number=NUMBERS, place=st.integers(2, 22), by=st.integers(1, 9))
def test_one_wrong_digit_makes_a_reference_wrong(number, place, by):
    reference = creditor_reference(number)
    place = min(place, len(reference) - 1)
    digit = reference[place]
    if digit.isdigit():
        wrong = reference[:place] + str((int(digit) + by) % 10) + reference[place + 1 :]

        assert not is_creditor_reference(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Northlight RF8820260042", ["RF8820260042"]),
        ("rf88 2026 0042 for the film", ["RF8820260042"]),
        ("RF88 2026\n0042", ["RF8820260042"]),
        ("REFRF8820260042Kunde 7", ["RF8820260042"]),
        ("RF8820260042, RF18 5390 0754 7034", ["RF8820260042", "RF18539007547034"]),
        ("RF8820260042 RF8820260042", ["RF8820260042"]),
        ("RF8720260042", []),
        ("RF88", []),
        ("no reference", []),
        ("21 00000 00003 13947 14300 09017", ["210000000003139471430009017"]),
        ("210000000003139471430009016", []),
        ("1210000000003139471430009017", []),
        ("0" * 27, []),
        ("x" * 5_000 + " RF8820260042", []),
    ],
)
def test_references_are_found_among_words(text, found):
    assert find_references(text) == found


def test_a_place_that_reads_as_two_references_gives_both():
    short = creditor_reference("2026")
    long = next(
        f"{short}{tail:04d}" for tail in range(200) if is_creditor_reference(f"{short}{tail:04d}")
    )

    assert find_references(f"{short} {long[len(short) :]}") == [short, long]


def test_another_reference_stays_as_it_is():
    assert compact("4654 6546") == "4654 6546"


@settings(max_examples=50)
@given(st.text("0123456789", min_size=1, max_size=26).filter(lambda digits: digits.strip("0")))
def test_every_qr_reference_has_27_digits_and_is_valid(number):
    reference = qr_reference(number)

    assert (len(reference), reference[:26].lstrip("0")) == (27, number.lstrip("0"))
    assert esr.is_valid(reference)
    assert is_qr_reference(esr.format(reference))
    assert compact(esr.format(reference)) == reference
    assert not is_qr_reference(reference[:26] + str((int(reference[26]) + 1) % 10))


def test_the_example_of_the_swiss_guidelines_is_valid():
    assert qr_reference("21000000000313947143000901") == "210000000003139471430009017"


@pytest.mark.parametrize("number", ["", "0", "1" * 27, "12A", "٤٢"])
def test_a_number_that_makes_no_qr_reference_is_refused_with_a_sentence(number):
    with pytest.raises(ValueError, match="made of 1 to 26 digits, not all of them zero"):
        qr_reference(number)


@pytest.mark.parametrize("said", ["", "0" * 27, "000", "1" * 26, "²" * 27, "RF8820260042"])
def test_what_is_no_qr_reference_is_told(said):
    assert not is_qr_reference(said)
