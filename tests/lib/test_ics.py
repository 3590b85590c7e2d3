"""Meetings as Google, Outlook, Exchange and Apple write them come in as they were meant."""

from datetime import UTC, datetime

import pytest

from agency.lib.ics import Attendee
from tests.lib.calendars import meeting, read, reasons, starts

WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=TU"
IN_ROME = "DTSTART;TZID=Europe/Rome:20260310T090000"


def the_event(*lines, start="DTSTART:20260310T090000Z", **options):
    (event,) = read(meeting(*lines, start=start), **options).events
    return event


# -- one meeting --------------------------------------------------------------------------------


def test_an_invitation_comes_in_with_everything_it_says():
    event = the_event(
        "DTEND;TZID=Europe/Rome:20260310T100000",
        "ORGANIZER;CN=Nadia Ferrante:mailto:nadia@northlight.example",
        'ATTENDEE;CN="Okafor, Joanna";PARTSTAT=ACCEPTED:MAILTO:Joanna@Brightwater.example',
        "ATTENDEE;CN=luis@brightwater.example;PARTSTAT=NEEDS-ACTION"
        ":mailto:luis@brightwater.example",
        "LOCATION:Brightwater\\, Room 4",
        "DESCRIPTION:Agenda:\\n- route B",
        "SEQUENCE:3",
        "STATUS:TENTATIVE",
        start=IN_ROME,
    )

    assert (event.uid, event.recurrence_id, event.summary) == ("one@example.com", "", "Status call")
    assert event.starts_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert (event.zone, event.zone_guessed, event.all_day) == ("Europe/Rome", False, False)
    assert event.organizer == Attendee("nadia@northlight.example", "Nadia Ferrante", "needs-action")
    assert event.attendees == (
        Attendee("joanna@brightwater.example", "Okafor, Joanna", "accepted"),
        Attendee("luis@brightwater.example", "", "needs-action"),
    )
    assert (event.place, event.description) == ("Brightwater, Room 4", "Agenda:\n- route B")
    assert (event.sequence, event.status, event.is_override) == (3, "tentative", False)


@pytest.mark.parametrize(
    "address",
    [
        "ATTENDEE;CUTYPE=ROOM:mailto:room4@brightwater.example",
        "ATTENDEE;CUTYPE=RESOURCE;CN=Room 4:mailto:c_1@resource.calendar.google.com",
        "ATTENDEE;CN=Nobody:invalid:nomail",
        "ATTENDEE:urn:uuid:1234",
        "ATTENDEE:mailto:",
        "ATTENDEE",
    ],
)
def test_rooms_and_people_without_an_address_are_no_attendees(address):
    assert the_event(address).attendees == ()


def test_each_of_many_meetings_keeps_its_own_people():
    numbers = range(200)
    events = read(
        *(meeting(f"ATTENDEE:mailto:guest{n}@client.example", uid=f"no-{n}") for n in numbers)
    ).events

    assert {event.uid: event.attendees[0].email for event in events} == {
        f"no-{n}": f"guest{n}@client.example" for n in numbers
    }


def test_an_attendee_mentioned_twice_comes_once():
    event = the_event("ATTENDEE;CN=A:mailto:a@x.example", "ATTENDEE;CN=B:mailto:A@X.example")

    assert event.attendees == (Attendee("a@x.example", "A", "needs-action"),)


def test_apple_keeps_the_address_in_a_parameter():
    event = the_event("ATTENDEE;CN=A;EMAIL=a@x.example:/aMTIzNDU2/principal/")

    assert event.attendees == (Attendee("a@x.example", "A", "needs-action"),)


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ([], "09:00"),
        (["DURATION:PT45M"], "09:45"),
        (["DTEND:20260310T093000Z"], "09:30"),
        (["DTEND;TZID=Europe/London:20260310T103000"], "10:30"),
    ],
)
def test_a_meeting_ends_by_its_end_or_its_length_or_at_once(lines, ends):
    assert f"{the_event(*lines).ends_at:%H:%M}" == ends


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DTEND:soon", "Its end cannot be read."),
        ("DTEND:20260310T080000Z", "Its end does not fit its start."),
        ("DTEND;VALUE=DATE:20260311", "Its end does not fit its start."),
        ("DURATION:a while", "Its length cannot be read."),
        ("DURATION:-PT1H", "Its length cannot be read."),
        ("DURATION:P99999999999W", "Its length cannot be read."),
    ],
)
def test_a_broken_end_is_mentioned_and_the_meeting_still_comes_in(line, reason):
    result = read(meeting(line))

    assert starts(result) == ["10 09:00"]
    assert result.left_out == [("Status call, 2026-03-10", reason)]


