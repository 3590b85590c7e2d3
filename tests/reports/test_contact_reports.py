"""The list of reports, the report as its readers got it, and a client's panel."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import DocumentView
from reports.models import ContactReport, Interaction
from reports.models.reading import relationship_line
from tests.cast import (
    NOW,
    make_accepted,
    make_action_item,
    make_client,
    make_contact,
    make_debt,
    make_draft,
    make_sent,
    make_team,
)

QUERIES = 7


@pytest.fixture
def reports(client_of, ladder, joanna):
    """A draft, one that is being read, one that was sent in time and one sent late."""
    now = timezone.now()
    fresh = now - timedelta(hours=1)
    made = {
        "draft": make_draft(client_of, ladder.ae, joanna, fresh, subject="A draft"),
        "review": make_draft(
            client_of, ladder.ae, joanna, fresh, by=ladder.aae, subject="Being read"
        ),
        "sent": make_sent(client_of, ladder.ae, joanna, subject="Sent in time"),
        "late": make_draft(client_of, ladder.ae, joanna, subject="Sent late"),
    }
    made["review"].submit(ladder.aae, ladder.ae, now)
    make_accepted(made["sent"], NOW + timedelta(hours=2))
    late = made["late"]
    late.write(ladder.ae, 1, {}, late.versions.get().lines, {"late_reason": "travel"}, NOW)
    late.distribute(ladder.ae, NOW + timedelta(hours=30))
    make_accepted(late, NOW + timedelta(hours=30))
    return made


def shown(answer):
    return {report.title for report in answer.context["page"]}


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("", {"A draft", "Being read", "Sent in time", "Sent late"}),
        ("draft", {"A draft", "Being read"}),
        ("review", {"Being read"}),
        ("sent", {"Sent in time", "Sent late"}),
        ("late", {"Sent late"}),
        ("nonsense", {"A draft", "Being read", "Sent in time", "Sent late"}),
    ],
)
def test_the_saved_views(reports, ladder, signed_in, state, titles):
    assert shown(signed_in(ladder.ae).get(f"/reports/?state={state}")) == titles


def test_an_overdue_draft_is_late(reports, ladder, joanna, client_of, signed_in):
    make_draft(client_of, ladder.ae, joanna, subject="Overdue")

    assert "Overdue" in shown(signed_in(ladder.ae).get("/reports/?state=late"))


def test_it_narrows_by_client_author_and_days(reports, ladder, signed_in):
    other = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    make_draft(other, ladder.am, make_contact(other, "Amara"), subject="Orchard's")
    browser = signed_in(ladder.csd)
    day = NOW.date()

    assert shown(browser.get(f"/reports/?client={other.pk}")) == {"Orchard's"}
    assert shown(browser.get(f"/reports/?person={ladder.aae.pk}")) == {"Being read"}
    assert "A draft" not in shown(browser.get(f"/reports/?since={day}&until={day}"))
    assert "Sent in time" in shown(browser.get(f"/reports/?since={day}&until={day}"))


@pytest.mark.parametrize(
    "query", ["client=x", "client=99999", "person=x", "since=x", "after=x", "before=-1", "after=9"]
)
def test_a_query_that_makes_no_sense_is_no_error(reports, ladder, signed_in, query):
    assert signed_in(ladder.ae).get(f"/reports/?{query}").status_code == 200


def test_strangers_see_no_rows(reports, ladder, signed_in):
    for person in (ladder.stranger, ladder.finance, ladder.admin):
        assert shown(signed_in(person).get("/reports/")) == set()


def test_one_walks_from_the_newest_to_the_oldest_and_back(client_of, ladder, joanna, signed_in):
    for hours in range(120):
        make_draft(client_of, ladder.ae, joanna, NOW - timedelta(hours=hours), ready=False)
    browser, seen = signed_in(ladder.ae), []

    url = "/reports/"
    while url:
        answer = browser.get(url)
        seen += [report.pk for report in answer.context["page"]]
        url = answer.context["older_url"] and f"/reports/{answer.context['older_url']}"
    back = browser.get(f"/reports/{answer.context['newer_url']}")

    assert len(seen) == len(set(seen)) == 120
    assert [report.pk for report in back.context["page"]] == seen[50:100]


def test_the_list_asks_as_often_with_one_row_as_with_thirty(
    client_of, ladder, joanna, signed_in, django_assert_num_queries
):
    make_draft(client_of, ladder.ae, joanna)
    browser = signed_in(ladder.ae)
    browser.get("/reports/")
    with django_assert_num_queries(QUERIES):
        browser.get("/reports/")

    for hours in range(30):
        make_draft(client_of, ladder.ae, joanna, NOW + timedelta(hours=hours), ready=False)

    with django_assert_num_queries(QUERIES):
        browser.get("/reports/")


# -- A report as its readers got it ---------------------------------------------------------------


def test_the_document_shows_what_was_sent_whatever_changed_since(
    client_of, ladder, joanna, signed_in
):
    report = make_sent(client_of, ladder.ae, joanna)
    Interaction.objects.update(subject="Another name", place="Elsewhere")
    joanna.name = "Joanna Smith"
    joanna.save()

    page = signed_in(ladder.ae).get(f"/reports/{report.pk}/").content.decode()

    assert "Creative review" in page
    assert "Elsewhere" not in page
    assert "<b>Brightwater Bank:</b> Joanna Okafor" in page


def test_what_is_for_us_stands_apart_and_only_for_writers(client_of, ladder, joanna, signed_in):
    report = make_sent(client_of, ladder.ae, joanna)

    page = signed_in(ladder.ae).get(f"/reports/{report.pk}/").content.decode()

    document, aside = page.split("<aside")
    assert "They may leave us in spring" not in document
    assert "They may leave us in spring" in aside


def test_a_look_at_a_restricted_clients_report_is_noted(client_of, ladder, joanna, signed_in):
    report = make_sent(client_of, ladder.ae, joanna)
    signed_in(ladder.am).get(f"/reports/{report.pk}/")
    assert not DocumentView.objects.exists()

    client_of.confidentiality = "restricted"
    client_of.save()
    signed_in(ladder.am).get(f"/reports/{report.pk}/")

    view = DocumentView.objects.get()
    assert (view.person, view.what) == (ladder.am, "BRW/CR/26-001 v1")


@pytest.mark.parametrize("path", ["", "versions/1/"])
def test_strangers_find_nothing(client_of, ladder, joanna, signed_in, path):
    report = make_sent(client_of, ladder.ae, joanna)

    for person in (ladder.stranger, ladder.finance, ladder.traffic, ladder.admin):
        assert signed_in(person).get(f"/reports/{report.pk}/{path}").status_code == 404


def test_reading_is_never_posted(client_of, ladder, joanna, signed_in):
    report = make_sent(client_of, ladder.ae, joanna)

    for path in ("/reports/", f"/reports/{report.pk}/", f"/clients/{client_of.pk}/reports/"):
        assert signed_in(ladder.ae).post(path).status_code == 405


# -- The client's panel ---------------------------------------------------------------------------


def test_the_panel_shows_reports_debts_items_and_the_relationship(
    client_of, ladder, joanna, signed_in
):
    make_sent(client_of, ladder.ae, joanna, subject="Told already")
    make_debt(client_of, ladder.ae, subject="Still owed")
    make_action_item(client_of, "To do", person=ladder.ae)

    page = signed_in(ladder.ae).get(f"/clients/{client_of.pk}/reports/").content.decode()

    assert "<html" not in page
    for words in ("Told already", "Still owed", "To do", "Relationship"):
        assert words in page


def test_strangers_have_no_panel(client_of, ladder, signed_in):
    for person in (ladder.stranger, ladder.finance):
        assert signed_in(person).get(f"/clients/{client_of.pk}/reports/").status_code == 404


def test_the_panel_asks_as_often_with_one_report_as_with_thirty(
    client_of, ladder, joanna, signed_in, django_assert_num_queries
):
    make_sent(client_of, ladder.ae, joanna)
    make_debt(client_of, ladder.ae)
    browser = signed_in(ladder.ae)
    browser.get(f"/clients/{client_of.pk}/reports/")
    with django_assert_num_queries(6):
        browser.get(f"/clients/{client_of.pk}/reports/")

    for hours in range(30):
        make_sent(client_of, ladder.ae, joanna, NOW + timedelta(hours=hours))
        make_debt(client_of, ladder.ae, NOW + timedelta(hours=hours))

    with django_assert_num_queries(6):
        browser.get(f"/clients/{client_of.pk}/reports/")


@pytest.mark.parametrize(
    ("readings", "levels", "tone"),
    [
        ([(0, None)] * 3, (0, 0, 0), ""),
        ([(0, None), (1, None), (1, None)], (0, 1, 2), "good"),
        ([(0, None), (-1, None), (-1, None)], (0, -1, -2), "crit"),
        ([(1, None)] * 4, (1, 2, 2, 2), "good"),
        ([(0, 1), (-1, None), (1, -2)], (1, 0, -2), "crit"),
        ([(0, -2), (0, -2)], (-2, -2), "crit"),
    ],
)
def test_the_line_of_a_relationship_rises_as_it_falls(readings, levels, tone):
    line = relationship_line(readings)

    assert (line.levels, line.tone) == (levels, tone)


def test_without_a_report_there_is_no_line():
    assert relationship_line([]) is None


def test_every_report_has_an_address():
    assert ContactReport(pk=7).get_absolute_url() == "/reports/7/"
