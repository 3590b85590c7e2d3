"""Deadlines and the climb of an overdue one, in calendar time or on working days only.

Nothing here asks what time it is: every moment comes in as an argument. All moments are aware;
those that go out are in UTC. A local day is a day of the calendar's zone, from midnight to
midnight, so on the two nights a year when clocks change it has 23 or 25 hours.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import count
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from babel import Locale
from babel.core import UnknownLocaleError

MONDAY_TO_FRIDAY = frozenset(range(5))
ANY_YEAR = 2026  # to ask whether the country is known at all
ENGLISH = "en_US"  # the one language in which the holidays package knows every country
# Its American words, as the rest of the product spells them.
SPELT = {"Labor": "Labour", "onor": "onour", "Defense": "Defence", "Valor": "Valour"}


class Mode(StrEnum):
    """Which hours count: all of them, those of working days, or those the office is open."""

    CALENDAR = "calendar"
    WORKING_DAYS = "working_days"
    OFFICE_HOURS = "office_hours"


@dataclass(frozen=True)
class WorkCalendar:
    """When one office works.

    `zone` is an IANA name; `working_weekdays` counts Monday as 0; `country` (ISO 3166, may be
    empty: no public holidays) and `subdivision` choose the public holidays of the `holidays`
    package; `closing_days` are the office's own, with their names. Raises ValueError for a
    calendar on which nobody ever works, and for an unknown country, subdivision or zone.
    """

    zone: str
    working_weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(9)
    closes: time = time(18)
    country: str = ""
    subdivision: str = ""
    closing_days: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        self._freeze("working_weekdays", frozenset(self.working_weekdays))
        self._freeze("closing_days", MappingProxyType(dict(self.closing_days)))
        if not self.working_weekdays & frozenset(range(7)):
            raise ValueError("A work calendar needs at least one working weekday.")
        if self.opens >= self.closes:
            raise ValueError("An office must open before it closes.")
        _zone(self.zone)
        self._public_holidays(ANY_YEAR)

    def _freeze(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day, make-up Saturdays of its country included."""
        if day in self.closing_days:
            return False
        public, make_up = self._public_holidays(day.year)
        if day in make_up:
            return True
        return day.weekday() in self.working_weekdays and day not in public

    def holiday_name(self, day: date, language: str = "en") -> str:
        """Why nobody works on this day: "Saturday", "Labour Day (Italy)"; empty on a working day.

        `language` is a Django language code; a country without holiday names in it answers in
        English.
        """
        if self.is_working(day):
            return ""
        if day in self.closing_days:
            return self.closing_days[day]
        if day.weekday() not in self.working_weekdays:
            return _locale(language).days["format"]["wide"][day.weekday()]
        public, _make_up = self._public_holidays(day.year, language)
        country = _locale(language).territories.get(self.country, self.country)
        return f"{public[day]} ({country})"

    def local_date(self, moment: datetime) -> date:
        """The day it is in the office at this moment."""
        return moment.astimezone(_zone(self.zone)).date()

    def moment(self, day: date, clock: time = time.min) -> datetime:
        """The moment (UTC) at which the office's clock shows this time on this day."""
        return datetime.combine(day, clock, _zone(self.zone)).astimezone(UTC)

    def add_working_time(self, start: datetime, hours: float) -> datetime:
        """The moment when so many hours of working days have passed since `start`.

        Every hour of a working day counts, none of another day does: four hours after a Saturday
        afternoon is Monday 04:00. This is the ladder clock of the 24-hour rule.
        """
        return _count(start, hours, Mode.WORKING_DAYS, self).due

    def add_working_days(self, start: datetime, days: float) -> datetime:
        """The moment `days` working days after `start`: from Friday 17:00 one is Monday 17:00."""
        return self.add_working_time(start, 24 * days)

    def _public_holidays(self, year: int, language: str = "en") -> "_HolidayYear":
        return _public_holidays(self.country, self.subdivision, year, language)


def calendar_of_country(country: str, zone: str) -> WorkCalendar:
    """The days on which people work in a country: without its public holidays and its weekend.

    Raises ValueError for a country whose holidays are not known.
    """
    weekend = _weekend(country)
    return WorkCalendar(zone, frozenset(range(7)) - weekend, country=country)


@dataclass(frozen=True)
class Deadline:
    """A deadline with its arithmetic: `start` plus `hours`, without the `skipped` days, is `due`.

    `skipped` names each day between start and due that did not count, in whole or in part.
    """

    start: datetime
    due: datetime
    mode: Mode
    hours: float
    skipped: tuple[tuple[date, str], ...] = ()


