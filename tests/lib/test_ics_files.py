"""Real exports, and troublemakers known to others: each comes in whole, or says what did not."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.ics import CalendarRefused, read_calendar

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "calendars"
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
YEAR_2023 = (datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC))
NOVEMBER_2016 = (datetime(2016, 11, 1, tzinfo=UTC), datetime(2016, 12, 1, tzinfo=UTC))
MAY_2025 = (datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC))

needs_files = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real calendar files are not beside this project"
)
# File: window, meetings, of them all-day, changed ones of a series, left out, taken out, zones.
EXPECTED = {
    "alarm_google_future.ics": (ALWAYS, 1, 0, 0, 0, 0, {"UTC"}),
    "apple_ical.ics": (YEAR_2023, 367, 2, 0, 0, 0, {"America/Los_Angeles", "Europe/Rome"}),
    "google_calendar_invalid_offset.ics": (
        ALWAYS, 8, 0, 0, 0, 2, {"America/Argentina/Buenos_Aires"},
    ),
    "google_calendar_public_holidays.ics": (ALWAYS, 111, 111, 0, 0, 0, {"UTC"}),
    "google_dtstart_until_mismatch.ics": (ALWAYS, 13, 0, 0, 0, 0, {"America/New_York"}),
    "issue_165_missing_event.ics": (ALWAYS, 14, 0, 0, 0, 0, {""}),
    "office_356_custom_timezone.ics": (ALWAYS, 51, 0, 0, 0, 2, {"Europe/Warsaw"}),
    "office_360_nz_tz.ics": (ALWAYS, 53, 0, 0, 0, 0, {"Pacific/Auckland"}),
    "office_365_extended_timezone.ics": (ALWAYS, 1, 0, 0, 0, 0, {"Europe/Berlin"}),
    "office_365_invalid_timezone.ics": (ALWAYS, 1, 0, 0, 0, 0, {"Europe/Rome"}),
    "parsing_error.ics": (ALWAYS, 20, 20, 0, 2, 1, {"Europe/Rome"}),
    "recurring_event.ics": (MAY_2025, 27, 27, 1, 0, 0, {"America/Los_Angeles"}),
    "recurring_with_single_change.ics": (ALWAYS, 3, 0, 1, 0, 0, {"America/New_York"}),
    "timezone_same_start.ics": (ALWAYS, 1, 0, 0, 0, 0, {"America/Los_Angeles"}),
    "x_location.ics": (NOVEMBER_2016, 22, 0, 0, 0, 0, {"Europe/Zurich"}),
}  # fmt: skip


def result_of(name, window=ALWAYS):
    return read_calendar((FOLDER / name).read_bytes(), window=window, default_zone="Europe/Rome")


@needs_files
def test_every_real_file_has_its_expectation():
    assert {path.name for path in FOLDER.glob("*.ics")} == EXPECTED.keys()


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_comes_in_whole_or_says_what_did_not(name):
    window, meetings, days, changed, left_out, removed, zones = EXPECTED[name]

    result = result_of(name, window)

    assert len(result.events) == meetings
    assert sum(event.all_day for event in result.events) == days
    assert sum(event.is_override for event in result.events) == changed
    assert len(result.left_out) == left_out
    assert len(result.removed) == removed
    assert {event.zone for event in result.events} == zones


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_every_meeting_of_a_real_file_has_a_name_of_its_own(name):
    names = Counter((e.uid, e.recurrence_id) for e in result_of(name, EXPECTED[name][0]).events)

    assert set(names.values()) == {1}


@needs_files
def test_the_times_of_real_files_are_what_their_owners_saw():
    def first(name):
        return result_of(name).events[0].starts_at

    assert first("office_365_extended_timezone.ics") == datetime(2024, 4, 26, 12, tzinfo=UTC)
    assert first("office_360_nz_tz.ics") == datetime(2025, 10, 7, 20, tzinfo=UTC)
    assert first("issue_165_missing_event.ics") == datetime(2015, 7, 3, 8, tzinfo=UTC)
    assert first("timezone_same_start.ics") == datetime(2017, 2, 24, 20, tzinfo=UTC)


@needs_files
def test_the_zone_that_exchange_names_but_does_not_explain_is_guessed():
    assert [e.zone_guessed for e in result_of("office_365_invalid_timezone.ics").events] == [True]


SAMPLES = [path.read_bytes() for path in FOLDER.glob("*.ics") if path.stat().st_size < 6000]
GARBAGE = [
    b"\r\n", b"\n ", b":", b";", b"\x00", b'"', b"\xff", b"END:VEVENT\n", b"BEGIN:VEVENT\n",
    b"RRULE:FREQ=DAILY\n", b"RRULE:FREQ=YEARLY;COUNT=0\n", b"DTSTART:00010101T000000Z\n",
    b"DTEND:99991231T235959Z\n", b"EXDATE:20250101\n", b"RDATE;VALUE=PERIOD:20250101/P1D\n",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20250101T000000Z\n", b"DURATION:P1Y\n", b"9", b"-", b",",
    b"TZID=Europe", b"DTSTART;TZID=Asia/Shanghai:20250630T090000\n", b"SEQUENCE:x\n",
    b"METHOD:CANCEL\n",
]  # fmt: skip


@st.composite
def damaged(draw):
    """A real file with pieces cut out, put in twice, exchanged, or garbage put in."""
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(GARBAGE) | st.binary(max_size=6) | st.just(data[at : at + 80]))
        data = data[:at] + piece + data[at + draw(st.integers(0, 60)) :]
    return data


@needs_files
@given(damaged())
@settings(max_examples=300, deadline=None)
def test_no_damage_to_a_real_file_brings_anything_down(data):
    try:
        result = read_calendar(data, window=ALWAYS, default_zone="Europe/Rome")
    except CalendarRefused:
        return
    assert all(event.starts_at <= event.ends_at for event in result.events)
    assert all(what and why for what, why in result.left_out)
