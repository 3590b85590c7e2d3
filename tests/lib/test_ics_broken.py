"""What is no calendar is refused with a sentence; a damaged one comes in as far as it can."""

from time import perf_counter

import pytest

from agency.lib.ics import CalendarRefused, Limits, check_size, read_calendar
from tests.lib.calendars import MARCH, calendar, meeting, read, reasons, starts

NOT_A_CALENDAR = "This file is not a calendar. Export the calendar as an .ics file."
TOO_OFTEN = "It repeats too often, or for too long, to be worked out."
BY_THE_MINUTE = "It repeats by the minute or second, which no meeting does."
UNREADABLE_RULE = "How it repeats cannot be read."


def refusal(data, **options):
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(data, window=MARCH, **options)
    return refused.value.message


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \r\n\t", "This file is empty."),
        (b"\xef\xbb\xbf", "This file is empty."),
        (b"%PDF-1.7", "This is a PDF, not a calendar. Export the calendar as an .ics file."),
        (b"PK\x03\x04", "This is a zip archive. Unpack it and send the .ics file inside."),
        (b"\x1f\x8b\x08", "This file is compressed. Unpack it and send the .ics file inside."),
        (
            b"\n<!doctype html>BEGIN:VCALENDAR",
            "This is a web page, not a calendar. Export the calendar as an .ics file.",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NOT_A_CALENDAR),
        (bytes(range(256)) * 9, NOT_A_CALENDAR),
        (b"Subject: meeting tomorrow", NOT_A_CALENDAR),
        (b"BEGIN:VCARD\nFN:Joanna\nEND:VCARD", NOT_A_CALENDAR),
        (b"\xff\xfe\x00", NOT_A_CALENDAR),
    ],
)
def test_what_is_no_calendar_is_refused_by_what_it_is(data, sentence):
    assert refusal(data) == sentence


def test_a_file_of_fifty_megabytes_is_refused_by_its_size_alone():
    with pytest.raises(CalendarRefused, match="too large: 50 MB. A calendar may have 10 MB"):
        check_size(50_000_000)
    assert check_size(10_000_000) is None
    assert "too large: 11 MB" in refusal(b"BEGIN:VCALENDAR" + b"x" * 10_000_000)


def test_a_hundred_thousand_events_are_refused_without_reading_them():
    data = calendar(*["BEGIN:VEVENT\nDTSTART:20260310\nEND:VEVENT"] * 100_000)
    started = perf_counter()

    sentence = refusal(data)

    assert sentence == "This calendar has 100000 events, more than the 20000 that can be read."
    assert perf_counter() - started < 1


def test_twenty_thousand_events_are_the_most_that_is_read():
    assert "20001 events" in refusal(calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * 20_001))


def test_components_that_never_end_are_refused():
    assert "damaged" in refusal(b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 50_000)


def test_a_calendar_without_meetings_is_a_calendar():
    assert read().events == []


@pytest.mark.parametrize(
    "written",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b"\r\n", b"\n", 3),
        lambda data: data.replace(b"\r\n", b"\r\n\r\n"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-16-le").join([b"\xff\xfe", b""]),
        lambda data: b"\r\n".join(_folded(line) for line in data.split(b"\r\n")),
        lambda data: data.replace(b"BEGIN", b"begin").replace(b"DTSTART", b"dtstart"),
        lambda data: b"Hello,\r\nplease find attached\r\n" + data + b"\r\n-- \r\nJoanna",
        lambda data: data.replace(b"END:VCALENDAR", b""),
    ],
    ids="bom lf cr mixed blank-lines utf-16 utf-16-le folded lower-case mail not-closed".split(),
)
def test_a_calendar_is_read_however_its_lines_are_written(written):
    data = written(calendar(meeting().replace("Status call", "Встреча 会议 è")))

    (event,) = read_calendar(data, window=MARCH).events

    assert event.summary == "Встреча 会议 è"


def _folded(line):
    """Fold after every 20 bytes, in the middle of a character too, as Exchange does."""
    return b"\r\n ".join(line[at : at + 20] for at in range(0, len(line), 20))


@pytest.mark.parametrize(
    ("lines", "start", "reason"),
    [
        ([], "X-NOTHING:1", "It does not say when it starts."),
        ([], "DTSTART:next week", "Its start cannot be read."),
        ([], "DTSTART:20260230T090000Z", "Its start cannot be read."),
        ([], "DTSTART:20260310T240000Z", "Its start cannot be read."),
        ([], "DTSTART:", "Its start cannot be read."),
        (["RECURRENCE-ID:third"], "DTSTART:20260310", "It cannot be told which one it changes."),
        (["RRULE:FREQ=FORTNIGHTLY"], "DTSTART:20260310", UNREADABLE_RULE),
        (["RRULE:D1 #0"], "DTSTART:20260310", UNREADABLE_RULE),
        (["RRULE:FREQ=DAILY;UNTIL=never"], "DTSTART:20260310", UNREADABLE_RULE),
        (["RRULE:FREQ=DAILY;INTERVAL=0"], "DTSTART:20260310", UNREADABLE_RULE),
        (["RRULE:FREQ=DAILY;INTERVAL=-1"], "DTSTART:20260310", UNREADABLE_RULE),
        (["RRULE:FREQ=WEEKLY;BYDAY=XX"], "DTSTART:20260310", UNREADABLE_RULE),
        (["RRULE:FREQ=DAILY;BYMONTHDAY=1" + ",1" * 600], "DTSTART:20260310", UNREADABLE_RULE),
    ],
)
def test_a_broken_meeting_is_left_out_with_its_reason_and_the_others_come_in(lines, start, reason):
    broken = meeting(*lines, start=start, uid="broken@example.com")

    result = read(meeting(), broken, meeting(uid="two@example.com"))

    assert starts(result) == ["10 09:00", "10 09:00"]
    assert reasons(result) == [reason]
    assert result.left_out[0][0].startswith("Status call")


