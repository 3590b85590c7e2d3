"""Invoices that come in: the official ones are reckoned to the cent, the hostile ones refused."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.einvoice.check import differences
from agency.lib.einvoice.read import Unreadable, check_size, read
from tests.lib.einvoices import (
    FILES,
    FOLDER,
    UBL,
    invoice,
    line,
    needs_files,
    pdf_with,
    subtotal,
)


def terms(content):
    return [one.term for one in differences(read(content))]


def refusal(content):
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value.message


# -- The official examples ----------------------------------------------------------------------


@needs_files
def test_the_official_examples_are_there_in_both_syntaxes():
    assert len(FILES) == 38


@needs_files
@pytest.mark.parametrize("name", FILES)
def test_every_printed_sum_of_an_official_example_is_reproduced(name):
    assert differences(read((FOLDER / name).read_bytes())) == []


PAIRS = [name for name in FILES if name.endswith(("_ubl.xml", ".ubl.xml"))]


@needs_files
@pytest.mark.parametrize("name", PAIRS)
def test_the_two_syntaxes_of_an_official_example_say_the_same(name):
    ubl = read((FOLDER / name).read_bytes())
    cii = read((FOLDER / re.sub(r"ubl\.xml$", twin_of(name), name)).read_bytes())

    for term in ("number", "issued_on", "kind", "currency", "due_on", "buyer_reference"):
        assert getattr(ubl, term) == getattr(cii, term), term
    for side in ("seller", "buyer"):
        assert getattr(ubl, side).name == getattr(cii, side).name
        assert getattr(ubl, side).country == getattr(cii, side).country
    assert [(each.number, each.net) for each in ubl.lines] == [
        (each.number, each.net) for each in cii.lines
    ]
    assert sums_of(ubl) == sums_of(cii)


def twin_of(name):
    return "uncefact.xml" if name.endswith("_ubl.xml") else "cii.xml"


def sums_of(document):
    totals = document.totals
    found = sorted((each.category, each.rate, each.base, each.tax) for each in totals.subtotals)
    return totals.lines, totals.net, totals.tax, totals.gross, totals.due, found


# -- A printed amount that is changed is named --------------------------------------------------

UBL_AMOUNTS = {
    "LineExtensionAmount": r"BT-(106|131 of line .+)",
    "AllowanceTotalAmount": "BT-107",
    "ChargeTotalAmount": "BT-108",
    "TaxExclusiveAmount": "BT-109",
    "TaxInclusiveAmount": "BT-112",
    "PayableAmount": "BT-115",
    "TaxableAmount": "BT-116 of .+",
    "TaxAmount": "BT-(110|117 of .+)",
}
CII_AMOUNTS = {
    "LineTotalAmount": r"BT-(106|131 of line .+)",
    "AllowanceTotalAmount": "BT-107",
    "ChargeTotalAmount": "BT-108",
    "TaxBasisTotalAmount": "BT-109",
    "TaxTotalAmount": "BT-110",
    "GrandTotalAmount": "BT-112",
    "DuePayableAmount": "BT-115",
    "BasisAmount": "BT-116 of .+",
    "CalculatedAmount": "BT-117 of .+",
}
# Of these names some are no sums: what an allowance is a share of, and VAT in another currency.
SUMS_ONLY = "xrechnung/01.01a-INVOICE_{}.xml", "zugferd/EN16931_Betriebskostenabrechnung.{}.xml"


@needs_files
@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        (SUMS_ONLY[0].format("ubl"), UBL_AMOUNTS),
        (SUMS_ONLY[0].format("uncefact"), CII_AMOUNTS),
        (SUMS_ONLY[1].format("ubl"), UBL_AMOUNTS),
        (SUMS_ONLY[1].format("cii"), CII_AMOUNTS),
    ],
)
def test_each_printed_sum_that_is_a_cent_off_is_named_and_no_other(name, amounts):
    text = (FOLDER / name).read_text()
    printed = list(re.finditer(rf"<(?:\w+:)?({'|'.join(amounts)})\b[^>]*>([-\d.]+)<", text))
    assert len(printed) > 8
    for amount in printed:
        off = Decimal(amount[2]) + Decimal("0.01")
        changed = text[: amount.start(2)] + str(off) + text[amount.end(2) :]

        (found,) = differences(read(changed.encode()))

        assert re.fullmatch(amounts[amount[1]], found.term), (amount[0], found.term)
        assert (found.expected, found.found) == (Decimal(amount[2]), off)


# -- What small invoices show -------------------------------------------------------------------


def test_an_invoice_is_read_term_by_term():
    document = read(invoice())

    assert (document.number, document.issued_on) == ("R-7", date(2026, 11, 2))
    assert (document.seller.name, document.buyer.name) == ("Lens and Light Ltd", "Northlight")
    assert [(each.name, each.net) for each in document.lines] == [("Retouching", 200)]
    assert differences(document) == []


def test_a_wrong_line_whose_sums_go_along_is_named_alone():
    wrong = differences(read(invoice(rows=line(amount="3"))))

    assert [(one.term, one.expected, one.found) for one in wrong] == [
        ("BT-131 of line 1", 300, 200)
    ]


def test_a_wrong_price_of_a_line_that_has_no_number_of_its_own_is_named_by_place():
    rows = line(net="100.00", amount="1") + line(net="100.00", amount="2")

    assert terms(invoice(rows=rows)) == ["BT-131 of line 2"]


def test_a_missing_rate_and_one_too_many_are_named():
    wrong = differences(read(invoice(subtotals=subtotal(rate="7", tax="14.00"))))

    assert [(one.term, one.expected, one.found) for one in wrong] == [
        ("BT-116 of S 19 %", 200, None),
        ("BT-116 of S 7 %", None, 200),
    ]


def test_vat_that_is_rounded_for_each_line_is_named():
    rows = "".join(line(str(number), amount="1", price="0.02", net="0.02") for number in range(3))
    sums = {"lines": "0.06", "net": "0.06", "tax": "0.00", "gross": "0.06", "due": "0.06"}

    found = terms(invoice(rows=rows, subtotals=subtotal(base="0.06", tax="0.00"), **sums))

    assert found == ["BT-110", "BT-112", "BT-115", "BT-117 of S 19 %"]


ALLOWANCE = """<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
<cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric><cbc:Amount>{amount}</cbc:Amount>
<cbc:BaseAmount>{base}</cbc:BaseAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:AllowanceCharge>"""


def test_allowances_in_per_cent_are_worked_out_on_the_line_and_on_the_document():
    on_the_line = ALLOWANCE.format(amount="20.00", base="200.00")
    on_the_whole = ALLOWANCE.format(amount="18.00", base="180.00")
    sums = {"lines": "180.00", "net": "162.00", "tax": "30.78", "gross": "192.78"}
    sums |= {"due": "192.78", "subtotals": subtotal("162.00", "30.78")}
    sums |= {"sums": "<cbc:AllowanceTotalAmount>18.00</cbc:AllowanceTotalAmount>"}

    def found(line_amount="20.00", amount="18.00"):
        more = on_the_line.replace("20.00", line_amount)
        above = on_the_whole.replace("18.00", amount)
        return terms(invoice(rows=line(net="180.00", more=more), above=above, **sums))

    assert found() == []
    assert found(line_amount="20.01") == ["BT-136 of allowance 1 of line 1"]
    assert found(amount="18.01") == ["BT-92 of allowance 1"]


def test_a_credit_note_counts_what_is_credited():
    rows = line(name="CreditNote", quantity="CreditedQuantity")

    assert terms(invoice(name="CreditNote", kind="381", rows=rows)) == []
    assert read(invoice(name="CreditNote", kind="381", rows=rows)).is_credit_note


def test_lines_inside_a_line_explain_it_and_are_not_added():
    parts = line("1.1", name="SubInvoice", amount="1", price="150", net="150.00")
    parts += line("1.2", name="SubInvoice", amount="1", price="50", net="50.00")

    assert terms(invoice(rows=line(more=parts))) == []
    assert terms(invoice(rows=line(more=parts.replace("50.00", "51.00", 1)))) == [
        "BT-131 of line 1.1"
    ]
    lacking = line("1.1", name="SubInvoice", amount="1", price="150", net="150.00")
    assert terms(invoice(rows=line(more=lacking))) == ["BT-131 of line 1"]


COLLECTED = """<cac:PrepaidPayment><cbc:ID>Parking</cbc:ID><cbc:PaidAmount>10.00</cbc:PaidAmount>
<cbc:InstructionID>For the city</cbc:InstructionID></cac:PrepaidPayment>"""
EXTENSION = "urn:cen.eu:en16931:2017#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"


def test_what_is_collected_for_others_is_paid_on_top_in_the_xrechnung_extension_only():
    assert terms(invoice(above=COLLECTED, profile=EXTENSION, due="248.00")) == []
    assert terms(invoice(above=COLLECTED)) == []


def test_forints_are_whole_where_the_whole_invoice_is():
    sums = {"lines": "67", "net": "67", "tax": "18", "gross": "85", "due": "85"}
    rows = line(amount="1", price="66.6", net="67", rate="27")
    whole = {"rows": rows, "subtotals": subtotal("67", "18", rate="27"), **sums}

    assert terms(invoice(currency="HUF", **whole)) == []
    assert "BT-131 of line 1" in terms(invoice(currency="EUR", **whole))


@pytest.mark.parametrize("price", ["10.000000000000000000", "000100", ".5", "+7"])
def test_a_price_has_as_many_noughts_as_it_likes(price):
    assert read(invoice(rows=line(price=price))).lines[0].item.price == Decimal(price)


@pytest.mark.parametrize("price", ["1e2", "1,5", "\u0663", "NaN", "1 000", "9" * 40])
def test_a_price_that_is_no_decimal_is_no_number(price):
    assert refusal(invoice(rows=line(price=price))) == (f"BT-146 of line 1 is no number: {price}.")


# -- What is no invoice, and what means harm ----------------------------------------------------

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
%s]><lolz>&lol9;</lolz>""" % b"".join(
    b'<!ENTITY lol%d "%s">' % (level, b"&lol%d;" % (level - 1) * 10) for level in range(2, 10)
).replace(b"&lol1;", b"&lol;")
EXTERNAL = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""
IN_UTF_16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a/>'
DOCUMENT_TYPE = "This file declares a document type or entities, which no invoice may have."
BROKEN = "This XML file is broken or cut off, and can't be read."
NO_SYNTAX = "This XML is no invoice of EN 16931: neither UBL nor CII."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \n", "This file is empty."),
        (b"Dear Sirs,", "This file is neither XML nor a PDF."),
        (b"PK\x03\x04 zip", "This file is neither XML nor a PDF."),
        (b"<a>", BROKEN),
        (b"<a>&nbsp;</a>", BROKEN),
        (b'<?xml version="1.0" encoding="x-unheard-of"?><a/>', BROKEN),
        (b"<a/>", NO_SYNTAX),
        (LAUGHS, DOCUMENT_TYPE),
        (EXTERNAL, DOCUMENT_TYPE),
        (b"<!DOCTYPE html><html/>", DOCUMENT_TYPE),
        (IN_UTF_16.encode("utf-16"), DOCUMENT_TYPE),
        (b"<a>" * 100 + b"</a>" * 100, "This file is nested too deeply to be an invoice."),
        (b"<a>" * 100_000 + b"</a>" * 100_000, BROKEN),
        (
            b'<i:CrossIndustryDocument xmlns:i="urn:ferd:CrossIndustryDocument:invoice:1p0"/>',
            "This is an invoice of ZUGFeRD 1, which is older than EN 16931 and not read.",
        ),
        (f'<Order xmlns="{UBL}Order-2"/>'.encode(), NO_SYNTAX),
        (f'<Invoice xmlns="{UBL}Invoice-2"/>'.encode(), "The invoice lacks BT-5 (currency)."),
        (b"%PDF-1.7 nothing", "This PDF is broken and can't be read."),
    ],
    ids=range(18),
)
def test_what_can_not_be_read_is_refused_with_one_sentence(content, sentence):
    assert refusal(content) == sentence


