"""Logging in the browser: a dialog from anywhere, a page without script, and what it says no to."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ContactPerson
from reports.models import ContactReport, Interaction
from tests.cast import make_client, make_contact, make_contact_held, make_team

URL = "/contacts/new/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/"}
HOUR = timedelta(hours=1)
ROME = ZoneInfo("Europe/Rome")


def typed(of, /, **changes):
    now = timezone.localtime(timezone=ROME).replace(second=0, microsecond=0)
    return {
        "client": of.pk,
        "kind": "call",
        "subject": "Weekly call",
        "starts_at": (now - HOUR).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": now.strftime("%Y-%m-%dT%H:%M"),
        **changes,
    }


@pytest.fixture
def browser(signed_in, client_of, ladder):
    return signed_in(ladder.ae)


def test_the_address_is_known_by_its_name():
    assert reverse("reports:log-interaction") == URL


def test_a_person_signed_out_is_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302
    assert client.get(f"{URL}people/").status_code == 302


def test_the_page_offers_the_clients_one_serves_and_no_others(browser, client_of):
    make_client("SEC", "Secret Motors")
    page = browser.get(URL).content.decode()

    assert "Brightwater Bank" in page
    assert "Secret Motors" not in page
    assert "<html" in page


def test_in_a_dialog_it_is_a_fragment(browser):
    page = browser.get(URL, headers=HTMX).content.decode()

    assert "<html" not in page
    assert 'id="dialog-title"' in page


def test_the_client_may_come_with_the_address_and_brings_its_people(browser, client_of, joanna):
    page = browser.get(URL, {"client": client_of.pk}).content.decode()

    assert joanna.name in page
    assert f'value="{client_of.pk}" selected' in page


@pytest.mark.parametrize("value", ["0", "x", "\x00", "9" * 40, ""])
def test_a_client_that_is_none_brings_nobody(browser, joanna, value):
    answer = browser.get(f"{URL}people/", {"client": value})

    assert answer.status_code == 200
    assert joanna.name not in answer.content.decode()


def test_the_people_of_another_agencys_client_stay_unknown(browser):
    secret = make_client("SEC", "Secret Motors")
    make_contact(secret, "Ann Hidden")

    assert "Ann Hidden" not in browser.get(f"{URL}people/", {"client": secret.pk}).content.decode()


def test_saved_for_later_it_goes_back_to_where_one_was(browser, client_of, ladder, joanna):
    answer = browser.post(
        URL,
        typed(client_of, contacts=[joanna.pk], team=[ladder.ae.pk], later="1"),
        headers=HTMX,
    )

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/contacts/")
    contact = Interaction.objects.get()
    assert contact.obligation.owner == ladder.ae
    assert contact.participants.count() == 2
    assert not ContactReport.objects.exists()


def test_without_script_it_goes_back_as_well(browser, client_of, ladder):
    answer = browser.post(URL, typed(client_of, team=[ladder.ae.pk], next="/contacts/?span=month"))

    assert (answer.status_code, answer["Location"]) == (302, "/contacts/?span=month")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", URL, ""])
def test_it_never_leads_away_or_in_circles(browser, client_of, elsewhere):
    answer = browser.post(URL, typed(client_of, next=elsewhere))

    assert answer["Location"] == Interaction.objects.get().get_absolute_url()


def test_saved_to_be_written_now_it_opens_the_report(browser, client_of, ladder):
    answer = browser.post(URL, typed(client_of, team=[ladder.ae.pk], write="1"), headers=HTMX)

    assert answer["HX-Redirect"] == ContactReport.objects.get().get_absolute_url()


def test_a_mail_opens_no_report(browser, client_of, ladder):
    browser.post(URL, typed(client_of, kind="email", write="1"))

    assert not ContactReport.objects.exists()


def test_an_empty_end_is_now(browser, client_of):
    browser.post(URL, typed(client_of, ends_at=""))

    assert timezone.now() - Interaction.objects.get().ends_at < timedelta(minutes=1)


def test_somebody_new_of_the_client_is_taken_into_its_address_book(browser, client_of):
    browser.post(URL, typed(client_of, new_name="Luis Prieto", new_email="Luis@brw.example"))

    luis = ContactPerson.objects.get(name="Luis Prieto")
    assert (luis.client, luis.email) == (client_of, "luis@brw.example")
    assert Interaction.objects.get().participants.get(contact=luis)


def test_somebody_known_by_the_address_is_not_entered_twice(browser, client_of, joanna):
    browser.post(URL, typed(client_of, new_name="Jo", new_email=joanna.email.upper()))

    assert ContactPerson.objects.get() == joanna
    assert Interaction.objects.get().participants.get(contact=joanna)


def test_an_aae_who_keeps_no_address_book_notes_a_guest(signed_in, client_of, ladder):
    signed_in(ladder.aae).post(URL, typed(client_of, new_name="Luis Prieto"))

    assert not ContactPerson.objects.exists()
    assert Interaction.objects.get().participants.get().name == "Luis Prieto"


# -- The same contact twice -----------------------------------------------------------------------


def test_a_contact_at_the_same_time_is_shown_before_it_is_logged_again(browser, client_of, ladder):
    make_contact_held(client_of, ladder.am, timezone.now(), subject="Already there")

    answer = browser.post(URL, typed(client_of), headers=HTMX)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Already there" in page
    assert 'value="Weekly call"' in page
    assert Interaction.objects.count() == 1
    assert browser.post(URL, typed(client_of, despite="1")).status_code == 302
    assert Interaction.objects.count() == 2


def test_a_contact_of_another_client_at_that_time_is_none_of_it(browser, client_of, ladder):
    other = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    make_contact_held(other, ladder.ae, timezone.now())

    assert browser.post(URL, typed(client_of)).status_code == 302


# -- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("client", "", "Choose a client"),
        ("client", "999999", "Select a valid choice"),
        ("client", "x\x00y", "Null characters"),
        ("kind", "", "Kind is missing"),
        ("kind", "séance", "Select a valid choice"),
        ("subject", "", "Subject is missing"),
        ("subject", "\x00\u202e", "Subject is missing"),
        ("subject", "x" * 161, "at most 160"),
        ("starts_at", "", "Started is missing"),
        ("starts_at", "yesterday", "Enter a day and a time"),
        ("starts_at", "0001-01-01T00:00", "between 1900"),
        ("starts_at", "2020-01-01T10:00", "24 hours at most"),
        ("ends_at", "2026-13-40T10:00", "Enter a day and a time"),
        ("ends_at", "1990-01-01T10:00", "must end after it starts"),
        ("place", "x" * 161, "at most 160"),
        ("contacts", "999999", "Select a valid choice"),
        ("team", "x", "is not a valid value"),
        ("new_email", "no address", "valid email"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_lost(
    browser, client_of, name, value, words
):
    sent = typed(client_of, **{name: value})

    answer = browser.post(URL, sent, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code in {422, 409}
    assert words in page
    if name != "subject":
        assert 'value="Weekly call"' in page
    assert not Interaction.objects.exists()


def test_an_address_without_a_name_asks_whose_it_is(browser, client_of):
    page = browser.post(URL, typed(client_of, new_email="x@brw.example")).content.decode()

    assert "Whose address is this" in page


def test_right_to_left_marks_and_emoji_are_kept_clean(browser, client_of):
    browser.post(URL, typed(client_of, subject="  Обзор \u202e 会议 🎬\x00 "))

    assert Interaction.objects.get().subject == "Обзор 会议 🎬"


def test_the_client_of_others_cannot_be_logged_for(browser):
    secret = make_client("SEC", "Secret Motors")

    assert browser.post(URL, typed(secret)).status_code == 422


def test_an_old_contact_says_that_a_superior_is_asked(browser, client_of):
    start = timezone.localtime(timezone=ROME) - timedelta(days=9)
    times = {
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + HOUR).strftime("%Y-%m-%dT%H:%M"),
    }

    page = browser.post(URL, typed(client_of, write="1", **times), follow=True).content.decode()

    assert "superior" in page
    assert Interaction.objects.get().confirmation_needed


@pytest.mark.parametrize("people", [1, 30])
def test_the_dialog_asks_the_same_number_of_queries(
    browser, client_of, people, django_assert_num_queries
):
    for number in range(people):
        make_contact(client_of, f"Person {number}")
    browser.get(URL)  # signing in writes the session once

    with django_assert_num_queries(7):
        browser.get(URL, {"client": client_of.pk}, headers=HTMX)


def test_without_script_the_people_are_shown_by_post_and_nothing_is_logged(
    browser, client_of, joanna
):
    typed = {"client": client_of.pk, "subject": "Price call", "people": "1"}
    page = browser.post(URL, typed).content.decode()

    assert joanna.name in page
    assert 'value="Price call"' in page
    assert "There is a problem" not in page
    assert not Interaction.objects.exists()
