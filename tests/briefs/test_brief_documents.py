"""Briefs on paper: what the dict says, what the real PDF shows, and what the client never reads."""

import json
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from pypdf import PdfReader

from accounts.models import AgencyProfile, Approval, Paper, Signature, about
from agency.lib import pdf
from briefs.documents import brief_paper, client_changes, owe_paper
from briefs.models import Brief
from briefs.sections import shape_of
from tests.briefs.written import PLAN, make_next, make_version
from tests.cast import NOW, make_brand

AT = NOW + timedelta(hours=2)
HASH = "ab12" * 16


@pytest.fixture(autouse=True)
def _agency(db):
    AgencyProfile.objects.create(pk=1, name="Northlight", legal_name="Northlight Agency Ltd")


def approved(client, by, kind="creative", **fields):
    fields = {"status": "approved_internal", "approved_at": NOW, "content_hash": HASH, **fields}
    return make_version(client, by, kind, **fields)


def text_of(content, tmp_path, language="en"):
    """What a reader of the PDF reads, and on how many pages."""
    with translation.override(language):
        html = render_to_string("pdf/brief.html", {**content, "seal": "f00d" * 16})
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf.render(html, title=content["title"]))
    with PdfReader(file) as reader:
        pages = [page.extract_text() for page in reader.pages]
    return " ".join(" ".join(pages).split()), len(pages)


def labels(content):
    """What is asked, in the order it is printed; the table under its own name."""
    return [
        name
        for row in content["rows"]
        for name in ([row["label"]] if row["shape"] == "table" else
                     [cell["label"] for cell in row["cells"]])
    ]  # fmt: skip


# -- What it says ---------------------------------------------------------------------------------


def test_a_creative_brief_stands_in_the_order_creatives_know(client_of, ladder):
    content = brief_paper(approved(client_of, ladder.ae), AT)

    assert labels(content) == [
        "Background",
        "Marketing objective",
        "Communication objective",
        "Audience",
        "Insight",
        "What they think, feel and do now",
        "What they shall think, feel and do after",
        "Single-minded proposition",
        "Reasons to believe",
        "Tone",
        "Mandatories and legal",
        "Media context",
        "Deliverables",
        "Budget",
        "Timing",
        "How it will be judged",
    ]
    shapes = {row["shape"] for row in content["rows"]}
    assert shapes == {"one", "pair", "turn", "large", "table"}
    assert json.loads(json.dumps(content)) == content


@pytest.mark.parametrize("further", [[], ["lengths", "data"]])
@pytest.mark.parametrize("kind", Brief.Kind.values)
def test_every_section_of_every_kind_is_printed_once(client_of, ladder, kind, further):
    shape = shape_of(kind, further)
    sections = {section.key: f"About {section.key}." for section in shape.sections}
    version = approved(client_of, ladder.ae, kind, sections=sections)
    version.brief.further_sections = further

    printed = [cell for row in brief_paper(version, AT, for_client=False)["rows"]
               for cell in row.get("cells", [])]  # fmt: skip
    assert sorted(cell["text"] for cell in printed) == sorted(sections.values())


def test_what_a_job_type_asks_for_stands_beside_the_last_usual_section(client_of, ladder):
    version = approved(client_of, ladder.ae)
    version.brief.further_sections = ["lengths"]
    version.sections |= {"lengths": "Film of 20 seconds."}
    last = brief_paper(version, AT)["rows"][-1]
    assert [cell["label"] for cell in last["cells"]] == [
        "How it will be judged",
        "Lengths and versions",
    ]


@pytest.mark.parametrize("kind", Brief.Kind.values)
def test_what_is_for_us_only_never_reaches_the_client(client_of, ladder, kind):
    shape = shape_of(kind)
    sections = {s.key: "said" if s.is_client_visible else "CANARY" for s in shape.sections}
    version = approved(client_of, ladder.ae, kind, sections=sections, is_for_client=True)

    assert "CANARY" not in json.dumps(brief_paper(version, AT))
    before = make_next(version, sections=dict.fromkeys(sections, "CANARY and more"))
    changes = client_changes(before, version)
    hidden = {s.label for s in shape.sections if not s.is_client_visible}
    assert hidden.isdisjoint({section.label for section in changes["sections"]})


def test_an_internal_print_says_so_on_every_page(client_of, ladder, tmp_path):
    version = approved(client_of, ladder.ae, "communication")
    content = brief_paper(version, AT)
    text, _pages = text_of(content, tmp_path)

    assert content["stays_inside"]
    assert "Social is dear in January." in text
    assert "Internal: not for the client" in text


def test_other_departments_print_a_plan_without_its_sums(client_of, ladder):
    version = approved(client_of, ladder.ae, "communication")
    text = json.dumps(brief_paper(version, AT, money=False))

    assert "Two seconds at every campus." in text
    for sum_ in ("96,000", "207,000", PLAN["budget"], "EUR"):
        assert sum_ not in text


def test_the_sums_of_a_plan_stand_under_its_lines(client_of, ladder):
    content = brief_paper(approved(client_of, ladder.ae, "communication"), AT)
    (table,) = [row for row in content["rows"] if row["shape"] == "table"]

    assert [column["label"] for column in table["head"]] == [
        "Channel", "Period", "Budget line", "Amount, EUR",
    ]  # fmt: skip
    assert [(s["label"], s["amount"]) for s in table["sums"]] == [
        ("Outdoor", "EUR 96,000.00"),
        ("Social media", "EUR 80,000.50"),
        ("Events", "EUR 31,000.00"),
    ]
    assert [t["amount"] for t in table["totals"]] == ["EUR 207,000.50"]