@pytest.mark.parametrize(
    ("cut", "by", "sentence"),
    [
        ("<cbc:ID>R-7</cbc:ID>", "", "The invoice lacks BT-1 (invoice number)."),
        ("2026-11-02Z", "2026-13-02", "BT-2 (issue date) is no date: 2026-13-02."),
        ("Northlight", " ", "The invoice lacks BT-44 (buyer)."),
        (line(), "", "The invoice lacks BG-25 (a line)."),
        ("<cbc:PayableAmount>238.00", "<cbc:PayableAmount>much", "BT-115 is no number: much."),
        (
            "</cbc:PriceAmount>",
            "</cbc:PriceAmount><cbc:BaseQuantity>0</cbc:BaseQuantity>",
            "BT-149 of line 1 is zero: a price for nothing.",
        ),
    ],
)
def test_a_term_that_is_missing_or_makes_no_sense_is_named(cut, by, sentence):
    assert refusal(invoice().replace(cut.encode(), by.encode())) == sentence


def test_a_file_beyond_the_limit_is_refused_before_it_is_read():
    with pytest.raises(Unreadable, match="too large: 21 MB"):
        check_size(20_000_001)
    with pytest.raises(Unreadable, match="too large"):
        read(b"<" * 20_000_001)


@given(st.binary(max_size=400))
@settings(max_examples=50)
def test_random_bytes_are_refused_and_never_anything_worse(content):
    assert refusal(content)


