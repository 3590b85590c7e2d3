"""The 24-hour rule to the minute: what counts, what does not, and when an overdue report climbs."""

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.clock import (
    Deadline,
    Mode,
    WorkCalendar,
    deadline,
    ladder,
    last_working_moment_before,
)

ROME = WorkCalendar("Europe/Rome", country="IT")
MOSCOW = WorkCalendar("Europe/Moscow", country="RU")
SHANGHAI = WorkCalendar("Asia/Shanghai", country="CN")
SIX_ZONES = [
    "Europe/Rome",
    "Europe/London",
    "Europe/Moscow",
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
]


def local(calendar, text):
    return datetime.strptime(f"2026 {text}", "%Y %d %b %H:%M").replace(
        tzinfo=ZoneInfo(calendar.zone)
    )


# The six worked examples of the rule: end of contact, deadline, the three rungs, working days.
WORKED_EXAMPLES = {
    "tuesday": (
        ROME,
        "10 Mar 10:00",
        "11 Mar 10:00",
        ("11 Mar 14:00", "11 Mar 18:00", "12 Mar 10:00"),
        "11 Mar 10:00",
    ),
    "friday": (
        ROME,
        "13 Mar 17:00",
        "14 Mar 17:00",
        ("16 Mar 04:00", "16 Mar 08:00", "17 Mar 00:00"),
        "16 Mar 17:00",
    ),
    "saturday": (
        ROME,
        "14 Mar 15:00",
        "15 Mar 15:00",
        ("16 Mar 04:00", "16 Mar 08:00", "17 Mar 00:00"),
        "17 Mar 00:00",
    ),
    "day before a holiday": (
        ROME,
        "30 Apr 16:00",
        "1 May 16:00",
        ("4 May 04:00", "4 May 08:00", "5 May 00:00"),
        "4 May 16:00",
    ),
    "night the clocks change": (
        ROME,
        "28 Mar 12:00",
        "29 Mar 13:00",
        ("30 Mar 04:00", "30 Mar 08:00", "31 Mar 00:00"),
        "31 Mar 00:00",
    ),
    "moscow": (
        MOSCOW,
        "11 Mar 18:30",
        "12 Mar 18:30",
        ("12 Mar 22:30", "13 Mar 02:30", "13 Mar 18:30"),
        "12 Mar 18:30",
    ),
}
worked_examples = pytest.mark.parametrize(
    ("calendar", "ended", "due", "rungs", "working_days_due"),
    WORKED_EXAMPLES.values(),
    ids=WORKED_EXAMPLES.keys(),
)


@worked_examples
def test_a_worked_example_in_calendar_time(calendar, ended, due, rungs, working_days_due):
    reckoned = deadline(local(calendar, ended), 24, Mode.CALENDAR, calendar)

    assert reckoned.due == local(calendar, due)
    assert reckoned.skipped == ()


@worked_examples
def test_a_worked_example_climbs_on_working_days(calendar, ended, due, rungs, working_days_due):
    breached_at = deadline(local(calendar, ended), 24, Mode.CALENDAR, calendar).due

    assert ladder(breached_at, calendar=calendar) == tuple(local(calendar, at) for at in rungs)


@worked_examples
def test_a_worked_example_on_working_days(calendar, ended, due, rungs, working_days_due):
    reckoned = deadline(local(calendar, ended), 24, "working_days", calendar)

    assert reckoned.due == local(calendar, working_days_due)
    assert calendar.add_working_days(local(calendar, ended), 1) == reckoned.due


def test_the_arithmetic_names_every_day_that_did_not_count():
    ended_at = local(ROME, "30 Apr 16:00")

    assert deadline(ended_at, 24, Mode.WORKING_DAYS, ROME) == Deadline(
        start=ended_at,
        due=local(ROME, "4 May 16:00"),
        mode=Mode.WORKING_DAYS,
        hours=24,
        skipped=(
            (date(2026, 5, 1), "Labour Day (Italy)"),
            (date(2026, 5, 2), "Saturday"),
            (date(2026, 5, 3), "Sunday"),
        ),
    )


def test_the_skipped_days_are_named_in_the_language_of_the_page():
    ended_at = local(ROME, "30 Apr 16:00")

    reckoned = deadline(ended_at, 24, Mode.WORKING_DAYS, ROME, language="it")

    assert [name for _day, name in reckoned.skipped] == [
        "Festa del Lavoro (Italia)",
        "sabato",
        "domenica",
    ]


def test_the_last_hour_of_a_friday_is_friday_midnight_and_skips_nothing():
    friday = local(ROME, "13 Mar 00:00")

    reckoned = deadline(friday, 24, Mode.WORKING_DAYS, ROME)

    assert (reckoned.due, reckoned.skipped) == (local(ROME, "14 Mar 00:00"), ())