@pytest.mark.parametrize(
    ("status", "across"),
    [
        ("draft", "Draft"),
        ("submitted", "Draft"),
        ("returned", "Draft"),
        ("approved_internal", ""),
        ("client_signed", ""),
        ("issued", ""),
        ("superseded", "Superseded"),
        ("withdrawn", "Withdrawn"),
    ],
)
def test_what_may_not_be_relied_on_says_so_across_the_page(client_of, ladder, status, across):
    version = make_version(client_of, ladder.ae, status=status)
    assert brief_paper(version, AT)["status"] == across


def test_who_signed_stands_under_it_and_the_client_has_his_place(client_of, ladder):
    version = approved(client_of, ladder.ae, is_for_client=True)
    (step,) = Approval.objects.ask(
        version,
        [Signature(rung=3)],
        client=client_of,
        kind="Creative brief",
        title="Student card",
        content_hash=HASH,
        author=ladder.ae,
        at=NOW,
    )
    step.approve(ladder.am, HASH, NOW)

    house, client = brief_paper(version, AT)["signatures"]
    assert (house["name"], house["role"]) == ("Am", "Account manager")
    assert house["when"] == "Tuesday 10 March 2026, 10:00 CET"
    assert (client["for"], client["when"]) == ("Brightwater Bank", "")

    version.client_signed_at, version.client_signer = AT, "Joanna Okafor"
    assert brief_paper(version, AT)["signatures"][1]["name"] == "Joanna Okafor"


def test_a_second_version_says_what_changed(client_of, ladder):
    first = approved(client_of, ladder.ae)
    second = make_next(first, changes="Six posters instead of four.")
    assert brief_paper(first, AT)["replaces"] is None
    assert brief_paper(second, AT)["replaces"] == {
        "version": 1,
        "changes": "Six posters instead of four.",
    }


# -- The real PDF ---------------------------------------------------------------------------------


def test_the_pdf_of_a_creative_brief_holds_all_of_it_on_one_page(client_of, ladder, tmp_path):
    version = approved(
        client_of, ladder.ae, number_of_brief="BRW-26-0042-CB", brand=make_brand(client_of)
    )
    text, pages = text_of(brief_paper(version, AT), tmp_path)

    for words in (
        "BRW-26-0042-CB version 1",
        "The first card that is yours alone",
        "Single-minded proposition",
        "City light poster",
        "30 Mar 2026",
        "Cards",
        "Page 1 of 1",
        "f00d" * 16,
        HASH[:16],
    ):
        assert words in text
    assert pages == 1


@pytest.mark.parametrize(
    ("language", "proposition", "reason"),
    [
        ("ru", "Первая карта, которая только твоя", "Заказ за четыре минуты: «быстро и просто»"),
        ("it", "La prima carta che è soltanto tua", "Nessun canone finché studi: perché no?"),
        ("zh-hans", "第一张只属于你的卡", "手机上四分钟即可申请，无年费。"),
    ],
)
def test_the_client_reads_it_in_his_own_script(
    client_of, ladder, tmp_path, language, proposition, reason
):
    client_of.language = language
    version = approved(
        client_of, ladder.ae, sections={"proposition": proposition, "reasons": reason}
    )
    version.brief.client = client_of
    content = brief_paper(version, AT)
    text, _pages = text_of(content, tmp_path, language)

    assert content["language"] == language
    assert proposition.replace(" ", "") in text.replace(" ", "")
    assert reason.replace(" ", "") in text.replace(" ", "")


def test_the_pdf_is_tagged_and_may_be_read_aloud(client_of, ladder, tmp_path):
    content = brief_paper(approved(client_of, ladder.ae), AT)
    html = render_to_string("pdf/brief.html", {**content, "seal": ""})
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf.render(html, title=content["title"]))
    with PdfReader(file) as reader:
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"


# -- Kept -----------------------------------------------------------------------------------------


def test_the_approved_version_is_printed_and_kept(client_of, ladder):
    version = approved(client_of, ladder.ae, number_of_brief="BRW-26-0042-CB")
    owe_paper(version, AT)

    paper = Paper.objects.get(**about(version))
    assert (paper.number, paper.version, paper.template) == ("BRW-26-0042-CB", 1, "brief.html")
    Paper.objects.print_due(AT)
    paper.refresh_from_db()
    assert paper.read().startswith(b"%PDF")


def test_the_paper_of_a_plan_is_not_for_other_departments(client_of, ladder):
    owe_paper(approved(client_of, ladder.ae, "communication"), AT)
    owe_paper(approved(client_of, ladder.ae), AT)
    client_of.team.create(person=ladder.planner, role="planning", from_on=NOW.date())

    seen = Paper.objects.visible_to(ladder.planner)
    assert [paper.content["kind"] for paper in seen] == ["Creative brief"]
    assert Paper.objects.visible_to(ladder.aae).count() == 2


# -- What is new for the client -------------------------------------------------------------------


def test_the_client_is_told_what_is_new_since_he_saw_it_last(client_of, ladder):
    first = approved(client_of, ladder.ae, is_for_client=True)
    sections = first.sections | {"proposition": "The first card that is yours"}
    second = make_next(first, sections=sections, lines=first.lines[:1], changes="Shorter.")

    changes = client_changes(second, first)
    assert (changes["since"], changes["statement"]) == (1, "Shorter.")
    (section,) = changes["sections"]
    assert section.label == "Single-minded proposition"
    assert [(line.label, line.state) for line in changes["lines"]] == [("Film", "removed")]
    assert client_changes(first, None)["sections"] == []
