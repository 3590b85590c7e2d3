"""The sheet under every paper: letterhead, facts, sections, foot of the page, word across it."""

from io import BytesIO

import pytest
from django.templatetags.static import static
from pypdf import PdfReader

from agency.lib import pdf
from tests.lib.paper import CONTENT, sheet, text_of

pytestmark = pytest.mark.usefixtures("printable")


def pages_of(html):
    paper = pdf.render(html, title=CONTENT["title"])
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages]


def test_a_paper_reads_from_top_to_bottom_as_it_was_written():
    assert text_of(pdf.render(sheet(), title=CONTENT["title"])) == (
        "Northlight 14 Harbour Row Dublin D02 "
        "Contact report BWB/CR/26-017 Card launch: creative review "
        "Client Brightwater Bank Present Joanna Okafor (Head of Brand), Daria Kovač "
        "Replaces version 1 The budget line was corrected. "
        "Decided D1 Route B goes into production. D2 Смета согласована: 18 000 ₽. "
        "To do No. Action Who By "
        "A1 Approve the film stills CR-0224, 12 November 王小明 Brightwater Thu 26 Nov "
        "What was said 1 Key visual Three routes were presented. 会议纪要：预算不变。 "
        "Routes A and C are closed. Decision D1, action A1 "
        "Please tell us. "
        "BWB/CR/26-017. Confidential to the people named. Page 1 of 1 "
        "Fingerprint of this paper’s content (SHA-256): "
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )


def test_every_page_says_which_paper_it_is_and_how_many_pages_there_are():
    pages = pages_of(sheet(topics=CONTENT["topics"] * 40))

    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Confidential to the people named. Page {number} of {len(pages)}" in page
        assert page.endswith(CONTENT["seal"])


@pytest.mark.parametrize("decisions", range(20, 25))
def test_the_fingerprint_never_takes_a_page_of_its_own(decisions):
    content = ["Route B goes into production."] * decisions

    assert len(pages_of(sheet(decisions=content))) == len(
        pages_of(sheet(decisions=content, seal=""))
    )


def test_a_draft_says_so_across_every_page_and_beside_its_kind():
    pages = pages_of(sheet(status="Draft", topics=CONTENT["topics"] * 40))

    assert len(pages) > 1
    assert "Contact report, Draft" in pages[0]
    assert all("D R A F T" in page or "DRAFT" in page for page in pages)


def test_a_valid_paper_has_no_word_across_it():
    assert "status" not in sheet()
    assert "watermark" not in sheet()


def test_a_long_table_repeats_its_head_and_breaks_between_rows():
    pages = pages_of(sheet(actions=CONTENT["actions"] * 60))

    assert len(pages) > 2
    assert all("No. Action Who By" in page for page in pages[:-1])


def test_sections_without_content_are_not_printed():
    text = text_of(pdf.render(sheet(decisions=[], actions=[], topics=[]), title="Empty"))

    assert "Decided" not in text
    assert "To do" not in text
    assert "What was said" not in text


def test_a_word_longer_than_the_line_stays_on_the_paper():
    address = "https://northlight.example/" + "x" * 300

    assert address in text_of(pdf.render(sheet(heading=address), title="Long")).replace(" ", "")


def test_a_report_as_long_as_its_fields_allow_is_printed_in_time():
    topics = [{"heading": "Long", "text": "word " * 2500, "decision": "", "refs": ""}]

    assert len(pages_of(sheet(topics=topics, actions=CONTENT["actions"] * 50))) > 5


def test_the_preview_in_a_browser_is_the_same_sheet_with_its_stylesheet():
    paper, preview = sheet(), sheet(preview=True)

    assert "css/pdf.css" not in paper
    link = f'<link rel="stylesheet" href="{static("css/pdf.css")}">'
    assert preview.replace(link, "") == paper


def test_every_paper_speaks_its_own_language():
    assert '<html lang="ru">' in sheet(language="ru")