def test_twenty_four_office_hours_are_nearly_three_days():
    reckoned = deadline(local(ROME, "10 Mar 10:00"), 24, Mode.OFFICE_HOURS, ROME)

    assert reckoned.due == local(ROME, "12 Mar 16:00")


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("13 Mar 17:00", "16 Mar 12:00"),  # one hour of Friday, three of Monday
        ("13 Mar 20:00", "16 Mar 13:00"),  # after closing
        ("16 Mar 03:00", "16 Mar 13:00"),  # before opening
        ("14 Mar 12:00", "16 Mar 13:00"),  # on a Saturday
        ("16 Mar 14:00", "16 Mar 18:00"),  # to the minute of closing
    ],
)
def test_four_office_hours_wait_for_the_office_to_open(ended, due):
    reckoned = deadline(local(ROME, ended), 4, Mode.OFFICE_HOURS, ROME)

    assert reckoned.due == local(ROME, due)


def test_the_ladder_can_be_set_to_climb_in_calendar_time():
    breached_at = local(ROME, "14 Mar 17:00")

    climb = ladder(breached_at, calendar=ROME, hours_after=(0, 4, 24), mode="calendar")

    assert climb == (
        breached_at,
        local(ROME, "14 Mar 21:00"),
        local(ROME, "15 Mar 17:00"),
    )


def test_the_first_rung_is_told_at_the_breach_itself_even_on_a_saturday():
    breached_at = local(ROME, "14 Mar 17:00")

    assert ladder(breached_at, calendar=ROME, hours_after=(0,)) == (breached_at,)


@pytest.mark.parametrize(
    ("calendar", "due", "said_at"),
    [
        (ROME, "14 Mar 17:00", "13 Mar 17:00"),
        (ROME, "15 Mar 15:00", "13 Mar 17:00"),
        (ROME, "14 Mar 00:00", "13 Mar 17:00"),
        (ROME, "1 May 16:00", "30 Apr 17:00"),
        (MOSCOW, "23 Feb 09:00", "20 Feb 17:00"),
    ],
)
def test_send_before_you_leave_is_said_on_the_last_working_day(calendar, due, said_at):
    assert last_working_moment_before(local(calendar, due), calendar) == local(calendar, said_at)


def test_before_the_long_january_of_russia_it_is_said_in_december():
    said_at = last_working_moment_before(local(MOSCOW, "8 Jan 09:00"), MOSCOW)

    assert said_at == datetime(2025, 12, 30, 17, tzinfo=ZoneInfo("Europe/Moscow"))


def test_nobody_is_told_to_send_early_when_the_deadline_is_on_a_working_day():
    assert last_working_moment_before(local(ROME, "11 Mar 10:00"), ROME) is None


def test_the_hour_of_leaving_is_the_offices_own():
    said_at = last_working_moment_before(local(ROME, "14 Mar 17:00"), ROME, at=time(16, 30))

    assert said_at == local(ROME, "13 Mar 16:30")


def test_a_make_up_saturday_in_china_is_a_working_day():
    assert SHANGHAI.is_working(date(2026, 2, 14))
    assert SHANGHAI.holiday_name(date(2026, 2, 14)) == ""
    assert not SHANGHAI.is_working(date(2026, 2, 7))


def test_the_long_january_of_russia_is_closed():
    assert [day for day in range(1, 13) if MOSCOW.is_working(date(2026, 1, day))] == [12]


def test_an_office_without_a_country_has_weekends_only():
    office = WorkCalendar("Europe/Rome")

    assert office.is_working(date(2026, 5, 1))
    assert office.holiday_name(date(2026, 5, 2), "ru") == "суббота"


def test_a_subdivision_has_its_own_holidays():
    milan = WorkCalendar("Europe/Rome", country="IT", subdivision="MI")

    assert ROME.is_working(date(2026, 12, 7))
    assert milan.holiday_name(date(2026, 12, 7), "it") == "Sant'Ambrogio (Italia)"


def test_an_offices_own_closing_days_count_by_their_name():
    office = WorkCalendar("Europe/Rome", closing_days={date(2026, 3, 16): "Agency day"})

    reckoned = deadline(local(ROME, "13 Mar 17:00"), 24, Mode.WORKING_DAYS, office)

    assert reckoned.due == local(ROME, "17 Mar 17:00")
    assert [name for _day, name in reckoned.skipped] == ["Saturday", "Sunday", "Agency day"]


def test_two_equal_calendars_with_different_closing_days_are_not_confused():
    open_monday = WorkCalendar("Europe/Rome")
    shut_monday = WorkCalendar("Europe/Rome", closing_days={date(2026, 3, 16): "Agency day"})

    assert open_monday != shut_monday
    assert open_monday.is_working(date(2026, 3, 16))
    assert not shut_monday.is_working(date(2026, 3, 16))


def test_an_office_that_works_sunday_to_thursday_rests_on_friday():
    office = WorkCalendar("Asia/Dubai", working_weekdays={6, 0, 1, 2, 3})

    assert office.holiday_name(date(2026, 3, 13)) == "Friday"
    assert office.is_working(date(2026, 3, 15))


