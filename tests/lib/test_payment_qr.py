"""Payment codes say, to the byte, what the European and the Swiss specification want."""

from dataclasses import replace
from decimal import Decimal

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from agency.lib import pdf
from agency.lib.payment_qr import (
    NotPayable,
    Party,
    Request,
    epc_code,
    epc_symbol,
    epc_why_not,
    swiss_bill,
    swiss_slip,
    swiss_why_not,
)
from tests.lib.paper import text_of
from tests.lib.qr_code import read_back

NORTHLIGHT = Party("Northlight & Söhne", "Seestrasse", "14", "8000", "Zürich", "CH")
EURO = Request(
    payee=NORTHLIGHT,
    account="DE89 3704 0044 0532 0130 00",
    amount=Decimal("1210.50"),
    reference="rf88 2026 0042",
)
FRANCS = replace(EURO, account="CH56 0483 5012 3456 7800 9", currency="CHF")
QR_IBAN = replace(
    FRANCS, account="CH4431999123000889012", reference="21 00000 00003 13947 14300 09017"
)


# -- Europe -------------------------------------------------------------------------------------


def told(request):
    return read_back(epc_symbol(request).matrix)


def test_a_european_code_holds_the_lines_of_the_specification():
    assert told(EURO).decode("iso-8859-1").split("\n") == [
        "BCD",
        "002",
        "2",
        "SCT",
        "",
        "Northlight & Söhne",
        "DE89370400440532013000",
        "EUR1210.5",
        "",
        "RF8820260042",
    ]


def test_a_text_and_a_bank_stand_in_their_own_lines():
    request = replace(EURO, reference="INV-42", text="October", bic="cobadeff", amount=Decimal(100))

    assert told(request).decode("iso-8859-1").split("\n") == [
        "BCD",
        "002",
        "2",
        "SCT",
        "COBADEFF",
        "Northlight & Söhne",
        "DE89370400440532013000",
        "EUR100",
        "",
        "",
        "INV-42 October",
    ]


def test_names_that_latin_letters_do_not_hold_are_sent_in_utf_8():
    request = replace(EURO, payee=Party("北光广告 Свет"))

    assert told(request).decode("utf-8").split("\n")[2:6] == ["1", "SCT", "", "北光广告 Свет"]


def test_a_long_name_is_cut_to_what_the_code_holds():
    request = replace(EURO, payee=Party("x" * 69 + " yz"))

    assert told(request).decode().split("\n")[5] == "x" * 69


@settings(max_examples=15)
@given(st.decimals(min_value="0.01", max_value="999999999.99", places=2))
def test_every_amount_is_in_the_code_to_the_cent(amount):
    line = told(replace(EURO, amount=amount)).decode("iso-8859-1").split("\n")[7]

    assert (line[:3], Decimal(line[3:])) == ("EUR", amount)


def test_a_european_code_has_level_m_and_at_most_version_13():
    longest = replace(EURO, payee=Party("x" * 70), reference="", text="y" * 140, bic="COBADEFFXXX")

    assert [epc_symbol(each).error for each in (EURO, longest)] == ["M", "M"]
    assert (epc_symbol(EURO).designator, epc_symbol(longest).version) == ("5-M", 12)


def test_a_line_break_in_a_name_makes_no_line_of_the_code():
    assert told(replace(EURO, payee=Party("North\nEUR1"))).split(b"\n")[5] == b"North EUR1"


AMOUNT = "A payment code is for 0.01 to 999,999,999.99, in whole cents."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"currency": "CHF"}, "The European payment code is for amounts in euro only."),
        ({"account": "DE89370400440532013001"}, "“DE89370400440532013001” is no IBAN."),
        ({"account": ""}, "“” is no IBAN."),
        (
            {"account": "AE070331234567890123456"},
            "SEPA transfers do not reach the country of this account.",
        ),
        ({"bic": "X"}, "“X” is no BIC."),
        ({"amount": Decimal("0.00")}, AMOUNT),
        ({"amount": Decimal("0.011")}, AMOUNT),
        ({"amount": Decimal("1000000000")}, AMOUNT),
        ({"amount": Decimal("NaN")}, AMOUNT),
        ({"payee": Party(" ")}, "The name of the payee is missing."),
        ({"reference": ""}, "A payment code needs a reference or a text."),
        (
            {"reference": "", "text": "x" * 141},
            "The text of a payment code has at most 140 characters.",
        ),
        (
            {"reference": "", "text": "广" * 140},
            "A payment code holds 331 bytes at most. Shorten name or text.",
        ),
    ],
)
def test_why_there_is_no_european_code(changed, sentence):
    request = replace(EURO, **changed)

    assert epc_why_not(request) == sentence
    with pytest.raises(NotPayable) as refused:
        epc_code(request, title="Pay")
    assert str(refused.value) == sentence


# -- Switzerland --------------------------------------------------------------------------------


def swiss_told(request):
    """The code of a slip, read back from the modules its own library makes of it."""
    data = swiss_slip(request).qr_data()
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make()
    assert read_back(code.modules).decode() == data
    return data.split("\r\n")


PAYEE = ["S", "Northlight & Söhne", "Seestrasse", "14", "8000", "Zürich", "CH"]