def deadline(
    ended_at: datetime,
    hours: float,
    mode: str,
    calendar: WorkCalendar,
    *,
    language: str = "en",
) -> Deadline:
    """When a report is due for a contact that ended at `ended_at`, and how that is reckoned.

    In `calendar` mode an hour is 3,600 seconds that pass, on holidays and clock-change nights
    too; in `working_days` mode only time on working days counts, in `office_hours` mode only
    time between opening and closing. `language` is that of the names of the skipped days.
    """
    counted = _count(ended_at, hours, Mode(mode), calendar)
    names = tuple((day, calendar.holiday_name(day, language)) for day in counted.skipped)
    return Deadline(counted.start, counted.due, Mode(mode), hours, names)


def ladder(
    breached_at: datetime,
    *,
    calendar: WorkCalendar,
    hours_after: Iterable[float] = (4, 8, 24),
    mode: str = Mode.WORKING_DAYS,
) -> tuple[datetime, ...]:
    """The moments at which an overdue report climbs, each so many hours after the breach.

    The deadline is literal, the ladder humane: directors are not told on a Sunday unless the
    agency sets the ladder clock to `calendar`.
    """
    return tuple(_count(breached_at, hours, Mode(mode), calendar).due for hours in hours_after)


def last_working_moment_before(
    due: datetime, calendar: WorkCalendar, at: time = time(17)
) -> datetime | None:
    """When to say "send before you leave": `at` on the last working day before a day off.

    None if `due` lies on a working day, when nobody needs to be told so early.
    """
    due_on = calendar.local_date(_aware(due))
    if calendar.is_working(due_on):
        return None
    earlier = _days(due_on, step=-1)
    return calendar.moment(next(day for day in earlier if calendar.is_working(day)), at)


@dataclass(frozen=True)
class _Counted:
    start: datetime
    due: datetime
    skipped: tuple[date, ...] = ()


def _count(start: datetime, hours: float, mode: Mode, calendar: WorkCalendar) -> _Counted:
    start = _aware(start)
    if hours <= 0 or mode == Mode.CALENDAR:
        return _Counted(start, start + timedelta(hours=hours))
    left, skipped = timedelta(hours=hours), []
    for day in _days(calendar.local_date(start)):
        if not calendar.is_working(day):
            skipped.append(day)
            continue
        opens, closes = _counted_span(day, mode, calendar)
        opens = max(opens, start)
        if opens + left <= closes:
            return _Counted(start, opens + left, tuple(skipped))
        left -= max(closes - opens, timedelta())
    raise AssertionError("the days never end")


def _counted_span(day: date, mode: Mode, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    if mode == Mode.OFFICE_HOURS:
        return calendar.moment(day, calendar.opens), calendar.moment(day, calendar.closes)
    return calendar.moment(day), calendar.moment(day + timedelta(days=1))


def _days(first: date, step: int = 1) -> Iterator[date]:
    return (first + timedelta(days=distance * step) for distance in count())


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"There is no time zone called {name!r}.") from error


# The days off, by name, and the days of the weekend on which people work nevertheless.
_HolidayYear = tuple[Mapping[date, str], frozenset[date]]


@lru_cache(maxsize=1024)
def _public_holidays(country: str, subdivision: str, year: int, language: str) -> _HolidayYear:
    """One year of one country, as plain values.

    The package's own objects fill themselves as they are asked, which two threads must not do at
    once: one could read a year that the other has only begun to fill.
    """
    if not country:
        return {}, frozenset()
    try:
        known = holidays.country_holidays(country, subdivision or None, years=year, expand=False)
    except NotImplementedError as error:
        raise ValueError(str(error)) from error
    spoken = _spoken(known.supported_languages, language)
    named = holidays.country_holidays(
        country, subdivision or None, years=year, expand=False, language=spoken
    )
    spell = _spelt if spoken == ENGLISH and country != "US" else str
    names = {day: spell(name) for day, name in named.items()}
    return names, frozenset(named.weekend_workdays)


@lru_cache(maxsize=256)
def _weekend(country: str) -> frozenset[int]:
    """The weekdays off, Monday as 0: Friday and Saturday in Saudi Arabia, Saturday in Nepal."""
    try:
        return frozenset(holidays.country_holidays(country, years=ANY_YEAR).weekend)
    except NotImplementedError as error:
        raise ValueError(str(error)) from error


def _spoken(supported: Iterable[str], language: str) -> str:
    """The country's own variety of a language before the American one."""
    wanted = language[:2].lower()
    varieties = [code for code in supported if code.lower().startswith(wanted)]
    return min(varieties, key=lambda code: code == ENGLISH, default=ENGLISH)


def _spelt(name: str) -> str:
    for american, spelt in SPELT.items():
        name = name.replace(american, spelt)
    return name


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
