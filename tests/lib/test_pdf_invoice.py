"""The paper of a bill: what stands on it, in which order, on one page and on three."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from agency.lib import pdf
from tests.lib.paper import text_of
from tests.lib.paper_invoice import BILLS, CREDIT, INVOICE, LONG, bill

pytestmark = pytest.mark.usefixtures("printable")


def printed(words=INVOICE, **changed):
    return pdf.render(bill(words, **changed), title=words["title"])


def pages_of(paper):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages]


def test_a_bill_reads_from_top_to_bottom_as_its_reader_needs_it():
    assert text_of(printed()) == (
        "Northlight Northlight Agency Ltd 14 Harbour Row, Dublin D02 accounts@northlight.example "
        "VAT IE6388047V Progress invoice INV-2026-00041 "
        "To Brightwater Bank plc Accounts Payable, attn. Joanna Okafor 2 Quayside Square Dublin "
        "D01 VAT IE3628739UH Issued 5 November 2026 Due 5 December 2026 "
        "Supplied 1 to 30 November 2026 "
        "Your order PO 4500-77120 Job BWB-26-0042 Card launch "
        "Estimate BWB-26-0042-E1 r2 of 5 November "
        "What Quantity Unit price VAT Net, EUR "
        "Strategy and planning 40 % of 12,810.00: planning director, account team "
        "1 5,124.00 23 % 5,124.00 "
        "Creative 40 % of 16,900.00: concept and art direction, copywriting "
        "1 6,760.00 23 % 6,760.00 "
        "Production 40 % of 8,940.00: photography, retouching, print proofs "
        "1 3,576.00 23 % 3,576.00 "
        "Commission on third parties 10 % of 40 % of 5,460.00 1 218.40 23 % 218.40 "
        "Net 15,678.40 VAT 23 % on 15,678.40 3,606.03 To pay by 5 December €19,284.43 "
        "Estimate, net 39,196.00 Billed before 0.00 This bill 15,678.40 Left to bill 23,517.60 "
        "How to pay Account Northlight Agency Ltd IBAN IE29 AIBK 9311 5212 3456 78 BIC AIBKIE2D "
        "Reference RF93 2026 0004 1 "
        "Questions About the work: Nadia Ferrante, nadia.ferrante@northlight.example "
        "About payment: accounts@northlight.example Pay by banking app "
        "Payment within 30 days of issue. This is payment 1 of 3: 40 % at approval, 40 % after the "
        "shoot, the rest at delivery. Media is invoiced separately by the media owner. "
        "From the day after the due date we may charge statutory interest, and €40 for collection "
        "(Directive 2011/7/EU). "
        "INV-2026-00041, Northlight Agency Ltd, VAT IE6388047V Page 1 of 1"
    )


def test_each_page_of_a_long_bill_says_which_bill_it_is_and_names_the_columns():
    first, *others = pages = pages_of(printed(LONG))

    assert len(pages) == 3
    assert not first.startswith("Final invoice INV-2026-00052 Brightwater Bank plc")
    for number, page in enumerate(pages, start=1):
        assert f"VAT IE6388047V Page {number} of 3" in page
        assert "What Quantity Unit price VAT Net, EUR" in page
    assert all("Final invoice INV-2026-00052 Brightwater Bank plc" in page for page in others)


def test_a_final_bill_deducts_the_earlier_ones_before_it_adds_up():
    text = text_of(printed(LONG))

    parts = [
        "Volume discount, 5 % of 156,784.00 23 % −7,839.20",
        "Earlier invoices deducted Invoice Issued Net VAT Total "
        "INV-2026-00041 5 November 2026 −15,678.40 −3,606.03 −19,284.43 "
        "INV-2026-00047 30 November 2026 −15,678.40 −3,606.03 −19,284.43",
        "Net 117,588.00 VAT 23 % on 117,588.00 27,045.24 Total 144,633.24 "
        "Already paid −10,000.00 Rounding 0.01 To pay by 5 December €134,633.25 "
        "VAT in GBP 1 EUR = 0.87051 GBP, ECB, 4 November 2026 £23,543.42",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_credit_note_names_the_invoice_the_reason_and_what_is_left_of_it():
    text = text_of(printed(CREDIT))

    for part in (
        "Credit note CN-2026-00003",
        "Corrects invoice INV-2026-00041 Dated 5 November 2026",
        "Reason The shoot took one day less than billed.",
        "Reverse charge: VAT is to be accounted for by the recipient",
        "Credited €3,576.00 Still open of INV-2026-00041 €15,708.43",
    ):
        assert part in text
    assert "How to pay" not in text
    assert "Due" not in text


def test_a_bill_without_extras_leaves_no_empty_headings():
    bare = dict.fromkeys(["payment", "progress", "credit", "tax_currency"])
    bare |= dict.fromkeys(["due", "supplied", "order", "job", "estimate", "terms", "late"], "")
    bare |= dict.fromkeys(["questions", "notes", "reasons", "adjustments", "deducted"], [])

    text = text_of(printed(**bare))

    assert "Issued 5 November 2026 What Quantity" in text
    assert text.endswith(
        "To pay by 5 December €19,284.43 INV-2026-00041, Northlight Agency Ltd, VAT IE6388047V "
        "Page 1 of 1"
    )


def test_what_people_type_into_a_bill_is_printed_as_typed():
    typed = "<img src=x> & <b>bold</b>"
    line = INVOICE["lines"][0] | {"text": typed, "aside": typed}

    text = text_of(printed(lines=[line], notes=[typed], buyer=INVOICE["buyer"] | {"name": typed}))

    assert text.count(typed) == 4


@pytest.mark.parametrize("name", BILLS)
def test_every_bill_is_a_sheet_of_its_own_language(name):
    assert f'<html lang="{BILLS[name]["language"]}">' in bill(BILLS[name])