def test_a_swiss_code_holds_the_lines_of_the_specification():
    assert swiss_told(replace(FRANCS, text="Film, October")) == [
        *["SPC", "0200", "1", "CH5604835012345678009", *PAYEE],
        *7 * [""],
        *["1210.50", "CHF"],
        *7 * [""],
        *["SCOR", "RF8820260042", "Film, October", "EPD"],
    ]


def test_a_qr_iban_carries_a_qr_reference_and_who_pays():
    payer = Party("Brightwater Bank", postcode="D02", city="Dublin", country="IE")

    assert swiss_told(replace(QR_IBAN, currency="EUR", payer=payer)) == [
        *["SPC", "0200", "1", "CH4431999123000889012", *PAYEE],
        *7 * [""],
        *["1210.50", "EUR"],
        *["S", "Brightwater Bank", "", "", "D02", "Dublin", "IE"],
        *["QRR", "210000000003139471430009017", "", "EPD"],
    ]


def test_a_slip_without_a_reference_says_so():
    assert swiss_told(replace(FRANCS, reference=""))[-4:] == ["NON", "", "", "EPD"]


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (
            replace(FRANCS, currency="USD"),
            "A Swiss QR-bill is for amounts in Swiss francs or euro only.",
        ),
        (EURO, "A Swiss QR-bill needs an account in Switzerland or Liechtenstein."),
        (
            replace(FRANCS, account="CH5604835012345678000"),
            "A Swiss QR-bill needs an account in Switzerland or Liechtenstein.",
        ),
        (
            replace(QR_IBAN, reference="RF8820260042"),
            "A QR-IBAN takes QR references of 27 digits only.",
        ),
        (replace(QR_IBAN, reference="000"), "A QR-IBAN takes QR references of 27 digits only."),
        (
            replace(FRANCS, reference=QR_IBAN.reference),
            "A QR reference needs a QR-IBAN; use an RF reference with this account.",
        ),
        (replace(FRANCS, reference="INV-42"), "“INV-42” is no RF reference."),
        (replace(FRANCS, amount=Decimal(0)), AMOUNT),
        (
            replace(FRANCS, payee=replace(NORTHLIGHT, city="")),
            "The payee: a QR-bill needs name, postcode, city and country.",
        ),
        (
            replace(FRANCS, payer=replace(NORTHLIGHT, country="XX")),
            "The payer: “XX” is no country code.",
        ),
        (
            replace(FRANCS, payee=replace(NORTHLIGHT, name="北光")),
            "The payee: a QR-bill cannot hold 北 光.",
        ),
        (
            replace(FRANCS, payee=replace(NORTHLIGHT, house_number="1" * 17)),
            f"The payee: “{'1' * 17}” has more than 16 characters.",
        ),
        (
            replace(FRANCS, text="x" * 141),
            f"The text: “{'x' * 141}” has more than 140 characters.",
        ),
    ],
)
def test_why_there_is_no_swiss_bill(request_, sentence):
    assert swiss_why_not(request_) == sentence
    with pytest.raises(NotPayable) as refused:
        swiss_bill(request_, title="Pay")
    assert str(refused.value) == sentence


# -- Drawings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [epc_code, swiss_bill])
def test_a_drawing_stands_in_a_page_as_it_is(draw):
    drawing = draw(EURO if draw is epc_code else FRANCS, title="Pay <INV-42> & more")
    root = etree.fromstring(drawing)

    assert drawing.startswith("<svg ")
    assert [each.attrib.get("style") for each in root.iter() if "style" in each.attrib] == []
    assert (etree.QName(root[0]).localname, root[0].text) == ("title", "Pay <INV-42> & more")


def test_the_same_request_makes_the_same_drawing():
    assert epc_code(EURO, title="Pay") == epc_code(EURO, title="Pay")
    assert swiss_bill(FRANCS, title="Pay") == swiss_bill(FRANCS, title="Pay")


def test_a_code_is_drawn_in_millimetres_with_its_margin():
    root = etree.fromstring(epc_code(EURO, title="Pay"))

    assert (root.get("width"), root.get("height")) == ("22.5mm", "22.5mm")


@pytest.mark.parametrize(
    ("language", "caption"),
    [("de", "Zahlteil"), ("fr-CH", "Section paiement"), ("it", "Sezione pagamento"),
     ("ru", "Payment part")],
)  # fmt: skip
def test_a_bill_has_its_captions_in_a_language_of_switzerland_or_in_english(language, caption):
    drawing = etree.fromstring(swiss_bill(FRANCS, title="Pay", language=language))

    assert [each.text for each in drawing.iter("{*}text") if each.text == caption] == [caption]


@pytest.mark.usefixtures("printable")
def test_both_codes_print():
    page = f"""<html lang="en"><body><h1>Pay</h1>{epc_code(EURO, title="Pay in euro")}
        {swiss_bill(QR_IBAN, title="Pay in francs", language="de")}</body></html>"""

    text = text_of(pdf.render(page, title="Invoice"))

    assert [each for each in ("Zahlteil", "21 00000 00003", "1 210.50") if each not in text] == []
