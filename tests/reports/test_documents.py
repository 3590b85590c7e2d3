"""What the paper and the letter say, and what they must never say."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from accounts.models import AgencyProfile, OutgoingMail, PartnerPerson
from agency.lib import pdf
from briefs.models import Job
from reports import documents
from reports.models import Interaction
from reports.models.sheet import Sheet
from reports.models.topics import Line
from tests.cast import (
    NOW,
    lines_of_a_report,
    make_action_item,
    make_brand,
    make_contact,
    make_draft,
    make_sent,
)

AT = NOW + timedelta(hours=2)
CANARY = "CANARY"


@pytest.fixture
def draft(client_of, ladder, joanna):
    AgencyProfile.objects.create(pk=1, name="Northlight", legal_name="Northlight Agency Ltd")
    return make_draft(client_of, ladder.ae, joanna)


def write(report, by, lines, words=None, **about_us):
    version = report.versions.first()
    report.write(by, version.edit, words or {}, lines, about_us, AT)


def content_of(report, **options):
    return documents.contact_report(Sheet(report.versions.first(), AT), AT, **options)


def text_of(paper, tmp_path):
    """What a reader of the PDF reads."""
    html = render_to_string(f"pdf/{paper.template}", paper.words)
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf.render(html, title=paper.title))
    with PdfReader(file) as reader:
        pages = [page.extract_text() for page in reader.pages]
    return " ".join(" ".join(pages).split()), len(pages)


# -- What it says ---------------------------------------------------------------------------------


def test_decisions_and_action_items_are_numbered_through(draft, ladder, joanna):
    lines = lines_of_a_report(ladder.ae, joanna)
    write(draft, ladder.ae, [*lines, *lines[:4]])

    content = content_of(draft)

    assert content["decisions"] == ["Route B goes into production."] * 2
    assert [item["number"] for item in content["actions"]] == ["A1", "A2", "A3"]
    assert [topic["refs"] for topic in content["topics"]] == ["D1, A1, A2", "D2, A3"]


def test_each_action_item_names_who_of_whom_by_when(draft):
    ours, theirs = content_of(draft)["actions"]

    assert (ours["who"], ours["organisation"], ours["due"]) == ("Ae", "Northlight", "Sat 14 Mar")
    assert (theirs["who"], theirs["organisation"]) == ("Joanna Okafor", "Brightwater Bank")


def test_who_was_there_stands_side_by_side(draft, ladder, joanna):
    partner = PartnerPerson.objects.create(client=draft.client, agency="Mediaworks", name="Paul")
    luis = make_contact(draft.client, "Luis Prieto")
    present = [ladder.ae, joanna, partner]
    draft.seat(ladder.ae, draft.interaction, AT, present=present, absent=[luis])

    (contact,) = content_of(draft)["contacts"]

    assert [side["for"] for side in contact["present"]] == [
        "Brightwater Bank",
        "Mediaworks",
        "Northlight",
    ]
    assert contact["absent"] == [
        {"for": "Brightwater Bank", "people": [{"name": "Luis Prieto", "role": ""}]}
    ]


def test_copies_are_those_who_were_not_there(draft):
    assert [person["name"] for person in content_of(draft)["copy"]] == ["Am"]


def test_the_jobs_of_the_contact_are_named(draft, ladder):
    job = Job.objects.open_job(
        draft.client, make_brand(draft.client), "Card launch", ladder.ae, ladder.ae, AT
    )
    draft.interaction.jobs.add(job)

    assert content_of(draft)["jobs"] == [str(job)]


def test_what_is_still_open_from_earlier_reports_is_reminded_of(draft, ladder, joanna):
    make_action_item(draft.client, "Legal text", contact=joanna, source="BRW/CR/26-000")
    make_action_item(draft.client, "Done", person=ladder.ae).complete(ladder.ae, AT)
    make_action_item(draft.client, CANARY, person=ladder.ae, is_client_visible=False)

    items = content_of(draft)["open_items"]

    assert [(item["text"], item["aside"], item["who"]) for item in items] == [
        ("Legal text", "BRW/CR/26-000", "Joanna Okafor")
    ]


def test_times_are_those_of_the_contact_with_the_zone_where_it_differs(draft):
    assert content_of(draft)["contacts"][0]["when"] == "Tuesday 10 March 2026, 09:00 to 10:00"

    Interaction.objects.update(time_zone="Europe/London")
    draft.client.time_zone = "Europe/Rome"
    sheet = Sheet(draft.versions.get(), AT)
    when = documents.contact_report(sheet, AT)["contacts"][0]["when"]

    assert when == "Tuesday 10 March 2026, 08:00 to 09:00 GMT"


def test_it_speaks_the_language_of_the_client(draft):
    draft.client.language = "it"
    draft.client.save()

    content = content_of(type(draft).objects.get())

    assert content["language"] == "it"
    assert "marzo" in content["contacts"][0]["when"].lower()


def test_issued_is_said_in_the_clients_zone(draft):
    assert content_of(draft)["issued"] == "Tuesday 10 March 2026, 12:00 CET"


def test_a_draft_says_so(draft):
    assert content_of(draft, draft=True)["status"] == "Draft"
    assert content_of(draft)["status"] == ""


def test_it_is_plain_json(draft):
    content = content_of(draft)

    assert json.loads(json.dumps(content)) == content


# -- What it never says ---------------------------------------------------------------------------


@pytest.fixture
def full_of_secrets(client_of, ladder, joanna):
    """A report with something internal in every place there is."""
    report = make_draft(client_of, ladder.ae, joanna)
    lines = lines_of_a_report(ladder.ae, joanna)
    due = "2026-03-20"
    secrets = [
        Line("note", f"{CANARY} note", internal=True),
        Line("decision", f"{CANARY} decision", internal=True),
        Line("action", f"{CANARY} action", owner=f"person:{ladder.ae.pk}", due=due, internal=True),
        Line("topic", f"{CANARY} topic", internal=True),
        Line("note", f"{CANARY} under an internal topic"),
        Line("action", f"{CANARY} there too", owner=f"person:{ladder.ae.pk}", due=due),
        Line("topic", f"{CANARY} a topic of nothing else"),
        Line("note", f"{CANARY} alone", internal=True),
    ]
    write(
        report,
        ladder.ae,
        [*lines, *secrets],
        tone=-2,
        reading=-1,
        risk_note=f"{CANARY} risk",
        late_note=f"{CANARY} late",
        late_reason="workload",
    )
    make_action_item(client_of, f"{CANARY} item", person=ladder.ae, is_client_visible=False)
    return report


def test_nothing_internal_reaches_the_dict(full_of_secrets):
    content = json.dumps(content_of(full_of_secrets))

    assert CANARY not in content
    assert "Cooler" not in content
    assert "Three routes were presented." in content


def test_nothing_internal_reaches_the_paper_or_the_mails(full_of_secrets, ladder, tmp_path):
    full_of_secrets.distribute(ladder.ae, AT)
    paper = full_of_secrets.versions.get().paper

    text, _pages = text_of(paper, tmp_path)

    assert CANARY not in text
    assert "Three routes were presented." in text
    for mail in OutgoingMail.objects.all():
        assert CANARY not in mail.subject + mail.body


def test_nothing_internal_reaches_the_preview(full_of_secrets, ladder, signed_in):
    page = signed_in(ladder.ae).get(f"/reports/{full_of_secrets.pk}/draft/preview/")

    assert CANARY not in page.content.decode()


def test_an_internal_action_item_of_an_internal_topic_is_internal(full_of_secrets, ladder):
    full_of_secrets.distribute(ladder.ae, AT)

    versions = full_of_secrets.versions.get()
    hidden = [line for line in versions.actions if CANARY in line.text]
    assert len(hidden) == 2
    assert all(line.internal for line in hidden)


def test_a_correction_keeps_its_secrets_too(full_of_secrets, ladder):
    full_of_secrets.distribute(ladder.ae, AT)
    version = full_of_secrets.correct(ladder.ae, AT)
    words = {"what_changed": "A date."}
    full_of_secrets.write(ladder.ae, version.edit, words, version.lines, {}, AT)

    full_of_secrets.distribute(ladder.ae, AT + timedelta(hours=1))

    assert CANARY not in json.dumps(full_of_secrets.versions.get(number=2).paper.content)


# -- The real paper -------------------------------------------------------------------------------


def test_the_printed_page_reads_as_it_should(draft, ladder, tmp_path):
    write(draft, ladder.ae, draft.versions.get().lines, {"next_contact": "Tuesday, 15:00"})
    draft.distribute(ladder.ae, AT)
    paper = draft.versions.get().paper

    text, pages = text_of(paper, tmp_path)

    in_order = [
        "Northlight Agency Ltd",
        "Contact report",
        "BRW/CR/26-001",
        "Creative review",
        "Brightwater Bank",
        "Tuesday 10 March 2026, 09:00 to 10:00",
        "Present",
        "Decided",
        "Route B goes into production.",
        "To do",
        "Deliver route B in 6 formats",
        "What was said",
        "Key visual",
        "Next contact: Tuesday, 15:00.",
        "Issued Tuesday 10 March 2026, 12:00 CET",
        paper.content_hash,
    ]
    places = [text.find(words) for words in in_order]
    assert -1 not in places, in_order[places.index(-1)]
    assert places[:3] == sorted(places[:3])
    assert places[7:] == sorted(places[7:])
    assert pages == 1


def test_the_acceptance_clause_is_not_printed_yet(draft, ladder, tmp_path):
    draft.distribute(ladder.ae, AT)

    text, _pages = text_of(draft.versions.get().paper, tmp_path)

    assert "accepted" not in text.lower()


def test_hostile_words_are_only_words(client_of, ladder, joanna, tmp_path):
    report = make_draft(client_of, ladder.ae, joanna)
    evil = "<b>bold</b> {{ secret }} <script>alert(1)</script> & 5 < 6"
    write(report, ladder.ae, [replace(report.versions.get().lines[1], text=evil)])
    report.distribute(ladder.ae, AT)

    text, _pages = text_of(report.versions.get().paper, tmp_path)

    assert evil in text


def test_russian_and_chinese_are_printed(client_of, ladder, joanna, tmp_path):
    report = make_draft(client_of, ladder.ae, joanna)
    write(report, ladder.ae, [Line("note", "Каталог утверждён, 目录已批准")])
    report.distribute(ladder.ae, AT)

    text, _pages = text_of(report.versions.get().paper, tmp_path)

    assert "Каталог утверждён" in text
    assert "目录已批准" in text


# -- The letter -----------------------------------------------------------------------------------


def test_the_letter_to_the_client_holds_no_address_of_ours(client_of, ladder, joanna, settings):
    make_sent(client_of, ladder.ae, joanna)

    theirs = OutgoingMail.objects.get(to_address=joanna.email)
    ours = OutgoingMail.objects.get(to_address=ladder.am.email)

    assert settings.BASE_URL not in theirs.body
    assert settings.BASE_URL in ours.body
    assert theirs.body.startswith("Dear Joanna Okafor,")


def test_the_same_content_has_the_same_hash(draft, ladder):
    first = content_of(draft)
    second = content_of(draft)

    assert first == second
