"""Uploading a calendar and deciding what was doubtful, as it is clicked."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import ClientDomain
from reports.models import CalendarImport, Interaction, Obligation
from tests.cast import make_client, make_domain, put_on_team

URL = "/calendar/"
HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)


def vevent(uid, *guests, starts_at=None, lasts=HOUR, lines=()):
    starts_at = starts_at or timezone.now() + HOUR
    stamp = "%Y%m%dT%H%M%SZ"
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}@google.com",
            f"DTSTART:{starts_at:{stamp}}",
            f"DTEND:{starts_at + lasts:{stamp}}",
            f"SUMMARY:Meeting {uid}",
            *(f"ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:{guest}" for guest in guests),
            *lines,
            "END:VEVENT",
        ]
    )


def file_of(*events, name="mine.ics"):
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Google Inc//EN", *events, "END:VCALENDAR", ""]
    )
    return SimpleUploadedFile(name, text.encode(), "text/calendar")


@pytest.fixture
def bank(client_of):
    make_domain(client_of, "brightwater.example")
    return client_of


@pytest.fixture
def browser(signed_in, ladder, bank):
    return signed_in(ladder.ae)


def send(browser, *events, **more):
    return browser.post(URL, {"file": file_of(*events, **more)}, follow=True)


def test_a_file_comes_in_and_shows_its_clocks(browser, ladder):
    start = timezone.now() - 3 * HOUR
    page = send(
        browser,
        vevent("held", "joanna@brightwater.example", starts_at=start),
        vevent("ahead", "joanna@brightwater.example"),
        vevent("inside", ladder.am.email),
    ).content.decode()

    assert "2 contacts came in" in page
    assert "Meeting held" in page
    assert "left" in page
    assert "report due" in page
    assert Obligation.objects.count() == 2


def test_doubtful_events_are_shown_first_with_their_reason(browser):
    page = send(browser, vevent("lunch"), vevent("new", "x@unknown.example")).content.decode()

    assert "Please decide" in page
    assert "Nobody else was invited." in page
    assert "unknown.example" in page
    assert not Interaction.objects.exists()


def test_a_series_takes_one_line_however_often_it_repeats(browser):
    page = send(browser, vevent("lunch", lines=["RRULE:FREQ=DAILY;COUNT=20"])).content.decode()

    assert page.count("Meeting lunch</span>") == 1
    assert "and 19 more of this series" in page


def test_what_was_left_out_is_told_with_its_reason(browser, ladder):
    send(
        browser,
        vevent("inside", ladder.am.email),
        vevent("far", "joanna@brightwater.example", starts_at=timezone.now() - timedelta(days=400)),
        "BEGIN:VEVENT\r\nUID:broken\r\nSUMMARY:No start\r\nEND:VEVENT",
    )

    page = browser.get(CalendarImport.objects.get().get_absolute_url(), {"show": "left"})
    for words in ("Nobody from outside", "60 days", "No start"):
        assert words in page.content.decode()


def test_a_doubtful_event_is_confirmed_in_a_dialog(browser, bank):
    reading = send(browser, vevent("new", "x@unknown.example")).context["reading"]
    event = reading.events.get()
    url = f"/calendar/events/{event.pk}/"

    assert "unknown.example" in browser.get(url, headers=HTMX).content.decode()
    answer = browser.post(
        url,
        {"client": bank.pk, "domain": "unknown.example", "people": "on"},
        headers=HTMX,
    )

    assert (answer.status_code, answer["HX-Redirect"]) == (204, reading.get_absolute_url())
    assert ClientDomain.objects.filter(domain="unknown.example").exists()
    assert Obligation.objects.count() == 1
    assert browser.post(url, {"client": bank.pk}, headers=HTMX).status_code == 409


def test_a_whole_day_asks_for_its_hours(browser, bank):
    day = timezone.localdate() + timedelta(days=2)
    event = (
        f"BEGIN:VEVENT\r\nUID:day\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\nSUMMARY:Workshop\r\n"
        "ATTENDEE:mailto:joanna@brightwater.example\r\nEND:VEVENT"
    )
    row = send(browser, event).context["reading"].events.get()
    url = f"/calendar/events/{row.pk}/"

    assert "Started is missing" in browser.post(url, {"client": bank.pk}).content.decode()
    times = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T09:00"}
    answer = browser.post(url, {"client": bank.pk, **times})
    assert answer.status_code == 409
    assert "must end after it starts" in answer.content.decode()
    browser.post(url, {"client": bank.pk, **times, "ends_at": f"{day}T12:00"})

    assert Interaction.objects.get().subject == "Workshop"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("client", "", "Choose a client"),
        ("client", "999", "Select a valid choice"),
        ("client", "\x00", "Null characters"),
        ("domain", "evil.example", "Select a valid choice"),
    ],
)
def test_bad_input_to_a_decision_is_named_at_its_field(browser, bank, name, value, words):
    row = send(browser, vevent("new", "x@unknown.example")).context["reading"].events.get()

    answer = browser.post(
        f"/calendar/events/{row.pk}/", {"client": bank.pk, **{name: value}}, headers=HTMX
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Interaction.objects.exists()


def test_doubtful_events_are_dropped_one_by_one_or_all(browser):
    reading = send(browser, vevent("a"), vevent("b"), vevent("c")).context["reading"]
    first = reading.events.first()

    browser.post(f"/calendar/events/{first.pk}/drop/")
    assert browser.post(f"/calendar/events/{first.pk}/drop/").status_code == 409
    browser.post(f"/calendar/{reading.pk}/doubtful/")

    assert reading.counts() == {"dropped": 3}


def test_older_contacts_start_their_clocks_when_ticked(browser):
    weeks = [timezone.now() - timedelta(days=days) for days in (2, 3)]
    reading = send(
        browser,
        *(vevent(str(n), "joanna@brightwater.example", starts_at=at) for n, at in enumerate(weeks)),
    ).context["reading"]
    event = reading.events.first()
    url = f"/calendar/{reading.pk}/clocks/"

    page = browser.get(reading.get_absolute_url(), {"show": "older"}).content.decode()
    assert f'value="{event.pk}"' in page
    browser.post(url, {"event": [event.pk, "x", "\x00", "9" * 30]})
    browser.post(url)

    assert Obligation.objects.count() == 1


# -- Files that are none --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "zip"),
        (b"<html>", "web page"),
        (b"Dear all", "not a calendar"),
        (b"\x00\xff\xfe" * 100, "not a calendar"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 20_001, "20000"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_at_its_field(browser, content, words):
    answer = browser.post(URL, {"file": SimpleUploadedFile("x.ics", content)})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'id="id_file_error"' in page
    assert not CalendarImport.objects.exists()


def test_no_file_at_all_is_asked_for(browser):
    assert "Choose a calendar file" in browser.post(URL).content.decode()


def test_a_file_with_a_wild_name_is_kept_under_a_plain_one(browser):
    send(browser, vevent("a"), name="жж\u202e" + "x" * 300 + ".ics")

    assert len(CalendarImport.objects.get().file_name) <= 200


# -- Whose it is ----------------------------------------------------------------------------------


def test_a_calendar_is_its_persons_and_nobody_elses(browser, signed_in, ladder):
    reading = send(browser, vevent("a")).context["reading"]
    event = reading.events.get()

    other = signed_in(ladder.csd)

    for url in (f"/calendar/{reading.pk}/", f"/calendar/events/{event.pk}/"):
        assert other.get(url).status_code == 404
    for url in (
        f"/calendar/{reading.pk}/clocks/",
        f"/calendar/{reading.pk}/doubtful/",
        f"/calendar/events/{event.pk}/drop/",
    ):
        assert other.post(url).status_code == 404
        assert other.get(url).status_code == 405


def test_signed_out_one_is_asked_to_sign_in(client, db):
    for url in (URL, "/calendar/1/", "/calendar/events/1/"):
        assert client.get(url)["Location"].startswith("/auth/")


def test_a_client_one_has_left_since_loses_its_name_in_the_list(browser, ladder):
    secret = make_client("SEC", "Secret Motors")
    make_domain(secret, "secret.example")
    place = put_on_team(secret, ladder.ae, "ae")
    reading = send(browser, vevent("a", "x@secret.example")).context["reading"]
    assert "Secret Motors" in browser.get(reading.get_absolute_url()).content.decode()
    place.delete()

    page = browser.get(reading.get_absolute_url()).content.decode()

    assert "Secret Motors" not in page
    assert "/contacts/1/" not in page


@pytest.mark.parametrize("show", ["taken", "doubtful", "older", "changed", "dropped", "left", "x"])
@pytest.mark.parametrize("events", [1, 30])
def test_the_page_asks_the_same_number_of_queries(
    browser, show, events, django_assert_max_num_queries
):
    now = timezone.now()
    reading = send(
        browser,
        *(
            vevent(f"t{n}", "joanna@brightwater.example", starts_at=now + n * HOUR)
            for n in range(events)
        ),
        *(
            vevent(f"o{n}", "joanna@brightwater.example", starts_at=now - (30 + n) * HOUR)
            for n in range(events)
        ),
        *(vevent(f"d{n}") for n in range(events)),
    ).context["reading"]

    with django_assert_max_num_queries(8):
        browser.get(reading.get_absolute_url(), {"show": show})