def test_a_meeting_that_breaks_off_is_left_out_and_the_next_comes_in():
    cut = meeting(uid="cut@example.com").removesuffix("\nEND:VEVENT")

    assert reasons(read(cut, meeting())) == ["It breaks off in the middle."]
    assert reasons(read(meeting(), cut)) == ["It breaks off in the middle."]
    assert starts(read(cut, meeting())) == ["10 09:00"]


def test_of_a_file_that_was_not_sent_to_its_end_the_whole_meetings_come_in():
    data = calendar(meeting(), meeting(uid="cut@example.com", start="DTSTART:20260312T090000Z"))

    result = read_calendar(data[: data.rindex(b"SUMMARY") + 12], window=MARCH)

    assert starts(result) == ["10 09:00"]
    assert result.left_out == [("Stat, 2026-03-12", "It breaks off in the middle.")]


def test_an_exception_that_cannot_be_read_is_mentioned_and_the_rest_comes_in():
    result = read(meeting("RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260311T090000Z,oops", "EXRULE:x"))

    assert starts(result) == ["10 09:00", "12 09:00"]
    assert sorted(set(reasons(result))) == [
        "Its exceptions by rule are not understood.",
        "One of its exceptions or extra dates cannot be read.",
    ]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=SECONDLY", BY_THE_MINUTE),
        ("FREQ=MINUTELY;COUNT=1000000000", BY_THE_MINUTE),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5;BYSECOND=1,2", BY_THE_MINUTE),
        ("FREQ=HOURLY", TOO_OFTEN),
        ("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", TOO_OFTEN),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", TOO_OFTEN),
        ("FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", TOO_OFTEN),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", TOO_OFTEN),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", TOO_OFTEN),
        ("FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6", TOO_OFTEN),
    ],
)
def test_a_repetition_without_end_costs_little_and_its_meeting_only(rule, reason):
    bomb = meeting(f"RRULE:{rule}", start="DTSTART:19700101T000000Z", uid="bomb@example.com")
    started = perf_counter()

    result = read(bomb, meeting())

    assert reasons(result) == [reason]
    assert starts(result) == ["10 09:00"]
    assert perf_counter() - started < 3


def test_a_thousand_million_times_daily_is_what_falls_into_the_window():
    result = read(meeting("RRULE:FREQ=DAILY;COUNT=1000000000", start="DTSTART:19700101T090000Z"))

    assert len(result.events) == 31
    assert result.left_out == []


def test_many_endless_repetitions_together_stop_costing_after_a_while():
    bombs = [
        meeting("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", uid=f"{n}@example.com")
        for n in range(200)
    ]
    data = calendar(*bombs, meeting(uid="good@example.com"))
    started = perf_counter()

    result = read_calendar(data, window=MARCH, limits=Limits(work=1_000_000))

    assert reasons(result) == [TOO_OFTEN] * 200
    assert [event.uid for event in result.events] == ["good@example.com"]
    assert perf_counter() - started < 3


def test_more_meetings_than_anybody_holds_are_left_out():
    series = [meeting("RRULE:FREQ=DAILY", uid=f"{n}@example.com") for n in range(3)]

    result = read_calendar(calendar(*series), window=MARCH, limits=Limits(occurrences=50))

    assert len(result.events) == 44
    assert reasons(result) == ["With it there would be more than 50 meetings."]


def test_ten_years_of_meetings_pass_in_a_moment():
    years = [
        meeting("DTEND:20160310T100000Z", uid=f"{n}@x", start="DTSTART:20160310T090000Z")
        for n in range(15_000)
    ]
    data = calendar(*years)
    started = perf_counter()

    result = read_calendar(data, window=MARCH)

    assert result.outside == 15_000
    assert perf_counter() - started < 30


def test_marks_that_turn_writing_around_and_nul_do_not_come_in():
    (event,) = read(meeting().replace("Status call", "safe\u202egpj.exe\x00")).events

    assert event.summary == "safegpj.exe"


def test_a_giant_uid_becomes_a_short_one_and_stays_the_same():
    giant = meeting(uid="x" * 5000)

    assert len(read(giant).events[0].uid) < 100
    assert read(giant).events[0].uid == read(giant).events[0].uid
    assert read(giant).events[0].uid != read(meeting(uid="x" * 5001)).events[0].uid
