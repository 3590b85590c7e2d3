"""A calendar comes in: which events become contacts, which wait for a word, which stay outside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import connection

from accounts.access import share_client
from accounts.models import ClientDomain, ContactPerson, Notice
from agency.lib.ics import CalendarRefused, read_calendar
from agency.lib.refusal import Refused
from reports.models import CalendarImport, ImportedEvent, Interaction, Obligation
from tests.cast import (
    NOW,
    make_client,
    make_contact,
    make_contact_held,
    make_domain,
    make_ladder,
    make_person,
    make_team,
    put_on_team,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REAL_FILES = sorted(Path(__file__).parents[3].glob("shared/calendars/*.ics"))


def guest(email, name="", partstat="accepted"):
    return SimpleNamespace(email=email, name=name, partstat=partstat)


def event(uid="one", *guests, starts_at=NOW + HOUR, lasts=HOUR, **facts):
    """One event as agency.lib.ics reads it: an hour from NOW, of one hour."""
    facts = {
        "uid": uid,
        "recurrence_id": "",
        "summary": "Card launch",
        "starts_at": starts_at,
        "ends_at": starts_at + lasts,
        "zone": "Europe/Rome",
        "zone_guessed": False,
        "all_day": False,
        "status": "confirmed",
        "organizer": None,
        "attendees": [guest(one) if isinstance(one, str) else one for one in guests],
        "place": "",
        "sequence": 0,
        "is_override": False,
        **facts,
    }
    return SimpleNamespace(**facts)


def take(person, *events, at=NOW, **more):
    return CalendarImport.objects.take_in(person, "mine.ics", events, [], at, **more)


def outcomes(reading):
    return {row.key[0]: row.outcome for row in reading.events.all()}


def left_out(reading):
    return {one["why"]: one["count"] for one in reading.left_out if "count" in one}


@pytest.fixture
def bank(client_of):
    """Brightwater Bank with its mail domain."""
    make_domain(client_of, "brightwater.example")
    return client_of


JOANNA = "joanna@brightwater.example"


# -- What comes in --------------------------------------------------------------------------------


def test_a_meeting_with_a_client_comes_in_with_its_clock(bank, ladder):
    reading = take(
        ladder.ae, event("one", guest(JOANNA, "Joanna Okafor"), ladder.aae.email, place="Room 4")
    )

    contact = Interaction.objects.get()
    assert outcomes(reading) == {"one": "taken"}
    assert (contact.client, contact.subject, contact.place) == (bank, "Card launch", "Room 4")
    assert (contact.source, contact.uid) == ("calendar", "one")
    assert contact.obligation.due_at == NOW + 26 * HOUR
    assert contact.obligation.owner == ladder.ae
    labels = {place.label for place in contact.participants.with_people()}
    assert labels == {"Joanna Okafor", ladder.aae.name, ladder.ae.name}


def test_an_exact_address_wins_over_its_domain(bank, ladder):
    other = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    make_contact(other, "Luis Prieto", email="luis@brightwater.example")

    take(ladder.ae, event("one", "LUIS@brightwater.example"))

    contact = Interaction.objects.get()
    assert contact.client == other
    assert contact.participants.of_client().get().contact.name == "Luis Prieto"


def test_subdomains_count(bank, ladder):
    assert outcomes(take(ladder.ae, event("one", "x@mail.brightwater.example"))) == {"one": "taken"}


def test_the_longest_domain_wins(bank, ladder):
    cards = make_team(make_client("CRD", "Brightwater Cards"), ladder)
    make_domain(cards, "cards.brightwater.example")

    take(ladder.ae, event("one", "x@cards.brightwater.example"))

    assert Interaction.objects.get().client == cards


def test_a_guest_of_another_agency_comes_along(bank, ladder):
    take(ladder.ae, event("one", JOANNA, guest("pat@studio.example", "Pat")))

    emails = set(Interaction.objects.get().participants.values_list("email", flat=True))
    assert "pat@studio.example" in emails


def test_whoever_declined_is_listed_as_absent(bank, ladder):
    take(ladder.ae, event("one", JOANNA, guest(ladder.am.email, "", "declined")))

    assert not Interaction.objects.get().participants.get(person=ladder.am).was_present


def test_rooms_and_lists_of_the_agency_take_no_seat(bank, ladder):
    take(
        ladder.ae,
        event("one", JOANNA, "c_1@resource.calendar.google.com", "team@northlight.example"),
    )

    assert Interaction.objects.get().participants.count() == 2


@pytest.mark.parametrize(
    ("place", "summary", "kind"),
    [
        ("https://zoom.us/j/1", "x", "video"),
        ("", "Weekly call", "call"),
        ("Office", "x", "meeting"),
    ],
)
def test_the_kind_is_read_from_place_and_name(bank, ladder, place, summary, kind):
    take(ladder.ae, event("one", JOANNA, place=place, summary=summary))

    assert Interaction.objects.get().kind == kind


def test_the_last_24_hours_start_clocks_and_what_is_older_does_not(bank, ladder):
    reading = take(
        ladder.ae,
        event("edge", JOANNA, starts_at=NOW - 25 * HOUR),
        event("older", JOANNA, starts_at=NOW - 26 * HOUR),
    )

    assert outcomes(reading) == {"edge": "taken", "older": "old"}
    assert Obligation.objects.get().interaction.uid == "edge"


def test_the_clock_of_an_older_contact_starts_when_it_is_ticked(bank, ladder):
    reading = take(
        ladder.ae,
        event("two-days", JOANNA, starts_at=NOW - 2 * DAY),
        event("weeks", JOANNA, starts_at=NOW - 20 * DAY),
        event("not-ticked", JOANNA, starts_at=NOW - 3 * DAY),
    )
    ticked = reading.events.exclude(uid="not-ticked").values_list("pk", flat=True)

    assert reading.start_clocks(ladder.ae, list(ticked), NOW) == 2
    assert reading.start_clocks(ladder.ae, list(ticked), NOW) == 0
    assert Obligation.objects.get().interaction.uid == "two-days"
    assert Interaction.objects.get(uid="weeks").confirmation_needed


# -- What waits for a word ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guests", "facts", "why"),
    [
        ([], {}, "Nobody else"),
        (["x@unknown.example"], {}, "unknown.example"),
        ([JOANNA, "x@orchard.example"], {}, "Brightwater Bank, Orchard Dairy"),
        ([JOANNA], {"all_day": True, "lasts": DAY}, "time of day"),
        ([JOANNA], {"lasts": 25 * HOUR}, "longer than a day"),
        ([JOANNA], {"lasts": timedelta()}, "no end"),
        ([JOANNA], {"zone_guessed": True}, "time zone"),
    ],
)
def test_doubtful_events_start_no_clock_and_say_why(bank, ladder, guests, facts, why):
    orchard = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    make_domain(orchard, "orchard.example")

    reading = take(ladder.ae, event("one", *guests, **facts))

    row = reading.events.get()
    assert row.outcome == "doubtful"
    assert why in row.reason
    assert not Interaction.objects.exists()


def test_a_client_the_person_may_not_see_is_like_any_stranger(bank, ladder):
    secret = make_client("SEC", "Secret Motors")
    make_domain(secret, "secret.example")
    make_contact(secret, "Ann Hidden", email="ann@gmail.com")

    reading = take(ladder.ae, event("one", "x@secret.example"), event("two", "ann@gmail.com"))

    assert set(outcomes(reading).values()) == {"doubtful"}
    said = " ".join(row.reason for row in reading.events.all())
    assert "Secret" not in said
    assert "Hidden" not in said


def test_a_contact_only_others_may_see_is_not_given_away(bank, ladder):
    secret = make_client("SEC", "Secret Motors")
    make_domain(secret, "secret.example")
    put_on_team(secret, ladder.am, "am")
    take(ladder.am, event("one", "x@secret.example"))

    reading = take(ladder.ae, event("one", "x@secret.example"))
    reading.events.get().confirm(ladder.ae, NOW, client=bank)

    assert Interaction.objects.filter(client=bank).get().uid == ""
    assert outcomes(take(ladder.ae, event("one", "x@secret.example"))) == {"one": "known"}
    assert Interaction.objects.count() == 2


def test_confirming_makes_a_contact_with_its_clock(bank, ladder):
    row = take(ladder.ae, event("one", guest("x@unknown.example", "Xenia"))).events.get()

    row.confirm(ladder.ae, NOW, client=bank)

    contact = Interaction.objects.get()
    assert contact.obligation.owner == ladder.ae
    assert contact.participants.get(person=None).name == "Xenia"
    row.refresh_from_db()
    assert (row.outcome, row.interaction, row.decided_at) == ("confirmed", contact, NOW)


def test_confirming_may_teach_the_address_book_who_they_are(bank, ladder):
    reading = take(
        ladder.ae,
        event("one", guest("x@unknown.example", "Xenia")),
        event("two", "y@unknown.example", starts_at=NOW + 3 * HOUR),
    )

    reading.events.get(uid="one").confirm(
        ladder.ae, NOW, client=bank, domain="unknown.example", people=True
    )

    assert ClientDomain.objects.filter(client=bank, domain="unknown.example").exists()
    assert ContactPerson.objects.get(email="x@unknown.example").name == "Xenia"
    # What waited only for this domain comes in with it.
    assert outcomes(reading) == {"one": "confirmed", "two": "taken"}
    assert Obligation.objects.count() == 2


def test_a_whole_series_is_confirmed_or_dropped_at_once(bank, ladder):
    weeks = [
        event("status", recurrence_id=f"w{n}", starts_at=NOW + n * 7 * DAY) for n in range(1, 5)
    ]
    lunches = [event("lunch", recurrence_id=f"d{n}", starts_at=NOW + n * DAY) for n in range(1, 5)]
    reading = take(ladder.ae, *weeks, *lunches)

    reading.events.filter(uid="status").first().confirm(ladder.ae, NOW, client=bank, series=True)
    reading.events.filter(uid="lunch").first().drop(ladder.ae, NOW, series=True)

    assert Interaction.objects.filter(uid="status").count() == 4
    assert reading.counts() == {"confirmed": 4, "dropped": 4}


def test_a_whole_day_is_confirmed_with_its_hours(bank, ladder):
    row = take(ladder.ae, event("one", JOANNA, all_day=True, lasts=DAY)).events.get()

    with pytest.raises(Refused, match="must end after|24 hours"):
        row.confirm(ladder.ae, NOW, client=bank, starts_at=NOW + 2 * HOUR, ends_at=NOW + HOUR)
    row.confirm(ladder.ae, NOW, client=bank, starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)

    assert Obligation.objects.get().ended_at == NOW + 3 * HOUR


def test_deciding_twice_changes_nothing(bank, ladder):
    row = take(ladder.ae, event("one")).events.get()
    row.drop(ladder.ae, NOW)

    for verb in (
        lambda: row.drop(ladder.ae, NOW),
        lambda: row.confirm(ladder.ae, NOW, client=bank),
    ):
        with pytest.raises(Refused, match="decided already"):
            verb()
    assert not Interaction.objects.exists()


def test_nobody_confirms_for_a_client_he_does_not_see(ladder):
    secret = make_client("SEC", "Secret Motors")
    row = take(ladder.ae, event("one")).events.get()

    with pytest.raises(Refused) as no:
        row.confirm(ladder.ae, NOW, client=secret)
    assert no.value.status == 403


def test_what_was_dropped_is_not_asked_again_and_what_waits_is_asked_once(bank, ladder):
    first = take(ladder.ae, event("dropped"), event("waiting", starts_at=NOW + 2 * HOUR))
    first.events.get(uid="dropped").drop(ladder.ae, NOW)

    again = take(ladder.ae, event("dropped"), event("waiting", starts_at=NOW + 2 * HOUR))

    assert outcomes(again) == {"dropped": "known", "waiting": "doubtful"}
    assert ImportedEvent.objects.doubtful().count() == 1


def test_everything_doubtful_is_dropped_at_once(bank, ladder):
    reading = take(ladder.ae, event("a"), event("b"), event("c", JOANNA))

    assert reading.drop_doubtful(ladder.ae, NOW) == 2
    assert reading.drop_doubtful(ladder.ae, NOW) == 0
    assert outcomes(reading) == {"a": "dropped", "b": "dropped", "c": "taken"}


# -- What stays outside ---------------------------------------------------------------------------


def test_internal_and_declined_events_are_counted_and_not_kept(bank, ladder):
    reading = take(
        ladder.ae,
        event("internal", ladder.am.email, "printer@northlight.example"),
        event("mine-declined", JOANNA, guest(ladder.ae.email, "", "declined")),
        event("gone", JOANNA, status="cancelled"),
        outside=7,
    )

    assert not reading.events.exists()
    counted = left_out(reading)
    assert sorted(counted.values()) == [1, 1, 1, 7]
    assert any("declined" in why for why in counted)


def test_a_rehearsal_tells_all_and_leaves_everything_as_it_was(bank, ladder):
    reading = take(ladder.ae, event("one", JOANNA), event("two"), rehearsal=True)

    assert {row.outcome for row in reading.outcomes} == {"taken", "doubtful"}
    assert not CalendarImport.objects.exists()
    assert not Interaction.objects.exists()


# -- The same again, moved, cancelled -------------------------------------------------------------


def test_the_same_file_twice_makes_no_doubles(bank, ladder):
    events = [event(f"e{n}", JOANNA, starts_at=NOW + n * HOUR) for n in range(3)]
    take(ladder.ae, *events)

    again = take(ladder.ae, *events)

    assert set(outcomes(again).values()) == {"known"}
    assert Interaction.objects.count() == Obligation.objects.count() == 3


def test_one_event_twice_in_one_file_comes_in_once_in_its_newest_copy(bank, ladder):
    take(
        ladder.ae,
        event("one", JOANNA, summary="New", sequence=2),
        event("one", JOANNA, summary="Old", sequence=1),
    )

    assert Interaction.objects.get().subject == "New"


def test_a_second_importer_takes_part_in_the_same_contact(bank, ladder):
    take(ladder.ae, event("one", JOANNA))

    reading = take(ladder.am, event("one", JOANNA))

    contact = Interaction.objects.get()
    assert outcomes(reading) == {"one": "known"}
    assert contact.participants.filter(person=ladder.am).exists()
    assert contact.obligation.owner == ladder.ae


def test_a_meeting_logged_by_hand_is_the_same_contact(bank, ladder):
    by_hand = make_contact_held(bank, ladder.ae, ended_at=NOW)

    reading = take(
        ladder.ae, event("one", JOANNA, starts_at=by_hand.starts_at + timedelta(minutes=10))
    )

    assert outcomes(reading) == {"one": "known"}
    assert Interaction.objects.get().uid == "one"


def test_another_meeting_on_the_same_day_is_another_contact(bank, ladder):
    make_contact_held(bank, ladder.ae, ended_at=NOW)

    take(ladder.ae, event("one", JOANNA, starts_at=NOW))

    assert Interaction.objects.count() == 2


def test_a_moved_event_moves_its_contact_and_its_clock(bank, ladder):
    take(ladder.ae, event("one", JOANNA))

    reading = take(ladder.ae, event("one", JOANNA, starts_at=NOW + 5 * HOUR, sequence=1))

    contact = Interaction.objects.get()
    assert outcomes(reading) == {"one": "moved"}
    assert contact.obligation.due_at == NOW + 30 * HOUR
    assert contact.history.count() == 2


def test_what_was_moved_by_hand_stays_when_the_calendar_has_not_changed(bank, ladder):
    take(ladder.ae, event("one", JOANNA))
    Interaction.objects.get().reschedule(ladder.ae, NOW + 9 * HOUR, NOW + 10 * HOUR, NOW)

    reading = take(ladder.ae, event("one", JOANNA))

    assert outcomes(reading) == {"one": "known"}
    assert Interaction.objects.get().starts_at == NOW + 9 * HOUR


def test_an_older_copy_moves_nothing_back(bank, ladder):
    take(ladder.ae, event("one", JOANNA, starts_at=NOW + 5 * HOUR, sequence=3))

    reading = take(ladder.am, event("one", JOANNA, sequence=2))

    assert outcomes(reading) == {"one": "known"}
    assert Interaction.objects.get().starts_at == NOW + 5 * HOUR


def test_a_held_contact_follows_the_rule_of_moves(bank, ladder):
    take(ladder.ae, event("one", JOANNA, starts_at=NOW - 2 * HOUR))

    later = take(ladder.ae, event("one", JOANNA, starts_at=NOW - 90 * timedelta(minutes=1)))
    assert outcomes(later) == {"one": "known"}
    assert ladder.am.name in later.events.get().reason
    earlier = take(ladder.ae, event("one", JOANNA, starts_at=NOW - 2 * HOUR, lasts=HOUR / 2))
    assert outcomes(earlier) == {"one": "moved"}
    assert Obligation.objects.get().ended_at == NOW - 90 * timedelta(minutes=1)


def test_cancelled_before_its_start_it_falls_away(bank, ladder):
    take(ladder.ae, event("one", JOANNA))

    reading = take(ladder.ae, event("one", JOANNA, status="cancelled", sequence=1))

    assert outcomes(reading) == {"one": "cancelled"}
    assert Interaction.objects.get().obligation.state(NOW) == "void"
    assert outcomes(take(ladder.ae, event("one", JOANNA))) == {"one": "known"}
    assert not Interaction.objects.get().is_standing


def test_cancelled_afterwards_it_asks_the_superior_once(bank, ladder):
    take(ladder.ae, event("one", JOANNA, starts_at=NOW - 2 * HOUR))
    gone = event("one", JOANNA, starts_at=NOW - 2 * HOUR, status="cancelled")

    reading = take(ladder.ae, gone)
    contact = Interaction.objects.get()
    assert contact.asks_for_cancellation
    assert ladder.am.name in reading.events.get().reason
    contact.refuse_cancellation(ladder.am, NOW)
    take(ladder.ae, gone)

    assert not Interaction.objects.get().asks_for_cancellation
    assert Notice.objects.get(person=ladder.am).done_at


def test_an_occurrence_taken_out_of_its_series_falls_away(bank, ladder):
    def weeks(*numbers):
        return [
            event("s", JOANNA, recurrence_id=f"w{n}", starts_at=NOW + n * 7 * DAY) for n in numbers
        ]

    take(ladder.ae, *weeks(1, 2, 3))

    reading = take(ladder.ae, *weeks(1, 3), removed=[("s", "w2")])

    assert {row.recurrence: row.outcome for row in reading.events.all()} == {
        "w1": "known",
        "w2": "cancelled",
        "w3": "known",
    }
    assert Interaction.objects.standing().count() == 2
    assert reading.counts() == {"known": 2, "cancelled": 1}
    assert "cancelled" not in take(ladder.ae, *weeks(1, 3), removed=[("s", "w2")]).counts()


def test_a_series_put_to_another_hour_takes_its_contacts_along(bank, ladder):
    def weeks(hour):
        return [
            event(
                "s", JOANNA, recurrence_id=f"{hour}-{n}", starts_at=NOW + n * 7 * DAY + hour * HOUR
            )
            for n in (1, 2)
        ]

    take(ladder.ae, *weeks(1))
    reading = take(ladder.ae, *weeks(3))

    assert reading.counts() == {"moved": 2}
    assert Interaction.objects.count() == 2
    assert sorted(Obligation.objects.values_list("ended_at", flat=True)) == [
        NOW + n * 7 * DAY + 4 * HOUR for n in (1, 2)
    ]


def test_a_single_invitation_of_a_series_leaves_the_others_alone(bank, ladder):
    take(
        ladder.ae,
        *(event("s", JOANNA, recurrence_id=f"w{n}", starts_at=NOW + n * 7 * DAY) for n in (1, 2)),
    )

    take(
        ladder.ae, event("s", JOANNA, recurrence_id="w1", starts_at=NOW + 7 * DAY, is_override=True)
    )

    assert Interaction.objects.standing().count() == 2


def test_a_shared_client_may_be_imported_for_too(bank, ladder):
    share_client(bank, ladder.stranger, "Helps out", ladder.ad, NOW)

    assert outcomes(take(ladder.stranger, event("one", JOANNA))) == {"one": "taken"}
    assert Obligation.objects.get().owner == ladder.ae


# -- At once, and all or nothing ------------------------------------------------------------------


def test_an_error_in_the_middle_leaves_nothing_half_done(bank, ladder, monkeypatch):
    monkeypatch.setattr(Interaction, "write_search_entry", lambda *_a: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        take(ladder.ae, event("one", JOANNA), event("two"))

    assert not CalendarImport.objects.exists()
    assert not Interaction.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("threads", [2, 8])
def test_the_same_file_imported_at_once_makes_no_doubles(threads):
    ladder = make_ladder()
    bank = make_team(make_client(), ladder)
    make_domain(bank, "brightwater.example")
    people = [ladder.ae, ladder.am, ladder.aae, ladder.ad]
    events = [event(f"e{n}", JOANNA, starts_at=NOW + n * HOUR) for n in range(20)]
    start = Barrier(threads)

    def bring(number):
        try:
            start.wait()
            return take(people[number % len(people)], *events).counts()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        counts = list(pool.map(bring, range(threads)))

    assert sorted(str(count) for count in counts) == sorted(
        [str({"taken": 20})] + [str({"known": 20})] * (threads - 1)
    )
    assert Interaction.objects.count() == Obligation.objects.count() == 20


# -- Real files -----------------------------------------------------------------------------------


@pytest.mark.skipif(not REAL_FILES, reason="the shared folder is not here")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_every_real_file_comes_in_or_says_why_not(path, bank, ladder):
    data = path.read_bytes()
    long = (NOW - 9000 * DAY, NOW + 3000 * DAY)
    try:
        times = {NOW, *(one.starts_at for one in read_calendar(data, window=long).events[:3])}
    except CalendarRefused:
        return
    for at in times:
        window = CalendarImport.objects.window(at)
        read = read_calendar(data, window=window, default_zone="Europe/Rome")
        first = take(ladder.ae, *read.events, at=at, removed=read.removed, outside=read.outside)
        counted = sum(one.get("count", 0) for one in first.left_out)
        assert first.events.count() + counted == len(read.events) + read.outside
        again = take(ladder.ae, *read.events, at=at, removed=read.removed, outside=read.outside)
        assert "taken" not in again.counts()


def test_the_window_is_sixty_days_either_way():
    assert CalendarImport.objects.window(NOW) == (NOW - 60 * DAY, NOW + 60 * DAY)


def test_importing_hundreds_of_meetings_takes_no_query_each(
    bank, ladder, django_assert_max_num_queries
):
    make_person("newcomer")
    events = [event(f"e{n}", JOANNA, starts_at=NOW + n * HOUR) for n in range(100)]

    take(ladder.ae, *events)
    with django_assert_max_num_queries(40):
        take(ladder.ae, *events)
