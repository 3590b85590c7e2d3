"""Media options and what is worth knowing, shared among those who work on accounts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Comment, Function
from agency.lib.refusal import Refused
from briefs.models import MediaOption, TrendNote
from tests.briefs.brand_cast import at
from tests.cast import NOW, make_client, make_person, put_on_team

DAY = timedelta(days=1)


def make_option(by, today=None, **facts):
    today = today or timezone.localdate()
    facts = {"client": None, "channel": "outdoor", "vehicle": "Station wall"} | facts
    facts = {"available_from": today, "available_to": today + 30 * DAY} | facts
    return MediaOption.objects.add(by, NOW, **facts)


def share(by, client=None, **facts):
    facts = {"kind": "trend", "title": "Short films", "text": "They work."} | facts
    return TrendNote.objects.share(by, NOW, client=client, **facts)


@pytest.fixture
def media(ladder):
    return make_person("media", function=Function.MEDIA)


def test_the_media_department_notes_what_can_be_booked(media, ladder, signed_in):
    today = timezone.localdate()
    sent = {
        "channel": "press",
        "vehicle": "Morning Post",
        "available_from": today,
        "available_to": today + 9 * DAY,
        "book_by": today + 2 * DAY,
        "price": "12500",
        "currency": "eur",
        "basis": "net",
    }
    answer = signed_in(media).post("/media-options/new/", sent)
    assert answer.status_code == 302
    option = MediaOption.objects.get()
    assert (option.price, option.currency, option.client) == (Decimal(12_500), "EUR", None)
    page = signed_in(ladder.stranger).get("/media-options/").content.decode()
    assert "Morning Post" in page
    assert "€12,500.00" in page


def test_what_is_over_or_past_its_booking_day_is_marked(ladder, signed_in):
    today = timezone.localdate()
    make_option(ladder.ae, vehicle="Still there")
    make_option(ladder.ae, vehicle="Too late to book", book_by=today - DAY)
    make_option(ladder.ae, vehicle="Over", available_from=today - 9 * DAY, available_to=today - DAY)
    browser = signed_in(ladder.ae)
    now = [option.vehicle for option in browser.get("/media-options/").context["page"]]
    assert now == ["Still there"]
    every = browser.get("/media-options/", {"old": "on"}).context["page"]
    assert {option.vehicle: option.is_expired for option in every} == {
        "Still there": False,
        "Too late to book": True,
        "Over": True,
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"available_to": timezone.localdate() - 9 * DAY},
        {"book_by": timezone.localdate() + 90 * DAY},
        {"price": Decimal(1), "currency": "EUR", "basis": ""},
    ],
)
def test_an_option_that_contradicts_itself_is_refused(ladder, facts):
    with pytest.raises(Refused):
        make_option(ladder.ae, **facts)


def test_an_option_for_one_client_is_its_teams(client_of, media, ladder, signed_in):
    option = make_option(ladder.aae, client=client_of)
    for person, status in ((media, 404), (ladder.stranger, 404), (ladder.finance, 404)):
        assert signed_in(person).get(option.get_absolute_url()).status_code == status
    with pytest.raises(Refused):
        make_option(media, client=client_of)
    put_on_team(client_of, media, "media")
    assert signed_in(media).get(at("edit-media-option", option)).status_code == 200
    assert signed_in(ladder.finance).get("/media-options/new/").status_code == 403


def test_a_note_for_the_agency_is_read_by_all_and_one_for_a_team_by_the_team(
    client_of, ladder, signed_in
):
    agency, team = share(ladder.ae), share(ladder.ae, client_of, title="Their taste")
    assert signed_in(ladder.finance).get(agency.get_absolute_url()).status_code == 200
    assert signed_in(ladder.stranger).get(team.get_absolute_url()).status_code == 404
    assert "Their taste" not in signed_in(ladder.stranger).get("/trends/").content.decode()
    found = signed_in(ladder.aae).get("/trends/", {"q": "taste"}).context["page"]
    assert [note.pk for note in found] == [team.pk]
    with pytest.raises(Refused, match="do not read"):
        share(ladder.stranger, client_of)


def test_its_author_changes_and_removes_a_note(ladder, signed_in):
    note = share(ladder.ae)
    sent = {"kind": "session", "title": "How film is made", "text": "For clients."}
    assert signed_in(ladder.am).post(at("edit-trend", note), sent).status_code == 403
    assert signed_in(ladder.ae).post(at("edit-trend", note), sent).status_code == 302
    note.refresh_from_db()
    assert (note.kind, note.history.count()) == ("session", 2)
    assert signed_in(ladder.am).post(at("remove-trend", note)).status_code == 403
    assert signed_in(ladder.ae).post(at("remove-trend", note)).status_code == 302
    assert not TrendNote.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_lists_ask_the_same_for_one_row_and_for_thirty(
    ladder, signed_in, rows, django_assert_num_queries
):
    for number in range(rows):
        make_option(ladder.ae, vehicle=f"Wall {number}")
        share(ladder.ae, title=f"Note {number}")
    browser = signed_in(ladder.ae)
    for url in ("/media-options/", "/trends/"):
        browser.get(url)
        with django_assert_num_queries(5):
            browser.get(url)


def test_the_team_comments_on_a_note_that_is_its_own(client_of, ladder, signed_in):
    note, to_all = share(ladder.ae, client_of), share(ladder.ae)
    browser = signed_in(ladder.aae)

    assert browser.post(at("say-about-trend", note), {"text": ""}).status_code == 422
    assert browser.post(at("say-about-trend", note), {"text": "Ours too."}).status_code == 302
    assert "Ours too." in browser.get(at("trend", note)).content.decode()
    assert browser.get(at("say-about-trend", to_all)).status_code == 404
    assert signed_in(ladder.stranger).get(at("say-about-trend", note)).status_code == 404


def test_a_note_that_was_discussed_stays_with_its_client(client_of, ladder, signed_in):
    note, silent = share(ladder.ae, client_of), share(ladder.ae, client_of)
    other = put_on_team(make_client("ORC", "Orchard"), ladder.ae, "ae").client
    Comment.objects.write(note, "They will not renew.", ladder.aae, NOW)
    moved = {"kind": "trend", "title": "Short films", "text": "New.", "client": other.pk}
    browser = signed_in(ladder.ae)

    refused = browser.post(at("edit-trend", note), moved)
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["client"])
    assert browser.post(at("edit-trend", note), moved | {"client": ""}).status_code == 409
    stays = moved | {"client": client_of.pk}
    assert browser.post(at("edit-trend", note), stays).status_code == 302
    assert browser.post(at("edit-trend", silent), moved).status_code == 302
    note.refresh_from_db(), silent.refresh_from_db()
    assert (note.client, note.text, silent.client) == (client_of, "New.", other)
