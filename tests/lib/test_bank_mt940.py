"""MT940: real files of many banks, each read or refused with one sentence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agency.lib.bank.read import read_statements
from agency.lib.bank.statement import Balance, Entry, Unreadable, balance_fault, keyed

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "finance" / "bank" / "mt940"
DAY = date(2026, 11, 3)

needs_files = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the sample statements are not beside this project"
)
# File: of each statement its account, currency, entries, their sum, and whether it adds up.
EXPECTED = {
    "abnamro.sta": [
        ("517852257", "EUR", 8, "-321.44", False),
        ("517852257", "EUR", 2, "-24.49", False),
    ],
    "february_30.sta": [("12345678/1020304050", "EUR", 1, "-6.00", True)],
    "generic.sta": [("11111111", "EUR", 1, "-10", True), ("11111111", "EUR", 1, "-10", True)],
    "knab.sta": [("123456789", "EUR", 1, "500", True), ("123456789", "EUR", 2, "-6760", False)],
    "postfinance.sta": [
        ("123456789", "CHF", 2, "229.20", True),
        ("123456789", "CHF", 2, "-69.80", False),
    ],
    "rabobank-iban.sta": 2 * [("NL71RABO0123456789", "EUR", 2, "-35", True)],
    "rabobank.sta": [
        ("1291.99.348", "EUR", 1, "-1213.28", False),
        ("1291.99.348", "EUR", 0, "0", True),
        ("1291.99.348", "EUR", 2, "-281.51", False),
        ("1526.89.184", "EUR", 2, "-94.30", True),
    ],
    "raphaelm.sta": [
        ("1222333444", "DEM", 6, "105000", True),
        ("1222333444", "DEM", 2, "40000", True),
        ("3346780111", "DEM", 1, "-50000", True),
    ],
    "triodos.sta": [("TRIODOSBANK/0390123456", "EUR", 2, "-715.70", False)],
    "whitespace.sta": [("12345678/1020304050", "EUR", 1, "-233.15", False)],
}
REFUSED = {
    "invalid_statement.sta": (
        "This is neither CAMT.053 nor MT940. Download the statement in one of the two."
    ),
    "mt942.sta": (
        "This is an interim report (MT942) without balances."
        " Ask your bank for the statement of the day, MT940 or CAMT.053."
    ),
    "sparkassen.sta": (
        "This file is part of an MT940 statement: its beginning is missing. Send it whole."
    ),
}
LINE = ":61:2611031103C100,00NTRFNONREF//B-42"


def file(*lines, closing="C261103EUR100,00"):
    return "\n".join(
        [":20:STARTUMS", ":25:DE89370400440532013000", ":28C:12/1", ":60F:C261102EUR0,00", *lines,
         f":62F:{closing}", "-"]
    )  # fmt: skip


def the_entry(*lines, encoding="utf-8"):
    [statement] = read_statements(file(*lines).encode(encoding))
    [entry] = statement.entries
    return entry


def refusal(text):
    with pytest.raises(Unreadable) as refused:
        read_statements(text.encode())
    return refused.value.message


# -- Files of other people ----------------------------------------------------------------------


@needs_files
def test_every_sample_has_its_expectation():
    assert {path.name for path in FOLDER.glob("*.sta")} == EXPECTED.keys() | REFUSED.keys()


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read(name):
    statements = read_statements((FOLDER / name).read_bytes())

    assert [
        (
            each.account,
            each.currency,
            len(each.entries),
            sum(entry.amount for entry in each.entries),
            not balance_fault(each),
        )
        for each in statements
    ] == [(*rest, Decimal(total), adds_up) for *rest, total, adds_up in EXPECTED[name]]


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_every_entry_of_a_sample_has_a_key_of_its_own_and_keeps_it(name):
    content = (FOLDER / name).read_bytes()
    keys = [key for key, _statement, _entry in keyed(read_statements(content))]

    assert len(set(keys)) == len(keys)
    assert [key for key, _statement, _entry in keyed(read_statements(content))] == keys


@needs_files
@pytest.mark.parametrize("name", REFUSED)
def test_a_sample_that_is_no_statement_is_refused_with_a_sentence(name):
    with pytest.raises(Unreadable) as refused:
        read_statements((FOLDER / name).read_bytes())

    assert refused.value.message == REFUSED[name]


@needs_files
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "utf-8-sig", "utf-16"])
def test_a_sample_reads_alike_in_every_encoding(encoding):
    text = (FOLDER / "raphaelm.sta").read_text("utf-8")

    [first, *_rest] = read_statements(text.encode(encoding))

    assert first.entries[0].payer == "Empfänger"


@needs_files
def test_the_thirtieth_of_february_is_the_last_of_it():
    [statement] = read_statements((FOLDER / "february_30.sta").read_bytes())

    assert (statement.entries[0].booked_on, statement.entries[0].value_on) == (
        date(2016, 3, 1),
        date(2016, 2, 29),
    )


@needs_files
def test_a_word_cut_at_the_end_of_a_line_is_whole_again():
    [statement] = read_statements((FOLDER / "whitespace.sta").read_bytes())

    assert statement.entries[0] == Entry(
        booked_on=date(2017, 9, 14),
        value_on=date(2017, 9, 14),
        amount=Decimal("-233.15"),
        currency="EUR",
        payer="DEUTSCHE KREDITBANK AG",
        payer_account="9003932309",
        text="ERSTATTUNG AUSLANDSEINSATZENTGELT FUER VISA 4998 XXXX XXXX 1234",
    )


# -- One entry ----------------------------------------------------------------------------------

SEPA = (
    ":86:166?00GUTSCHR. UEBERWEISUNG?109249?20EREF+E-7?21SVWZ+Rechnung 2026-0042 "
    "vom?22 3. Oktober, RF88 2026 0042?30ABNANL2A?31NL91ABNA0417164300?32Brightwater Bank"
)


def test_a_german_entry_with_subfields_is_read():
    assert the_entry(LINE, SEPA) == Entry(
        booked_on=DAY,
        value_on=DAY,
        amount=Decimal("100.00"),
        currency="EUR",
        payer="Brightwater Bank",
        payer_account="NL91ABNA0417164300",
        reference="RF8820260042",
        end_to_end="E-7",
        bank_reference="B-42",
        text="Rechnung 2026-0042 vom 3. Oktober, RF88 2026 0042",
    )


def test_subfields_read_alike_behind_any_mark_and_over_any_lines():
    lines = "\n".join(SEPA[start : start + 65] for start in range(0, len(SEPA), 65))

    assert the_entry(LINE, lines) == the_entry(LINE, SEPA)
    assert the_entry(LINE, SEPA.replace("?", ">")) == the_entry(LINE, SEPA)


def test_the_space_at_the_end_of_a_full_line_is_not_lost():
    head = ":86:166?20"
    first = head + "x" * (64 - len(head)) + " "

    assert the_entry(LINE, first, "and more").text == f"{'x' * 54} and more"


def test_a_part_that_is_not_full_ends_a_word_and_a_full_one_does_not():
    full = "x" * 27

    assert the_entry(LINE, f":86:166?20{full}?21y?22z").text == f"{full}y z"


def test_an_entry_with_words_before_strokes_is_read():
    line = (
        ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/Brightwater"
        "/REMI/Invoice 42/EREF/NOTPROVIDED"
    )
    entry = the_entry(LINE, line)

    assert (entry.payer, entry.payer_account, entry.text, entry.end_to_end) == (
        "Brightwater",
        "NL91ABNA0417164300",
        "Invoice 42",
        "",
    )


def test_plain_words_are_the_text_and_a_reference_among_them_is_found():
    entry = the_entry(LINE, ":86:Northlight inv 42 rf8820260042", "with thanks")

    assert (entry.text, entry.reference) == (
        "Northlight inv 42 rf8820260042 with thanks",
        "RF8820260042",
    )


def test_a_reference_in_the_line_itself_is_found():
    assert the_entry(LINE.replace("NONREF", "RF8820260042"), ":86:Invoice").reference == (
        "RF8820260042"
    )


def test_what_was_ordered_and_what_it_cost_are_read_where_the_bank_says_it():
    entry = the_entry(LINE, "/OCMT/USD118,00/CHGS/EUR1,50/EXCH/0,8475/", ":86:Invoice 42")

    assert (entry.original_amount, entry.original_currency, entry.rate, entry.charges) == (
        Decimal("118.00"),
        "USD",
        Decimal("0.8475"),
        Decimal("1.50"),
    )


@pytest.mark.parametrize(
    ("mark", "amount", "is_reversal"),
    [("C", "100.00", False), ("D", "-100.00", False), ("RC", "-100.00", True), ("RD", "100", True)],
)
def test_the_mark_says_where_the_money_went(mark, amount, is_reversal):
    entry = the_entry(LINE.replace("C100", f"{mark}100"), ":86:x")

    assert (entry.amount, entry.is_reversal) == (Decimal(amount), is_reversal)


def test_two_equal_entries_stay_two():
    [statement] = read_statements(file(":61:261103C50,00NTRF", ":61:261103C50,00NTRF").encode())

    assert [entry.amount for entry in statement.entries] == 2 * [Decimal("50.00")]
    assert len({key for key, _statement, _entry in keyed([statement])}) == 2


def test_what_is_said_of_the_whole_statement_is_no_part_of_its_last_entry():
    said = f"{file(LINE, ':86:Invoice 42')[:-2]}\n:86:Total RF8820260042\n-".encode()

    [statement] = read_statements(said)

    assert [(each.text, each.reference) for each in statement.entries] == [("Invoice 42", "")]


def test_a_statement_has_its_number_its_balances_and_no_currency_behind_its_account():
    text = file(LINE).replace(":25:DE89370400440532013000", ":25:DE89370400440532013000EUR")

    [statement] = read_statements(text.encode())

    assert (statement.account, statement.number, statement.identification) == (
        "DE89370400440532013000",
        "12/1",
        "STARTUMS",
    )
    assert (statement.opening, statement.closing) == (
        Balance(Decimal("0.00"), "EUR", date(2026, 11, 2)),
        Balance(Decimal("100.00"), "EUR", DAY),
    )


# -- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            ":61:2611",
            ":61:2613",
            "A line of this MT940 file cannot be read. Ask your bank for CAMT.053 instead.",
        ),
        (
            "C100,00NTRF",
            "100,00NTRF",
            "A line of this MT940 file cannot be read. Ask your bank for CAMT.053 instead.",
        ),
        (":62F:", ":64:", "A statement in this file has no opening and closing balance."),
        (":60F:", ":65:", "A statement in this file has no opening and closing balance."),
        (":25:", ":21:", "A statement in this file does not say which account it is of."),
    ],
)
def test_a_file_with_a_fault_is_refused_with_a_sentence(before, after, sentence):
    text = file(LINE, ":86:x")
    assert before in text

    assert refusal(text.replace(before, after)) == sentence


def test_a_file_that_is_the_name_of_another_does_not_open_it(tmp_path):
    other = tmp_path / "other.sta"
    other.write_text(file(LINE))

    assert refusal(str(other)) == (
        "This is neither CAMT.053 nor MT940. Download the statement in one of the two."
    )


def test_payments_that_cannot_be_read_are_not_written_into_a_log(caplog):
    refusal(file(":61:261399C100,00NTRFSECRET"))

    assert caplog.text == ""
