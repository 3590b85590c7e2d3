"""Two versions side by side: in words, in rows, and what other departments see of it."""

import pytest

from briefs.comparison import compare
from tests.briefs.written import make_next, make_version, plan_lines
from tests.cast import put_on_team

URL = "/briefs/{}/comparison/"


@pytest.fixture
def plan(client_of, ladder):
    return make_version(client_of, ladder.ae, "communication", status="superseded")


@pytest.fixture
def newer(plan):
    lines = plan_lines()
    lines[0]["amount"] = "90000.00"
    sections = plan.sections | {"overview": "Outdoor makes it known, social explains it."}
    del sections["doubts"]
    return make_next(plan, sections=sections, lines=lines[:3], changes="The campus falls away.")


def test_only_what_differs_is_told_apart(plan, newer):
    found = compare(plan, newer)

    states = {section.key: section.state for section in found.sections if section.is_changed}
    assert states == {"overview": "changed", "doubts": "removed"}
    assert [line.state for line in found.lines] == ["changed", "same", "same", "removed"]
    assert found.changed == 4


def test_the_older_side_marks_what_went_and_the_newer_what_came(plan, newer):
    (overview,) = [s for s in compare(plan, newer).sections if s.key == "overview"]
    went = [piece.text.strip() for piece in overview.left if piece.is_removed]
    came = [piece.text.strip() for piece in overview.right if piece.is_added]
    assert "".join(went).endswith("the campus closes.")
    assert "".join(came) == "it."


def test_without_the_right_to_sums_nothing_of_them_is_compared(plan, newer):
    found = compare(plan, newer, money=False)
    assert "budget" not in {section.key for section in found.sections}
    assert {label for line in found.lines for label, _pieces in line.cells}.isdisjoint(
        {"Amount", "Currency"}
    )


def test_the_page_shows_the_two_newest_and_any_other_pair(plan, newer, ladder, signed_in):
    make_next(newer, title="Student card, at last", changes="Nothing but the name.")
    browser = signed_in(ladder.ae)

    page = browser.get(URL.format(plan.brief_id)).content.decode()
    assert "v2 and v3" in page
    assert "Nothing differs" in page

    page = browser.get(URL.format(plan.brief_id) + "?old=1&new=3").content.decode()
    assert "v1 and v3" in page
    assert "<del>96,000.00</del><ins>90,000.00</ins>" in page
    assert "The campus falls away." in page
    assert "Nothing but the name." in page
    # The older one stands left, whichever way round they were asked for.
    assert "v1 and v3" in browser.get(URL.format(plan.brief_id) + "?old=3&new=1").content.decode()


def test_a_pair_that_is_none_shows_the_newest(plan, newer, ladder, signed_in):
    browser = signed_in(ladder.ae)
    for query in ("?old=9&new=x", "?old=" + "9" * 40, "?new=1"):
        answer = browser.get(URL.format(plan.brief_id) + query)
        assert answer.status_code == 200


def test_what_was_typed_is_never_markup(plan, ladder, signed_in):
    make_next(plan, sections=plan.sections | {"overview": "<script>alert(1)</script>"})
    page = signed_in(ladder.ae).get(URL.format(plan.brief_id)).content.decode()
    assert "<script>alert" not in page


def test_the_planner_compares_a_plan_without_its_sums(plan, newer, ladder, client_of, signed_in):
    put_on_team(client_of, ladder.planner, "planning")
    page = signed_in(ladder.planner).get(URL.format(plan.brief_id) + "?all=on").content.decode()
    assert "Two seconds at every campus." in page
    assert "90,000.00" not in page


def test_a_stranger_finds_nothing(plan, ladder, signed_in):
    assert signed_in(ladder.stranger).get(URL.format(plan.brief_id)).status_code == 404


@pytest.mark.parametrize("versions", [1, 30])
def test_the_page_asks_as_often_for_thirty_versions_as_for_one(
    plan, ladder, signed_in, django_assert_num_queries, versions
):
    version = plan
    for _number in range(versions - 1):
        version = make_next(version)
    browser = signed_in(ladder.ae)
    browser.get(URL.format(plan.brief_id))
    with django_assert_num_queries(4):
        browser.get(URL.format(plan.brief_id))