def test_a_length_is_time_that_passes_also_when_the_clocks_change():
    event = the_event("DURATION:PT6H", start="DTSTART;TZID=Europe/Rome:20260328T230000")

    assert event.ends_at == datetime(2026, 3, 29, 4, tzinfo=UTC)


def test_a_day_is_from_midnight_to_midnight_of_the_default_zone():
    event = the_event("DTEND;VALUE=DATE:20260312", start="DTSTART;VALUE=DATE:20260310")

    assert event.all_day
    assert event.starts_at == datetime(2026, 3, 9, 23, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 3, 11, 23, tzinfo=UTC)


def test_a_day_without_an_end_is_one_day():
    event = the_event(start="DTSTART:20260310")

    assert event.all_day
    assert (event.ends_at - event.starts_at).days == 1


# -- time zones ---------------------------------------------------------------------------------

EXCHANGE_ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Rome", "Europe/Rome"),
        ("europe/rome", "Europe/Rome"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ('"W. Europe Standard Time"', "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Rome", "Europe/Rome"),
        ("/mozilla.org/20050126_1/Europe/Rome", "Europe/Rome"),
    ],
)
def test_a_zone_is_known_by_its_iana_and_its_windows_name(tzid, zone):
    event = the_event(start=f"DTSTART;TZID={tzid}:20260310T090000")

    assert (event.zone, event.zone_guessed) == (zone, False)
    assert event.starts_at == datetime(2026, 3, 10, 8, tzinfo=UTC)


def test_a_zone_of_the_files_own_goes_by_its_rules_on_both_sides_of_a_clock_change():
    zone = EXCHANGE_ZONE.format(name="Customized Time Zone")
    start = "DTSTART;TZID=Customized Time Zone:20260324T090000"

    result = read(zone, meeting("RRULE:FREQ=WEEKLY", start=start), default_zone="Asia/Shanghai")

    assert starts(result) == ["24 08:00", "31 07:00"]
    assert {(event.zone, event.zone_guessed) for event in result.events} == {("", False)}


def test_two_files_may_mean_different_zones_by_the_same_name():
    start = "DTSTART;TZID=Customized Time Zone:20260310T090000"
    east = EXCHANGE_ZONE.format(name="Customized Time Zone").replace("+01", "+05")

    assert starts(read(east, meeting(start=start))) == ["10 04:00"]
    assert starts(read(meeting(start=start))) == ["10 08:00"]


def test_a_zone_nobody_knows_is_guessed_and_says_so():
    event = the_event(start="DTSTART;TZID=Nowhere Standard Time:20260310T090000")

    assert event.zone_guessed
    assert event.starts_at == datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;COUNT=2", "?"]
)
def test_a_zone_with_rules_that_are_no_clock_change_is_not_believed(rule):
    zone = EXCHANGE_ZONE.format(name="Odd").replace(
        "FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", rule
    )

    (event,) = read(zone, meeting(start="DTSTART;TZID=Odd:20260310T090000")).events

    assert event.zone_guessed


def test_a_time_without_a_zone_is_in_the_zone_of_the_calendar_or_else_in_ours():
    floating = meeting(start="DTSTART:20260310T090000")

    assert starts(read(floating)) == ["10 08:00"]
    assert starts(read(floating, X_WR_TIMEZONE="America/New_York")) == ["10 13:00"]
    assert starts(read(floating, X_WR_TIMEZONE="Nowhere")) == ["10 08:00"]


# -- series -------------------------------------------------------------------------------------


def test_a_series_keeps_its_hour_when_the_clocks_change_and_stops_at_the_window():
    result = read(meeting(WEEKLY, "DURATION:PT1H", start=IN_ROME))

    assert starts(result) == ["10 08:00", "17 08:00", "24 08:00", "31 07:00"]
    assert [event.recurrence_id for event in result.events] == [
        "2026-03-10T08:00:00Z",
        "2026-03-17T08:00:00Z",
        "2026-03-24T08:00:00Z",
        "2026-03-31T07:00:00Z",
    ]