DAMAGE = [b"<", b">", b"&", b"\x00", b"\xff", b"9" * 50, b"-", b"1E9", b"<a>", b"]]>", b"<!--"]


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_a_damaged_invoice_is_read_or_refused_and_never_anything_worse(data):
    content = invoice()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        piece = data.draw(st.sampled_from(DAMAGE) | st.binary(max_size=4))
        content = content[:at] + piece + content[at + data.draw(st.integers(0, 60)) :]
    with suppress(Unreadable):
        differences(read(content))


@given(st.integers(1, len(invoice()) - 10))
@settings(max_examples=30, deadline=None)
def test_a_file_that_is_cut_off_is_never_an_invoice(end):
    assert refusal(invoice()[:end])


# -- PDFs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"]
)
def test_a_pdf_gives_the_invoice_that_it_carries(name):
    content = pdf_with({"plan.xml": b"<a/>", name: invoice()})

    assert read(content) == read(invoice())


def test_a_pdf_without_an_invoice_is_refused():
    sentence = "This PDF carries no electronic invoice."

    assert refusal(pdf_with({})) == sentence
    assert refusal(pdf_with({"order-x.xml": invoice()})) == sentence


def test_a_pdf_that_is_locked_is_refused():
    locked = pikepdf.Encryption(owner="o", user="u")

    assert refusal(pdf_with({"factur-x.xml": invoice()}, encryption=locked)) == (
        "This PDF is locked with a password."
    )


def test_what_a_pdf_carries_is_refused_like_any_other_file():
    assert refusal(pdf_with({"factur-x.xml": EXTERNAL})) == DOCUMENT_TYPE
    assert refusal(pdf_with({"factur-x.xml": b"<" * 20_000_001})).startswith("This file is too")


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_within_bounds():
    bomb = pdf_with({"factur-x.xml": bytes(170_000_000)}, compress_streams=True)

    assert len(bomb) < 1_000_000
    assert refusal(bomb)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_damaged_pdf_is_read_or_refused_and_never_anything_worse(data):
    content = pdf_with({"factur-x.xml": invoice()})
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(8, len(content)))
        piece = data.draw(st.binary(max_size=8))
        content = content[:at] + piece + content[at + data.draw(st.integers(0, 40)) :]
    with suppress(Unreadable):
        differences(read(content))
