"""The agency's letterhead, its offices and holidays, and what each person sets for himself."""

from datetime import date, time, timedelta

import pytest

from accounts.models import AgencyProfile, ClosingDay, Office
from agency.lib.refusal import WRONG_RANK, Refused
from tests.cast import NOW, make_office, make_person

NEXT_YEAR = date.today().year + 1


@pytest.fixture
def rome(ladder):
    return make_office()


def agency(**changes):
    fields = {
        "name": "Northlight",
        "legal_name": "Northlight Ltd",
        "address": "14 Harbour Row\nDublin",
        "website": "northlight.example",
        "mail_from": "plates@northlight.example",
        "fallback_email": "board@northlight.example",
        "load_limit": 2,
        "key_load_limit": 1,
        "attachment_megabytes": 30,
        "client_link_days": 21,
        "second_factor_required": "on",
    }
    return fields | changes


def office(**changes):
    fields = {
        "name": "Dublin",
        "time_zone": "Europe/Dublin",
        "country": "IE",
        "subdivision": "",
        "working_weekdays": [0, 1, 2, 3, 4],
        "opens_at": "09:00",
        "closes_at": "17:30",
    }
    return fields | changes


PAGES = ("/settings/", "/settings/offices/", "/settings/offices/new/")


@pytest.mark.parametrize("who", ["admin", "csd"])
def test_the_administration_and_the_director_reach_the_settings(rome, ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    for url in (*PAGES, rome.get_absolute_url()):
        assert browser.get(url).status_code == 200


@pytest.mark.parametrize("who", ["aae", "ae", "am", "ad", "gad", "finance", "traffic", "planner"])
def test_others_are_told_whom_to_ask(rome, ladder, signed_in, who):
    browser, day = signed_in(getattr(ladder, who)), date(NEXT_YEAR, 5, 4)
    closing = ClosingDay.objects.create(office=rome, on=day, name="Party")
    for url in (*PAGES, rome.get_absolute_url()):
        page = browser.get(url)
        assert page.status_code == 403
        assert "Ask Admin, Csd" in page.content.decode()
    close = {"closing-on": day + timedelta(days=1), "closing-name": "x"}
    for url, fields in [
        ("/settings/", agency()),
        ("/settings/offices/new/", office()),
        (rome.get_absolute_url(), office()),
        (f"/settings/offices/{rome.pk}/close/", close),
        (f"/settings/closing-days/{closing.pk}/", {}),
    ]:
        assert browser.post(url, fields).status_code == 403
    assert (Office.objects.count(), ClosingDay.objects.count()) == (1, 1)


def test_every_verb_asks_for_the_rank_itself(rome, ladder):
    profile = AgencyProfile.current()
    closing = ClosingDay.objects.create(office=rome, on=date(NEXT_YEAR, 5, 4), name="Party")
    for act in (
        lambda: profile.change(ladder.gad, NOW, name="Mine"),
        lambda: Office.objects.establish(ladder.gad, NOW, name="Mine"),
        lambda: rome.change(ladder.gad, NOW, name="Mine"),
        lambda: rome.close_on(ladder.gad, NOW, on=date(NEXT_YEAR, 1, 4), name="x"),
        lambda: closing.reopen(ladder.gad, NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.status == WRONG_RANK


# -- The agency ---------------------------------------------------------------------------------


def test_the_letterhead_is_changed_and_signed(ladder, signed_in):
    answer = signed_in(ladder.csd).post("/settings/", agency(name="Nord\x00light"))

    profile = AgencyProfile.current()
    assert answer.url == "/settings/"
    assert (profile.name, profile.address) == ("Nordlight", "14 Harbour Row\nDublin")
    assert profile.history.latest("history_id").history_user == ladder.csd

    signed_in(ladder.csd).post("/settings/", agency(name="Nordlight"))
    assert profile.history.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Name is missing."),
        ({"mail_from": "plates"}, "Enter a valid email address."),
        ({"mail_from": "a@b.example, c@d.example"}, "Enter a valid email address."),
        ({"fallback_email": "x\r\nBcc: all@world.example"}, "Enter a valid email address."),
        ({"load_limit": 0}, "greater than or equal to 1"),
        ({"load_limit": "many"}, "Enter a whole number."),
        ({"load_limit": "9" * 40}, "less than or equal to 99"),
        ({"key_load_limit": 3}, "Key accounts are clients, too"),
        ({"address": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(ladder, signed_in, changes, sentence):
    fields = agency(website="keep.me.example") | changes
    page = signed_in(ladder.admin).post("/settings/", fields)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "keep.me.example" in page.content.decode()


# -- Offices ------------------------------------------------------------------------------------


def test_an_office_is_added_and_changed(ladder, signed_in):
    browser = signed_in(ladder.admin)
    browser.post("/settings/offices/new/", office(country="IT", subdivision="bz"))
    dublin = Office.objects.get(name="Dublin")
    assert (dublin.subdivision, dublin.closes_at) == ("BZ", time(17, 30))

    fields = office(name="Dublin 2", working_weekdays=[0, 1, 2, 3])
    assert browser.post(dublin.get_absolute_url(), fields).status_code == 302
    dublin.refresh_from_db()
    assert (dublin.name, dublin.working_weekdays) == ("Dublin 2", [0, 1, 2, 3])
    assert dublin.history.latest("history_id").history_user == ladder.admin


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"name": ""}, 422, "Name is missing."),
        ({"name": "Rome"}, 409, "an office of this name already"),
        ({"time_zone": "Mars/Olympus"}, 422, "Select a valid choice"),
        ({"country": "XX"}, 422, "Select a valid choice"),
        ({"subdivision": "BZ"}, 422, "Not a region with holidays of its own"),
        ({"working_weekdays": []}, 422, "Working weekdays is missing."),
        ({"working_weekdays": ["8"]}, 422, "Select a valid choice"),
        ({"working_weekdays": ["x"]}, 422, "Select a valid choice"),
        ({"opens_at": "25:00"}, 422, "Enter a time, for example"),
        ({"opens_at": "18:00"}, 422, "The office must close after it opens."),
    ],
)
def test_an_impossible_office_is_refused(rome, ladder, signed_in, changes, status, sentence):
    page = signed_in(ladder.admin).post("/settings/offices/new/", office(**changes))

    assert page.status_code == status
    assert sentence in page.content.decode()
    assert Office.objects.count() == 1


def test_an_impossible_calendar_is_refused_by_the_verb_too(rome, ladder):
    with pytest.raises(Refused):
        rome.change(ladder.admin, NOW, working_weekdays=[])
    rome.refresh_from_db()
    assert rome.working_weekdays == [0, 1, 2, 3, 4]


def test_the_next_days_off_are_shown_by_name(rome, ladder, signed_in):
    ClosingDay.objects.create(office=rome, on=date(NEXT_YEAR, 1, 4), name="Summer party")
    page = signed_in(ladder.admin).get(rome.get_absolute_url()).content.decode()

    assert "Summer party" in page
    assert "(Italy)" in page


def test_days_off_leave_weekends_out_and_follow_the_closing_days(rome):
    ClosingDay.objects.create(office=rome, on=date(2026, 3, 14), name="Saturday shift off")
    ClosingDay.objects.create(office=rome, on=date(2026, 3, 13), name="Party")

    assert rome.next_days_off(date(2026, 3, 10), "en", count=4) == [
        (date(2026, 3, 13), "Party"),
        (date(2026, 3, 14), "Saturday shift off"),
        (date(2026, 4, 6), "Easter Monday (Italy)"),
        (date(2026, 5, 1), "Labour Day (Italy)"),
    ]


def test_a_closing_day_is_added_and_taken_back(rome, ladder, signed_in):
    browser, url = signed_in(ladder.admin), f"/settings/offices/{rome.pk}/close/"
    fields = {"closing-on": f"{NEXT_YEAR}-05-04", "closing-name": "Bridge day"}
    assert browser.get(url).status_code == 405
    assert browser.post(url, fields).url == rome.get_absolute_url()
    closing = ClosingDay.objects.get()
    assert closing.history.get().history_user == ladder.admin

    page = browser.post(url, fields)
    assert page.status_code == 409
    assert "closed on this day already" in page.content.decode()

    again = f"/settings/closing-days/{closing.pk}/"
    assert browser.get(again).status_code == 405
    assert browser.post(again).url == rome.get_absolute_url()
    assert browser.post(again).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"closing-on": ""}, 422, "Day is missing."),
        ({"closing-on": "2020-01-01"}, 409, "This day is over."),
        ({"closing-on": "\x00"}, 422, "Enter a day, for example"),
        ({"closing-name": ""}, 422, "Name is missing."),
        ({"closing-name": "x" * 81}, 422, "at most 80 characters"),
    ],
)
def test_a_closing_day_that_cannot_be_is_refused(
    rome, ladder, signed_in, changes, status, sentence
):
    fields = {"closing-on": f"{NEXT_YEAR}-05-04", "closing-name": "Bridge day"} | changes
    page = signed_in(ladder.admin).post(f"/settings/offices/{rome.pk}/close/", fields)

    assert page.status_code == status
    assert sentence in page.content.decode()


