"""The paper of an invoice carries the invoice as data: PDF/A-3a, by the rules of Factur-X."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from io import BytesIO

import facturx
import pikepdf
import pytest
from lxml import etree

from agency.lib import pdf
from agency.lib.einvoice.write_cii import cii
from agency.lib.pdf import EInvoice, PaperFailed, Press
from agency.lib.pdf_letters import unprintable
from tests.lib import vera
from tests.lib.invoices import busy
from tests.lib.paper import text_of
from tests.lib.paper_invoice import BILLS, INVOICE, bill
from tests.lib.test_pdf_fonts import CHINESE as CHINESE_FONT
from tests.lib.test_pdf_fonts import characters_of

pytestmark = pytest.mark.usefixtures("printable")

ISSUED_AT = datetime(2026, 11, 5, 12, 30, 15, tzinfo=UTC)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


def xml():
    return cii(busy())


@cache
def paper_of(name="one page"):
    words = BILLS[name]
    return pdf.render(bill(words), title=words["title"], attachment=EInvoice(xml(), ISSUED_AT))


@cache
def opened(paper):
    """Kept open, for what pikepdf gives out does not outlive its document."""
    return pikepdf.open(BytesIO(paper))


def said(paper):
    """What the paper says of itself, in XMP."""
    return etree.fromstring(opened(paper).Root.Metadata.read_bytes())


def test_the_invoice_comes_out_of_its_paper_as_it_went_in():
    attached = opened(paper_of()).attachments["factur-x.xml"]

    assert attached.get_file().read_bytes() == xml()
    assert facturx.get_xml_from_pdf(paper_of(), check_xsd=True) == ("factur-x.xml", xml())


def test_the_file_is_named_as_another_form_of_the_same_invoice():
    (associated,) = opened(paper_of()).Root.AF

    assert associated.UF == "factur-x.xml"
    assert associated.AFRelationship == "/Alternative"
    assert associated.EF.F.Subtype == "/text/xml"


def test_all_that_the_paper_says_of_itself_stands_in_one_place():
    (words,) = said(paper_of()).iter(f"{RDF}RDF")

    assert [each.text for each in words.iter(f"{FX}*")] == [
        "INVOICE", "factur-x.xml", "1.0", "EN 16931",
    ]  # fmt: skip
    assert [
        (each.get(f"{PDFA}part"), each.get(f"{PDFA}conformance"))
        for each in words
        if each.get(f"{PDFA}part")
    ] == [("3", "A")]


def test_the_paper_is_tagged_and_says_what_its_colours_mean():
    root = opened(paper_of()).Root

    assert root.MarkInfo.Marked
    assert root.OutputIntents[0].S == "/GTS_PDFA1"
    assert root.Lang == "en"


def test_every_font_is_in_the_paper():
    fonts = [
        descendant.FontDescriptor
        for page in opened(paper_of("Chinese")).pages
        for font in page.Resources.Font.values()
        for descendant in font.DescendantFonts
    ]

    assert len(fonts) > 2
    assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in fonts)


def test_the_same_invoice_gives_the_same_bytes_and_only_its_own_date():
    paper = paper_of()

    assert paper == pdf.render(
        bill(INVOICE), title=INVOICE["title"], attachment=EInvoice(xml(), ISSUED_AT)
    )
    info = opened(paper).docinfo
    assert info.CreationDate == info.ModDate == "D:20261105123015Z"
    dates = [each.text for each in said(paper).iter() if each.tag.endswith("Date")]
    assert dates == ["2026-11-05T12:30:15Z"] * 2


def test_a_moment_of_another_zone_is_the_same_moment():
    tokyo = ISSUED_AT.astimezone(timezone(timedelta(hours=9))).replace(microsecond=999)
    words = "<p>Invoice"

    assert pdf.render(words, title="I", attachment=EInvoice(xml(), tokyo)) == pdf.render(
        words, title="I", attachment=EInvoice(xml(), ISSUED_AT)
    )


def test_a_paper_without_an_invoice_stays_what_it_was():
    paper = pdf.render("<p>Report", title="Report")

    assert "/AF" not in opened(paper).Root
    assert b"pdfuaid" in opened(paper).Root.Metadata.read_bytes()
    assert b"factur-x" not in opened(paper).Root.Metadata.read_bytes()


def test_an_invoice_of_many_megabytes_is_refused_before_it_is_sent():
    closed = Press()

    with pytest.raises(PaperFailed, match="too long"):
        closed.render("<p>", "endless", EInvoice(b"x" * 5_000_000, ISSUED_AT))

    assert closed._room is None


@pytest.mark.parametrize("name", ["Russian", "Italian", "Chinese"])
def test_every_letter_of_a_bill_reads_back_from_its_paper(name):
    typed = [BILLS[name]["lines"][0]["text"], BILLS[name]["notes"][0]]
    read = re.sub(r"\s", "", text_of(paper_of(name)))

    assert [text for text in typed if re.sub(r"\s", "", text) not in read] == []
    assert unprintable("".join(typed)) == ""


def test_a_space_behind_a_chinese_character_has_a_letter_of_that_font():
    assert {" ", "\u00a0", "\u2009", "\u202f"} <= {
        chr(code) for code in characters_of(CHINESE_FONT)
    }


@pytest.mark.skipif(not vera.is_here(), reason="veraPDF needs Java")
def test_verapdf_finds_nothing_in_our_bills_and_sees_a_missing_letter(tmp_path):
    unknown = pdf.render("<p>\U00012345", title="x", attachment=EInvoice(xml(), ISSUED_AT))
    names = ["Russian", "Italian", "Chinese", "three pages"]

    verdict = vera.broken_rules(
        tmp_path, unknown=unknown, **{name: paper_of(name) for name in names}
    )

    assert verdict.pop("unknown") == "6.2.11.4.1-2 6.2.11.5-1 6.2.11.8-1"
    assert verdict == dict.fromkeys(names, "")
