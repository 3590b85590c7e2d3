"""The inbox: one row for each subject, why it is there, and what can be done with it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Notice
from agency.lib.refusal import Refused
from tests.cast import NOW, make_client, make_notice, put_on_team

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _tuesday_morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def notice(ladder, client_of):
    return make_notice(ladder.ae, client_of, client=client_of, is_to_do=True, is_late=True)


@pytest.fixture
def browser(ladder, signed_in):
    return signed_in(ladder.ae)


def page_of(browser, query=""):
    answer = browser.get(f"/inbox/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


# -- Telling ------------------------------------------------------------------------------------


def test_news_about_the_same_subject_replace_the_row_and_bring_it_back(ladder, client_of, notice):
    notice.open(ladder.ae, NOW)
    notice.finish(ladder.ae, NOW)

    make_notice(ladder.ae, client_of, "Report later still", at=NOW + timedelta(hours=4))

    again = Notice.objects.get()
    assert (again.pk, again.text) == (notice.pk, "Report later still")
    assert (again.read_at, again.done_at, again.snoozed_until) == (None, None, None)


def test_of_two_notices_about_one_subject_told_at_once_the_later_stands(ladder, client_of):
    first = make_notice(ladder.ae, client_of)
    told = [
        Notice(person=ladder.ae, text=text, url="/", created_at=NOW, **subject_of(first))
        for text in ("one", "two")
    ]

    Notice.objects.tell(told)

    assert Notice.objects.get().text == "two"


def subject_of(notice):
    return {"about_type": notice.about_type, "about_id": notice.about_id}


def test_notices_about_nothing_in_particular_stand_beside_each_other(ladder):
    Notice.objects.tell(
        [Notice(person=ladder.ae, text=text, url="/", created_at=NOW) for text in ("one", "two")]
    )

    assert Notice.objects.count() == 2


def test_one_sees_ones_own_as_long_as_one_sees_the_client(ladder, client_of, notice):
    assert list(Notice.objects.visible_to(ladder.ae)) == [notice]
    assert not Notice.objects.visible_to(ladder.csd).exists()

    client_of.team.all().delete()

    assert not Notice.objects.visible_to(ladder.ae).exists()


# -- The page -----------------------------------------------------------------------------------


def test_a_row_says_what_it_is_why_it_is_there_and_about_whom(browser, notice):
    page = page_of(browser)

    for words in (notice.text, notice.reason, "Brightwater Bank", "Late", "Today", "1 thing to do"):
        assert words in page
    assert f'href="/inbox/{notice.pk}/"' in page
    assert 'class="unread"' in page
    assert "unread-dot" in page


def test_taking_the_row_marks_it_read_and_leads_to_its_subject(browser, notice):
    answer = browser.get(f"/inbox/{notice.pk}/")

    assert (answer.status_code, answer.url) == (302, "/clients/")
    notice.refresh_from_db()
    assert notice.read_at == NOW
    assert "unread-dot" not in page_of(browser)
    assert browser.get(f"/inbox/{notice.pk}/").status_code == 302


def test_rows_stand_under_their_days_the_latest_first(browser, ladder, client_of):
    other = put_on_team(make_client("ORD", "Orchard Dairy"), ladder.ae, "ae").client
    make_notice(ladder.ae, client_of, "of today", at=NOW)
    make_notice(ladder.ae, other, "of yesterday", at=NOW - timedelta(days=1))

    page = page_of(browser)

    places = [page.index(words) for words in (">Today<", "of today", ">Yesterday<", "of yesterday")]
    assert places == sorted(places)


def test_a_day_is_the_persons_own(browser, ladder, client_of):
    make_notice(ladder.ae, client_of, at=datetime(2026, 3, 9, 23, 30, tzinfo=ZoneInfo("UTC")))

    assert ">Today<" in page_of(browser)


def test_an_empty_inbox_says_why(browser):
    assert "Nothing waits for you" in page_of(browser)
    assert "Nothing put off" in page_of(browser, "?show=snoozed")
    assert "Nothing done yet" in page_of(browser, "?show=done")


def test_fifty_on_a_page_and_a_way_to_the_older_ones(browser, ladder):
    for number in range(51):
        make_notice(ladder.ae, make_of(ladder, number), f"Matter {number:02}", at=NOW)

    first, second = page_of(browser), page_of(browser, "?page=2")

    assert (first.count("data-item"), second.count("data-item")) == (50, 1)
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev" href="?page=1"' in second
    assert "Nothing on this page" in page_of(browser, "?page=3")


def make_of(ladder, number):
    code = f"M{chr(65 + number // 26)}{chr(65 + number % 26)}"
    return put_on_team(make_client(code, f"Client {number}"), ladder.ae, "ae").client


@pytest.mark.parametrize("count", [1, 30])
def test_the_same_queries_with_one_row_and_with_thirty(
    browser, ladder, count, django_assert_num_queries
):
    for number in range(count):
        client = make_of(ladder, number)
        make_notice(ladder.ae, client, client=client, is_to_do=True)

    # Session, person, rows, counts; navigation: counts, pins.
    with django_assert_num_queries(5):
        assert page_of(browser).count("data-item") == count


@pytest.mark.parametrize(
    "query",
    ["?show=nonsense", "?page=0", "?page=-1", "?page=99999999999999999999", "?page=x", "?page="],
)
def test_an_address_that_makes_no_sense_shows_the_first_page(browser, notice, query):
    assert notice.text in page_of(browser, query)


def test_the_badge_counts_only_what_is_to_do(browser, ladder, client_of, notice):
    put_on_team(make_client("ORD", "Orchard Dairy"), ladder.ae, "ae")
    make_notice(ladder.ae, ladder.am, "You report to Am now.")

    page = page_of(browser)

    assert 'Inbox</span><span class="count">1</span>' in page
    assert "Waiting <span>2</span>" in page


# -- Done, undone -------------------------------------------------------------------------------


def test_done_goes_out_of_sight_and_can_be_put_back(browser, notice):
    answer = browser.post(f"/inbox/{notice.pk}/done/")

    assert (answer.status_code, answer.url) == (302, "/inbox/")
    page = page_of(browser)
    assert "Nothing waits for you" in page
    assert f"Done: {notice.text}" in page
    assert notice.text in page_of(browser, "?show=done")

    browser.post(f"/inbox/{notice.pk}/back/")
    assert "data-item" in page_of(browser)


def test_done_twice_changes_nothing(browser, notice, time_machine):
    browser.post(f"/inbox/{notice.pk}/done/")
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    browser.post(f"/inbox/{notice.pk}/done/")

    notice.refresh_from_db()
    assert notice.done_at == NOW
    browser.post(f"/inbox/{notice.pk}/back/")
    assert browser.post(f"/inbox/{notice.pk}/back/").status_code == 302


def test_with_script_the_row_answers_in_its_place_and_keeps_the_focus(browser, notice):
    row = browser.post(f"/inbox/{notice.pk}/done/", headers=HTMX).content.decode()

    assert row.lstrip().startswith("<li")
    assert "Put back" in row
    assert "autofocus" in row
    row = browser.post(f"/inbox/{notice.pk}/back/", headers=HTMX).content.decode()
    assert "data-done" in row


def test_what_was_selected_is_done_at_once(browser, ladder):
    notices = [make_notice(ladder.ae, make_of(ladder, n), f"Matter {n}") for n in range(3)]

    answer = browser.post(
        "/inbox/done/", {"notices": [n.pk for n in notices[:2]], "next": "/inbox/?page=1"}
    )

    assert answer.url == "/inbox/?page=1"
    assert list(Notice.objects.filter(done_at=None)) == [notices[2]]
    assert "2 done." in page_of(browser)


@pytest.mark.parametrize("ids", [[], ["x"], ["999999"], ["-1"], ["9" * 30], ["\0"]])
def test_a_selection_that_makes_no_sense_is_answered_in_a_sentence(browser, notice, ids):
    browser.post("/inbox/done/", {"notices": ids})

    notice.refresh_from_db()
    assert notice.done_at is None
    page = page_of(browser)
    assert "Tick at least one row first." in page or "no longer in your inbox" in page


def test_nobody_ticks_off_what_is_in_somebody_elses_inbox(ladder, signed_in, notice):
    browser = signed_in(ladder.csd)

    for act in ("done", "back", "snooze"):
        assert browser.post(f"/inbox/{notice.pk}/{act}/").status_code == 404
    assert browser.get(f"/inbox/{notice.pk}/").status_code == 404
    browser.post("/inbox/done/", {"notices": [notice.pk]})
    notice.refresh_from_db()
    assert notice.done_at is None
    for verb in (notice.open, notice.finish, notice.put_back):
        with pytest.raises(Refused, match="somebody else"):
            verb(ladder.csd, NOW)


def test_acts_are_posted(browser, notice):
    for act in ("done", "back"):
        assert browser.get(f"/inbox/{notice.pk}/{act}/").status_code == 405
    assert browser.get("/inbox/done/").status_code == 405
    assert browser.post("/inbox/").status_code == 405


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "x" * 600, "inbox"]
)
def test_the_way_back_stays_in_the_house(browser, notice, there):
    assert browser.post(f"/inbox/{notice.pk}/done/", {"next": there}).url == "/inbox/"


# -- Put off ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "back"),
    [
        ({"until": "tomorrow"}, datetime(2026, 3, 11, 9, tzinfo=ROME)),
        ({"until": "monday"}, datetime(2026, 3, 16, 9, tzinfo=ROME)),
        ({"until": "day", "day": "2026-03-29"}, datetime(2026, 3, 29, 9, tzinfo=ROME)),
    ],
)
def test_put_off_until_a_morning_of_ones_own_zone(browser, notice, time_machine, chosen, back):
    assert browser.post(f"/inbox/{notice.pk}/snooze/", chosen).url == "/inbox/"

    notice.refresh_from_db()
    assert notice.snoozed_until == back
    assert "Nothing waits for you" in page_of(browser)
    assert notice.text in page_of(browser, "?show=snoozed")
    time_machine.move_to(back, tick=False)
    browser.force_login(notice.person, backend="django.contrib.auth.backends.ModelBackend")
    assert notice.text in page_of(browser)


def test_on_a_monday_next_week_is_not_today(browser, notice, time_machine):
    time_machine.move_to(NOW + timedelta(days=6), tick=False)
    browser.force_login(notice.person, backend="django.contrib.auth.backends.ModelBackend")

    browser.post(f"/inbox/{notice.pk}/snooze/", {"until": "monday"})

    notice.refresh_from_db()
    assert timezone.localtime(notice.snoozed_until, ROME).date().isoformat() == "2026-03-23"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "Until is missing."),
        ({"until": "never"}, "not one of the available choices"),
        ({"until": "day"}, "Choose a day."),
        ({"until": "day", "day": "2026-03-10"}, "within the next year"),
        ({"until": "day", "day": "2020-01-01"}, "within the next year"),
        ({"until": "day", "day": "2150-01-01"}, "within the next year"),
        ({"until": "day", "day": "morgen"}, "Enter a day"),
        ({"until": "day", "day": "9999-99-99"}, "Enter a day"),
        ({"until": "\0", "day": "\0"}, "not one of the available choices"),
    ],
)
def test_a_moment_that_makes_no_sense_is_answered_at_the_field(browser, notice, chosen, words):
    for headers in ({}, HTMX):
        answer = browser.post(f"/inbox/{notice.pk}/snooze/", chosen, headers=headers)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    notice.refresh_from_db()
    assert notice.snoozed_until is None


def test_the_dialog_and_the_page_ask_the_same(browser, notice):
    whole = browser.get(f"/inbox/{notice.pk}/snooze/?next=/inbox/%3Fpage%3D2").content.decode()
    dialog = browser.get(f"/inbox/{notice.pk}/snooze/", headers=HTMX).content.decode()

    for page in (whole, dialog):
        assert "Tomorrow, Wed 11 Mar" in page
        assert "Next week, Mon 16 Mar" in page
    assert 'value="/inbox/?page=2"' in whole
    assert "<html" not in dialog
    answer = browser.post(f"/inbox/{notice.pk}/snooze/", {"until": "tomorrow"}, headers=HTMX)
    assert answer["HX-Redirect"] == "/inbox/"


def test_what_is_done_is_not_put_off(ladder, browser, notice):
    notice.finish(ladder.ae, NOW)

    answer = browser.post(f"/inbox/{notice.pk}/snooze/", {"until": "tomorrow"})

    assert answer.status_code == 409
    assert "nothing to put off" in answer.content.decode()
    with pytest.raises(Refused, match="has passed"):
        notice.put_back(ladder.ae, NOW) or notice.snooze(ladder.ae, NOW, NOW)


def test_news_end_the_rest(ladder, client_of, notice):
    notice.snooze(ladder.ae, NOW + timedelta(days=5), NOW)

    make_notice(ladder.ae, client_of, "It got worse")

    assert list(Notice.objects.waiting(NOW)) == [notice]