def test_a_day_that_is_over_stays_closed(rome, ladder):
    day = ClosingDay.objects.create(office=rome, on=date(2020, 1, 1), name="Long ago")
    with pytest.raises(Refused, match="This day is over"):
        day.reopen(ladder.admin, NOW)


@pytest.mark.parametrize("many", [1, 30])
def test_offices_cost_the_same_for_one_and_for_thirty(
    ladder, signed_in, many, django_assert_num_queries
):
    for number in range(many):
        make_person(f"somebody{number}", office=make_office(f"Office {number}"))
    browser = signed_in(ladder.admin)
    browser.get("/settings/offices/")
    with django_assert_num_queries(4):
        browser.get("/settings/offices/")


def test_there_is_no_other_office(ladder, signed_in):
    browser = signed_in(ladder.admin)
    assert browser.get("/settings/offices/999999/").status_code == 404
    assert browser.post("/settings/offices/999999/close/").status_code == 404
    assert browser.post("/settings/closing-days/999999/").status_code == 404


# -- Oneself ------------------------------------------------------------------------------------


def test_one_chooses_language_time_zone_and_look(ladder, signed_in):
    browser = signed_in(ladder.ae)
    wishes = {"language": "it", "time_zone": "Asia/Shanghai", "theme": "dark"}
    assert browser.post("/profile/", wishes).url == "/profile/"

    ladder.ae.refresh_from_db()
    assert (ladder.ae.language, ladder.ae.zone, ladder.ae.theme) == ("it", "Asia/Shanghai", "dark")
    assert ladder.ae.hotkeys is False
    page = browser.get("/profile/").content.decode()
    assert '<html lang="it" data-theme="dark"' in page