def test_an_occurrence_that_only_reaches_into_the_window_belongs_to_it():
    begins = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    one_hour = meeting("DURATION:PT1H")

    assert starts(read(one_hour, window=(begins, begins.replace(day=11)))) == ["10 09:00"]
    assert starts(read(one_hour, window=(begins.replace(hour=10), begins.replace(day=11)))) == []
    assert starts(read(one_hour, window=(begins.replace(day=9), begins.replace(minute=0)))) == []


@pytest.mark.parametrize(
    ("until", "count"),
    [
        ("20260324T080000Z", 3),
        ("20260324T075959Z", 2),
        ("20260324", 3),  # Google: a day where a moment is due
        ("20260324T090000", 3),  # a local time
        ("20260324T083000", 2),
        ("20260324T080000Z;COUNT=9", 3),  # the standard allows one of the two
    ],
)
def test_a_series_ends_with_its_last_day_however_that_is_written(until, count):
    assert len(read(meeting(f"{WEEKLY};UNTIL={until}", start=IN_ROME)).events) == count


def test_a_series_of_days_ends_with_its_last_day_though_a_moment_is_given():
    days = meeting("RRULE:UNTIL=20260312T235959Z;FREQ=DAILY", start="DTSTART;VALUE=DATE:20260310")

    assert [event.recurrence_id for event in read(days).events] == [
        "2026-03-10",
        "2026-03-11",
        "2026-03-12",
    ]


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE:20260317T080000Z",
        "EXDATE;TZID=Europe/Rome:20260317T090000",
        "EXDATE;TZID=W. Europe Standard Time:20260317T090000,20250101T090000",
        "EXDATE;VALUE=DATE:20260317",
    ],
)
def test_an_occurrence_taken_out_of_its_series_is_removed(exception):
    result = read(meeting(WEEKLY, exception, start=IN_ROME))

    assert starts(result) == ["10 08:00", "24 08:00", "31 07:00"]
    assert result.removed == [("one@example.com", "2026-03-17T08:00:00Z")]


def test_an_occurrence_that_was_moved_keeps_its_name():
    moved = meeting(
        "RECURRENCE-ID;TZID=Europe/Rome:20260317T090000",
        "SEQUENCE:1",
        start="DTSTART;TZID=Europe/Rome:20260318T150000",
    )

    events = read(meeting(WEEKLY, start=IN_ROME), moved).events

    assert [(e.recurrence_id, f"{e.starts_at:%d %H}", e.is_override) for e in events] == [
        ("2026-03-10T08:00:00Z", "10 08", False),
        ("2026-03-17T08:00:00Z", "18 14", True),
        ("2026-03-24T08:00:00Z", "24 08", False),
        ("2026-03-31T07:00:00Z", "31 07", False),
    ]


def test_an_occurrence_moved_into_the_window_from_outside_is_in_it():
    series = meeting("RRULE:FREQ=WEEKLY;COUNT=9", start="DTSTART:20260106T090000Z")
    moved = meeting("RECURRENCE-ID:20260210T090000Z", start="DTSTART:20260304T090000Z")

    events = read(series, moved).events

    assert [event.recurrence_id for event in events] == [
        "2026-03-03T09:00:00Z",
        "2026-02-10T09:00:00Z",
    ]


def test_this_and_all_that_follow_are_moved_and_each_keeps_its_own_name():
    moved = meeting(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260317T080000Z", start="DTSTART:20260317T140000Z"
    )

    events = read(meeting(WEEKLY, start="DTSTART:20260310T080000Z"), moved).events

    assert [(event.recurrence_id, f"{event.starts_at:%d %H}") for event in events] == [
        ("2026-03-10T08:00:00Z", "10 08"),
        ("2026-03-17T08:00:00Z", "17 14"),
        ("2026-03-24T08:00:00Z", "24 14"),
        ("2026-03-31T08:00:00Z", "31 14"),
    ]


def test_a_single_occurrence_sent_without_its_series_comes_in():
    (event,) = read(meeting("RECURRENCE-ID:20260310T090000Z")).events

    assert (event.recurrence_id, event.is_override) == ("2026-03-10T09:00:00Z", True)


def test_a_day_reaches_into_the_window_by_the_clock_of_its_zone():
    days = meeting("RRULE:FREQ=DAILY;COUNT=1", start="DTSTART;VALUE=DATE:20260309")
    at_midnight = datetime(2026, 3, 10, tzinfo=UTC)
    window = (at_midnight, at_midnight.replace(day=11))

    assert starts(read(days, window=window, default_zone="America/New_York")) == ["09 04:00"]
    assert starts(read(days, window=window, default_zone="Asia/Shanghai")) == []
    tomorrow = days.replace("0309", "0311")
    assert starts(read(tomorrow, window=window, default_zone="Asia/Shanghai")) == ["10 16:00"]
    assert starts(read(tomorrow, window=window, default_zone="America/New_York")) == []