def test_a_country_names_its_holidays_in_its_own_english():
    hong_kong = WorkCalendar("Asia/Hong_Kong", country="HK")
    new_york = WorkCalendar("America/New_York", country="US")

    assert hong_kong.holiday_name(date(2026, 6, 19)).startswith("Tuen Ng Festival")
    assert new_york.holiday_name(date(2026, 9, 7)) == "Labor Day (United States)"


def test_an_unknown_language_falls_back_to_english():
    assert ROME.holiday_name(date(2026, 5, 1), "tlh") == "Labour Day (Italy)"


@pytest.mark.parametrize(
    "broken",
    [
        {"zone": "Europe/Nowhere"},
        {"zone": "Europe"},
        {"zone": ""},
        {"zone": "../../etc/passwd"},
        {"country": "XX"},
        {"country": "IT", "subdivision": "ZZZ"},
        {"working_weekdays": ()},
        {"working_weekdays": {7}},
        {"opens": time(18), "closes": time(9)},
    ],
)
def test_a_calendar_that_cannot_be_is_refused_at_once(broken):
    with pytest.raises(ValueError, match="."):
        WorkCalendar(**{"zone": "Europe/Rome"} | broken)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        deadline(datetime(2026, 3, 10, 10), 24, Mode.CALENDAR, ROME)


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="lunar"):
        deadline(local(ROME, "10 Mar 10:00"), 24, "lunar", ROME)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
calendars = st.sampled_from(
    [ROME, MOSCOW, SHANGHAI, WorkCalendar("America/New_York", country="US")]
)
modes = st.sampled_from(list(Mode))
hours = st.integers(0, 200)


@pytest.mark.parametrize("zone", SIX_ZONES)
@given(moment=moments)
@settings(max_examples=300, deadline=None)
def test_a_calendar_day_is_exactly_86_400_seconds_in_every_zone(zone, moment):
    ended_at = moment.astimezone(ZoneInfo(zone))

    due = deadline(ended_at, 24, Mode.CALENDAR, WorkCalendar(zone)).due

    assert due - ended_at.astimezone(UTC) == timedelta(seconds=86_400)


@pytest.mark.parametrize("zone", SIX_ZONES)
def test_a_calendar_day_is_exactly_86_400_seconds_on_every_night_of_a_year(zone):
    office = WorkCalendar(zone)
    for night in range(366):
        ended_at = office.moment(date(2026, 1, 1) + timedelta(days=night), time(22, 30))

        assert deadline(ended_at, 24, Mode.CALENDAR, office).due - ended_at == timedelta(days=1)


@given(calendar=calendars, mode=modes, hours=hours, first=moments, second=moments)
@settings(deadline=None)
def test_a_contact_that_ends_later_is_never_due_earlier(calendar, mode, hours, first, second):
    first, second = sorted([first, second])

    assert deadline(first, hours, mode, calendar).due <= deadline(second, hours, mode, calendar).due


@given(calendar=calendars, mode=modes, moment=moments)
@settings(deadline=None)
def test_the_ladder_climbs_upwards_and_never_before_the_breach(calendar, mode, moment):
    climb = ladder(moment, calendar=calendar, mode=mode)

    assert (moment, *climb) == tuple(sorted((moment, *climb)))
    assert climb[0] >= moment + timedelta(hours=4)


@given(
    calendar=calendars,
    mode=st.sampled_from([Mode.WORKING_DAYS, Mode.OFFICE_HOURS]),
    hours=st.integers(1, 200),
    moment=moments,
)
@settings(deadline=None)
def test_nothing_falls_due_on_a_day_off_except_at_its_first_midnight(calendar, mode, hours, moment):
    due = deadline(moment, hours, mode, calendar).due

    day = calendar.local_date(due)
    assert calendar.is_working(day) or due == calendar.moment(day)


@given(calendar=calendars, hours=st.integers(1, 200), moment=moments)
@settings(deadline=None)
def test_the_working_hours_between_start_and_due_are_those_that_were_asked_for(
    calendar, hours, moment
):
    reckoned = deadline(moment, hours, Mode.WORKING_DAYS, calendar)

    off = sum((_overlap(reckoned, calendar, day) for day, _name in reckoned.skipped), timedelta())
    assert reckoned.due - reckoned.start - off == timedelta(hours=hours)


def _overlap(reckoned, calendar, day):
    begin, end = calendar.moment(day), calendar.moment(day + timedelta(days=1))
    return min(end, reckoned.due) - max(begin, reckoned.start)


def test_a_thousand_plans_take_well_under_a_second():
    started = perf_counter()
    for minute in range(1000):
        reckoned = deadline(
            local(ROME, "30 Apr 16:00") + timedelta(minutes=minute), 24, Mode.WORKING_DAYS, ROME
        )
        ladder(reckoned.due, calendar=ROME)
        last_working_moment_before(reckoned.due, ROME)

    assert perf_counter() - started < 1