def test_the_profile_changes_nothing_else(ladder, signed_in):
    fields = {"language": "en", "theme": "light", "hotkeys": "on", "rank": "csd", "name": "King"}
    signed_in(ladder.ae).post("/profile/", fields)

    ladder.ae.refresh_from_db()
    assert (ladder.ae.rank, ladder.ae.name) == ("ae", "Ae")


@pytest.mark.parametrize(
    "changes", [{"language": "tlh"}, {"time_zone": "x\x00"}, {"theme": "pink"}, {"theme": ""}]
)
def test_there_is_no_such_wish(ladder, signed_in, changes):
    fields = {"language": "en", "time_zone": "", "theme": "light"} | changes
    assert signed_in(ladder.ae).post("/profile/", fields).status_code == 422


def test_the_look_is_set_from_the_menu_with_and_without_script(ladder, signed_in):
    browser = signed_in(ladder.ae)
    assert browser.get("/profile/theme/").status_code == 405
    quiet = browser.post("/profile/theme/", {"theme": "dark"}, headers={"hx-request": "true"})
    assert quiet.status_code == 204
    plain = browser.post("/profile/theme/", {"theme": "light"})
    assert plain.url == "/profile/"
    back = {"referer": "http://testserver/people/"}
    assert browser.post("/profile/theme/", {"theme": "dark"}, headers=back).url == (
        "http://testserver/people/"
    )
    away = {"referer": "https://evil.example/"}
    assert browser.post("/profile/theme/", {"theme": "dark"}, headers=away).url == "/profile/"
    assert browser.post("/profile/theme/", {"theme": "\x00"}).status_code == 422
    ladder.ae.refresh_from_db()
    assert ladder.ae.theme == "dark"


def test_the_same_wish_again_writes_no_history(ladder):
    before = ladder.ae.history.count()
    ladder.ae.prefer(NOW, theme="system")
    assert ladder.ae.history.count() == before
