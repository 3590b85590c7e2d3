"""The list of contacts: a week or a month of one's clients, held and planned."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import make_client, make_contact_held, make_debt, make_team

URL = "/contacts/"
ROME = ZoneInfo("Europe/Rome")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A Wednesday long ago, so that nothing of it depends on today.
WEDNESDAY = datetime(2026, 3, 11, 15, tzinfo=ROME)


def read(browser, **filters):
    return browser.get(URL, {"on": "2026-03-11", **filters}).content.decode()


@pytest.fixture
def browser(signed_in, ladder, client_of):
    return signed_in(ladder.ae)


def test_the_week_runs_from_monday_to_sunday_by_the_readers_clock(browser, client_of, ladder):
    # Sunday 23:30 in Rome is this week, the half hour after midnight the next one.
    inside = datetime(2026, 3, 15, 23, 30, tzinfo=ROME)
    for subject, start in (("Last of it", inside), ("Next week", inside + HOUR)):
        make_contact_held(client_of, ladder.ae, start + HOUR, subject=subject)

    page = read(browser)

    assert "Last of it" in page
    assert "Next week" not in page


def test_the_month_holds_what_the_week_does_not(browser, client_of, ladder):
    make_contact_held(client_of, ladder.ae, WEDNESDAY - 8 * DAY, subject="Long before")

    assert "Long before" not in read(browser)
    assert "Long before" in read(browser, span="month")


def test_clients_of_others_are_not_in_it(browser, ladder):
    secret = make_client("SEC", "Secret Motors")
    make_contact_held(secret, ladder.stranger, WEDNESDAY, subject="Hidden")

    page = read(browser)

    assert "Hidden" not in page
    assert "Secret" not in page


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"kind": "call"}, {"Late call"}),
        ({"state": "gone"}, {"Cancelled"}),
        ({"state": "late"}, {"Late call", "Of the manager"}),
        ({"state": "held"}, {"Late call", "Of the manager", "Orchard meeting"}),
        ({"state": "planned"}, set()),
        ({"client": "orchard"}, {"Orchard meeting"}),
        ({"person": "am"}, {"Of the manager"}),
        ({"client": "999"}, {"Late call", "Of the manager", "Orchard meeting", "Cancelled"}),
        ({"state": "unheard of"}, {"Late call", "Of the manager", "Orchard meeting", "Cancelled"}),
    ],
)
def test_it_is_narrowed_by_client_person_kind_and_state(browser, client_of, ladder, filters, shown):
    orchard = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    make_debt(client_of, ladder.ae, WEDNESDAY, subject="Late call", kind="call")
    make_debt(client_of, ladder.ae, WEDNESDAY, subject="Of the manager", present=[ladder.am])
    make_contact_held(orchard, ladder.ae, WEDNESDAY, subject="Orchard meeting")
    make_contact_held(client_of, ladder.ae, WEDNESDAY, subject="Cancelled", cancelled_at=WEDNESDAY)
    known = {"orchard": orchard.pk, "am": ladder.am.pk}
    filters = {name: known.get(value, value) for name, value in filters.items()}

    page = read(browser, **filters)

    subjects = {"Late call", "Of the manager", "Orchard meeting", "Cancelled"}
    assert {one for one in subjects if f'/">{one}</a>' in page} == shown


@pytest.mark.parametrize("on", ["x", "0000-00-00", "9999-12-31", "\x00", "1900-01-01", ""])
def test_a_day_that_is_none_shows_today(browser, on):
    assert browser.get(URL, {"on": on, "page": "x", "span": "year"}).status_code == 200


def test_an_empty_week_says_why_and_filters_can_be_cleared(browser):
    assert "nothing is planned" in read(browser)
    assert "Clear the filters" in read(browser, kind="call")


def test_it_is_paged(browser, client_of, ladder):
    for number in range(51):
        make_contact_held(client_of, ladder.ae, WEDNESDAY, subject=f"Number {number:02d}")

    assert "Number 50" not in read(browser)
    assert "Number 50" in read(browser, page=2)


@pytest.mark.parametrize("rows", [1, 30])
def test_it_asks_the_same_number_of_queries(
    browser, client_of, ladder, rows, django_assert_num_queries
):
    for _number in range(rows):
        make_debt(client_of, ladder.ae, WEDNESDAY)
    read(browser)

    with django_assert_num_queries(7):
        assert "Creative review" in read(browser)


def test_the_weeks_before_and_after_are_linked(browser):
    page = read(browser)

    assert f"on={date(2026, 3, 2)}" in page
    assert f"on={date(2026, 3, 16)}" in page
