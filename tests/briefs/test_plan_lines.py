"""Every line of a client's plans is found by channel, period and words, and has its address."""

import pytest

from tests.briefs.written import make_version
from tests.cast import NOW, put_on_team

URL = "/clients/{}/plan-lines/"


@pytest.fixture
def plan(client_of, ladder):
    return make_version(
        client_of, ladder.ae, "communication", status="approved_internal", approved_at=NOW
    )


def found(browser, client, query=""):
    """The reasons of the lines that the page shows."""
    page = browser.get(URL.format(client.pk) + query).context
    return [row["reason"] for row in page["rows"]]


def test_the_lines_of_plans_that_hold_stand_there_and_no_others(plan, client_of, ladder, signed_in):
    for status in ("draft", "submitted", "superseded", "withdrawn"):
        make_version(client_of, ladder.ae, "communication", status=status)
    browser = signed_in(ladder.ae)

    answer = browser.get(URL.format(client_of.pk))
    assert len(answer.context["rows"]) == 4
    page = answer.content.decode()
    assert f'href="/briefs/{plan.brief_id}/#line-c1"' in page
    assert "€207,000.50" in page


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("?channel=social", 2),
        ("?q=campus", 1),
        ("?q=LAUNCH outdoor", 1),
        ("?q=22000.50", 1),
        ("?q=nothing like it", 0),
        ("?since=2026-07-15", 1),
        ("?until=2026-04-12", 2),
        ("?since=2026-04-14&until=2026-04-15", 3),
        ("?channel=papyrus&since=soon", 4),
        ("?channel=social&q=terms&since=2026-08-31", 1),
    ],
)
def test_a_line_is_found_by_what_one_knows_of_it(plan, client_of, ladder, signed_in, query, lines):
    assert len(found(signed_in(ladder.ae), client_of, query)) == lines


def test_the_address_of_a_line_leads_to_it(plan, ladder, signed_in):
    page = signed_in(ladder.ae).get(f"/briefs/{plan.brief_id}/").content.decode()
    assert 'id="line-c1"' in page


def test_sums_are_not_for_other_departments(plan, client_of, ladder, signed_in):
    put_on_team(client_of, ladder.planner, "planning")
    browser = signed_in(ladder.planner)

    assert browser.get(URL.format(client_of.pk)).status_code == 403
    page = browser.get(f"/briefs/{plan.brief_id}/").content.decode()
    assert "Two seconds at every campus." in page
    for sum_ in ("96,000", "207,000", "240,000"):
        assert sum_ not in page
    assert "Plan lines" not in browser.get(f"/clients/{client_of.pk}/").content.decode()


def test_without_a_plan_the_page_says_what_would_stand_there(client_of, ladder, signed_in):
    page = signed_in(ladder.ae).get(URL.format(client_of.pk)).content.decode()
    assert "No approved plan yet" in page


@pytest.mark.parametrize("plans", [1, 30])
def test_thirty_plans_are_asked_for_as_one(
    client_of, ladder, signed_in, django_assert_num_queries, plans
):
    for _number in range(plans):
        make_version(client_of, ladder.ae, "communication", status="issued", approved_at=NOW)
    browser = signed_in(ladder.ae)
    browser.get(URL.format(client_of.pk))
    with django_assert_num_queries(5):
        browser.get(URL.format(client_of.pk))


def test_the_history_of_a_plan_tells_no_sums_either(client_of, ladder, signed_in):
    draft = make_version(client_of, ladder.ae, "communication")
    lines = [draft.lines[0] | {"amount": "91234.00"}]
    draft.write(ladder.ae, 0, {"lines": lines}, NOW)
    put_on_team(client_of, ladder.planner, "planning")

    answer = signed_in(ladder.planner).get(f"/history/brief/{draft.brief_id}/")
    assert answer.status_code == 200
    assert "91234" not in answer.content.decode()
    assert "96000" not in answer.content.decode()
