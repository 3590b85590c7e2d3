"""A file of transfers: exact to the byte, and never less than what was ordered."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from agency.lib.bank.latin import ALLOWED, unwritable, written
from agency.lib.bank.pain import (
    NAMESPACE,
    Order,
    Transfer,
    Unsendable,
    credit_transfers,
    faults,
    rewritten,
)

DECEMBER = date(2026, 12, 1)
PRINTER = Transfer(
    name="Druckhaus",
    iban="NL91 ABNA 0417 1643 00",
    amount=Decimal("0.1"),
    end_to_end="K-2",
    pay_on=DECEMBER,
    reference="rf88 2026 0042",
    bic="abnanl2a",
)
FILM = Transfer(
    name="Żółw Film",
    iban="PL61109010140000071219812874",
    amount=Decimal(1200),
    end_to_end="K-1",
    pay_on=date(2026, 12, 2),
    text="Rechnung 42 – Oktober",
)
ORDER = Order(
    number="PLT-2026-0001",
    created_at=datetime(2026, 11, 28, 9, 30, 0, 5, tzinfo=UTC),
    name="Northlight & Söhne",
    iban="DE89370400440532013000",
    transfers=(FILM, PRINTER),
)


def one(**changed):
    return replace(ORDER, transfers=(replace(PRINTER, **changed),))


def shape(element):
    """An element as its name and its text or its children, attributes as a part of the name."""
    name = etree.QName(element).localname
    marks = "".join(f" {key}={value}" for key, value in element.attrib.items())
    return name + marks, [shape(child) for child in element] or element.text


def tree(order):
    root = etree.fromstring(credit_transfers(order))
    assert etree.QName(root).namespace == NAMESPACE
    return shape(root)


def chain(path, value):
    for name in reversed(path.split("/")):
        value = (name, value if isinstance(value, str) else [value])
    return value


def group(number, count, total, pay_on, *transfers):
    return (
        "PmtInf",
        [
            ("PmtInfId", f"PLT-2026-0001-{number}"),
            ("PmtMtd", "TRF"),
            ("NbOfTxs", count),
            ("CtrlSum", total),
            chain("PmtTpInf/SvcLvl/Cd", "SEPA"),
            chain("ReqdExctnDt/Dt", pay_on),
            chain("Dbtr/Nm", "Northlight + Soehne"),
            chain("DbtrAcct/Id/IBAN", "DE89370400440532013000"),
            chain("DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED"),
            ("ChrgBr", "SLEV"),
            *transfers,
        ],
    )


def test_a_file_holds_the_payments_in_groups_by_day():
    film = (
        "CdtTrfTxInf",
        [
            chain("PmtId/EndToEndId", "K-1"),
            chain("Amt/InstdAmt Ccy=EUR", "1200.00"),
            chain("Cdtr/Nm", "Zolw Film"),
            chain("CdtrAcct/Id/IBAN", "PL61109010140000071219812874"),
            chain("RmtInf/Ustrd", "Rechnung 42 - Oktober"),
        ],
    )
    reference = (
        "CdtrRefInf",
        [
            ("Tp", [chain("CdOrPrtry/Cd", "SCOR"), ("Issr", "ISO")]),
            ("Ref", "RF8820260042"),
        ],
    )
    printer = (
        "CdtTrfTxInf",
        [
            chain("PmtId/EndToEndId", "K-2"),
            chain("Amt/InstdAmt Ccy=EUR", "0.10"),
            chain("CdtrAgt/FinInstnId/BICFI", "ABNANL2A"),
            chain("Cdtr/Nm", "Druckhaus"),
            chain("CdtrAcct/Id/IBAN", "NL91ABNA0417164300"),
            chain("RmtInf/Strd", reference),
        ],
    )
    header = (
        "GrpHdr",
        [
            ("MsgId", "PLT-2026-0001"),
            ("CreDtTm", "2026-11-28T09:30:00+00:00"),
            ("NbOfTxs", "2"),
            ("CtrlSum", "1200.10"),
            chain("InitgPty/Nm", "Northlight + Soehne"),
        ],
    )

    assert tree(ORDER) == (
        "Document",
        [
            (
                "CstmrCdtTrfInitn",
                [
                    header,
                    group(1, "1", "0.10", "2026-12-01", printer),
                    group(2, "1", "1200.00", "2026-12-02", film),
                ],
            )
        ],
    )


def test_the_same_order_makes_the_same_bytes():
    assert credit_transfers(ORDER) == credit_transfers(replace(ORDER))
    assert credit_transfers(ORDER).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<Document")


def test_a_bank_of_our_own_that_is_known_is_named():
    found = etree.fromstring(credit_transfers(replace(ORDER, bic="COBADEFFXXX")))

    assert [each.text for each in found.iter(f"{{{NAMESPACE}}}BICFI")][:2] == [
        "COBADEFFXXX",
        "ABNANL2A",
    ]


def test_what_is_written_otherwise_is_told_before():
    assert rewritten(ORDER) == [
        ("Northlight & Söhne", "Northlight + Soehne"),
        ("Żółw Film", "Zolw Film"),
        ("Rechnung 42 – Oktober", "Rechnung 42 - Oktober"),
    ]


amounts = st.decimals(min_value="0.01", max_value="999999999.99", places=2)


@settings(max_examples=25)
@given(st.lists(st.tuples(amounts, st.integers(1, 3)), min_size=1, max_size=8))
def test_sums_are_exact_and_no_payment_is_lost(ordered):
    transfers = tuple(
        replace(PRINTER, amount=amount, end_to_end=f"K-{place}", pay_on=date(2026, 12, day))
        for place, (amount, day) in enumerate(ordered)
    )
    root = etree.fromstring(credit_transfers(replace(ORDER, transfers=transfers)))

    def texts(name):
        return [each.text for each in root.iter(f"{{{NAMESPACE}}}{name}")]

    total, *of_groups = map(Decimal, texts("CtrlSum"))
    assert total == sum(of_groups) == sum(amount for amount, _day in ordered)
    assert sorted(texts("EndToEndId")) == sorted(each.end_to_end for each in transfers)
    assert texts("Dt") == sorted({each.pay_on.isoformat() for each in transfers})


# -- Faults -------------------------------------------------------------------------------------

AMOUNT = "Payment 1, Druckhaus: an amount is 0.01 to 999,999,999.99 euro, in whole cents."
MARK = (
    "Payment 1, Druckhaus: the reference for our own statement has 1 to 35 characters:"
    " letters, digits and / - ? : ( ) . , ' +"
)
STROKE = (
    "Payment 1, Druckhaus: the reference for our own statement may not begin or end with a stroke,"
    " nor have two in a row."
)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": Decimal(0)}, AMOUNT),
        ({"amount": Decimal("-1")}, AMOUNT),
        ({"amount": Decimal("0.001")}, AMOUNT),
        ({"amount": Decimal("1000000000")}, AMOUNT),
        ({"amount": Decimal("NaN")}, AMOUNT),
        ({"amount": Decimal("Infinity")}, AMOUNT),
        ({"iban": "NL91ABNA0417164301"}, "Payment 1, Druckhaus: “NL91ABNA0417164301” is no IBAN."),
        (
            {"iban": "AE070331234567890123456"},
            "Payment 1, Druckhaus: SEPA transfers do not reach the country of"
            " AE070331234567890123456.",
        ),
        ({"bic": "ABNA"}, "Payment 1, Druckhaus: “ABNA” is no BIC."),
        ({"reference": "RF00"}, "Payment 1, Druckhaus: “RF00” is no RF reference."),
        (
            {"text": "Invoice"},
            "Payment 1, Druckhaus: a payment carries a reference or a text, not both.",
        ),
        (
            {"reference": "", "text": "发票 42 Ж"},
            "Payment 1, Druckhaus: the text has characters that a SEPA payment cannot carry:"
            " 发 票 Ж",
        ),
        (
            {"reference": "", "text": "ä" * 71},
            "Payment 1, Druckhaus: the text is longer than 140 characters.",
        ),
        ({"end_to_end": ""}, MARK),
        ({"end_to_end": "K" * 36}, MARK),
        ({"end_to_end": "Ä"}, MARK),
        ({"end_to_end": " K"}, MARK),
        ({"end_to_end": "/K"}, STROKE),
        ({"end_to_end": "K/"}, STROKE),
        ({"end_to_end": "K//1"}, STROKE),
    ],
)
def test_a_payment_with_a_fault_is_told_and_not_sent(changed, sentence):
    assert faults(one(**changed)) == [sentence]
    with pytest.raises(Unsendable) as refused:
        credit_transfers(one(**changed))
    assert refused.value.faults == [sentence]


def test_a_name_that_does_not_fit_or_is_missing_is_told():
    assert faults(one(name="x" * 71)) == [
        f"Payment 1, {'x' * 71}: the name is longer than 70 characters."
    ]
    assert faults(one(name=" ")) == ["Payment 1,  : the name is missing."]


def test_a_file_without_payments_or_with_one_twice_is_told():
    assert faults(replace(ORDER, transfers=())) == ["A file holds 1 to 10000 payments."]
    assert faults(replace(ORDER, transfers=(PRINTER, PRINTER))) == [
        "Payment 2, Druckhaus: the reference K-2 is that of an earlier payment in this file."
    ]


def test_the_account_that_pays_and_the_number_of_the_file_are_looked_at_too():
    assert faults(replace(ORDER, iban="DE00", number="№ 1")) == [
        "The number of the file has 1 to 30 characters: letters, digits and / - ? : ( ) . , ' +",
        "The account that pays: “DE00” is no IBAN.",
    ]


@settings(max_examples=50)
@given(st.text())
def test_a_text_is_written_with_allowed_characters_or_the_others_are_told(text):
    said = written(text)

    assert [each for each in said if not ALLOWED.fullmatch(each)] == [
        each for each in said if each in unwritable(text)
    ]
    assert written(said) == said


@settings(max_examples=25)
@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_is_a_file_or_faults(name, text):
    order = one(name=name, text=text, reference="")
    try:
        etree.fromstring(credit_transfers(order))
    except Unsendable as refused:
        if not refused.faults:
            pytest.fail("refused without a sentence")