@pytest.mark.parametrize(
    ("begins", "ends", "is_inside"),
    [(8, 10, True), (9, 10, True), (8, 9, False), (10, 11, False)],
)
def test_a_meeting_without_length_is_where_it_starts(begins, ends, is_inside):
    window = tuple(datetime(2026, 3, 10, hour, tzinfo=UTC) for hour in (begins, ends))

    assert bool(read(meeting(), window=window).events) is is_inside


def test_a_meeting_of_many_weeks_that_reaches_into_the_window_is_in_it():
    fair = meeting("DTEND:20260305T170000Z", start="DTSTART:20260101T090000Z")

    assert [event.ends_at.day for event in read(fair).events] == [5]


def test_extra_dates_belong_to_the_series():
    result = read(meeting("RDATE:20260312T090000Z,20260319T090000Z"))

    assert starts(result) == ["10 09:00", "12 09:00", "19 09:00"]
    long_ago = meeting("RDATE:20260312T090000Z", start="DTSTART:20250310T090000Z")
    assert starts(read(long_ago)) == ["12 09:00"]


# -- cancelled ----------------------------------------------------------------------------------


def test_a_cancelled_meeting_says_so():
    assert the_event("STATUS:CANCELLED").status == "cancelled"


def test_one_cancelled_occurrence_leaves_the_others_alone():
    cancelled = meeting("RECURRENCE-ID:20260317T090000Z", "STATUS:CANCELLED")

    events = read(meeting("RRULE:FREQ=WEEKLY;COUNT=3"), cancelled.replace("0310T", "0317T")).events

    assert [event.status for event in events] == ["confirmed", "cancelled", "confirmed"]


def test_a_cancellation_by_mail_cancels_all_that_it_names():
    events = read(meeting("RRULE:FREQ=WEEKLY;COUNT=2"), METHOD="CANCEL").events

    assert [event.status for event in events] == ["cancelled", "cancelled"]


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH"])
def test_an_answer_to_an_invitation_is_not_the_meeting(method):
    result = read(meeting(), METHOD=method)

    assert result.events == []
    assert reasons(result) == ["It answers an invitation and is not the meeting itself."]


# -- several ------------------------------------------------------------------------------------


def test_of_two_copies_the_one_with_the_higher_number_counts():
    old = meeting("SEQUENCE:1")
    new = meeting("SEQUENCE:2", start="DTSTART:20260311T100000Z")

    for result in (read(old, new), read(new, old)):
        assert starts(result) == ["11 10:00"]
        assert reasons(result) == ["A newer copy of it is in the file too."]


def test_a_meeting_moved_out_of_the_window_does_not_come_back_by_its_old_copy():
    old = meeting("SEQUENCE:1")
    new = meeting("SEQUENCE:2", start="DTSTART:20270310T090000Z")

    assert starts(read(old, new)) == []


def test_a_meeting_without_a_uid_has_the_same_name_at_each_export():
    first = meeting("DTSTAMP:20260301T000000Z").replace("UID:one@example.com\n", "")
    later = meeting("DTSTAMP:20260302T000000Z").replace("UID:one@example.com\n", "")

    assert read(first).events[0].uid == read(later).events[0].uid
    assert read(first).events[0].uid.startswith("no-uid-")


def test_several_calendars_in_one_file_are_all_read():
    from_another = "END:VCALENDAR\nBEGIN:VCALENDAR\nMETHOD:CANCEL"

    events = read(meeting(), from_another, meeting(uid="two@example.com")).events

    assert [(event.uid[:3], event.status) for event in events] == [
        ("one", "confirmed"),
        ("two", "cancelled"),
    ]


def test_what_lies_outside_the_window_is_counted_and_not_listed():
    result = read(meeting(start="DTSTART:20250310T090000Z"), meeting(uid="two@example.com"))

    assert (len(result.events), result.outside, result.left_out) == (1, 1, [])


def test_tasks_and_busy_times_are_mentioned():
    task = "BEGIN:VTODO\nUID:t\nSUMMARY:Call back\nEND:VTODO"

    assert read(task, task).left_out == [("Tasks: 2", "Only meetings are read.")]
