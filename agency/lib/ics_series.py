"""The occurrences of a meeting inside a window of time, however it repeats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import prod

from django.utils.translation import gettext as _
from icalendar import Event as Component
from icalendar import vDuration, vRecur
from recurring_ical_events.adapters.event import EventAdapter
from recurring_ical_events.occurrence import Occurrence
from recurring_ical_events.series import Series

from agency.lib.ics_text import Block, Limits, Line
from agency.lib.ics_zones import Zone, Zones

Time = date | datetime
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_INTERVAL = re.compile(r"0*[1-9]\d{0,4}")
# What working out one step of a repetition costs, in microseconds: a step of a yearly rule looks
# at every day of its year. What repeats by the minute is an alarm clock and not a meeting.
_COST = {"YEARLY": 400, "MONTHLY": 50, "WEEKLY": 20, "DAILY": 10, "HOURLY": 10}
_RULE_PARTS = (
    "FREQ INTERVAL COUNT UNTIL WKST BYMONTH BYWEEKNO BYYEARDAY BYMONTHDAY BYDAY BYHOUR BYMINUTE"
    " BYSECOND BYSETPOS"
).split()
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST_WORK = 1_000_000  # for one meeting, in the same microseconds
UTC_ZONE = Zone(UTC, "UTC")
DAY = timedelta(days=1)
LONGEST_RULE = 1000  # characters
MOST_TIMES_A_DAY = 24


class LeftOut(Exception):
    """A reason, as a sentence, why something of a calendar does not come in."""


class Budget:
    """The work that may still be spent on repetitions, in all and for the meeting at hand."""

    def __init__(self, limits: Limits):
        self._left = limits.work
        self._left_here = 0

    def next_meeting(self) -> None:
        self._left_here = min(MOST_WORK, self._left)

    def spend(self, cost: int) -> None:
        self._left -= cost
        self._left_here -= cost
        if self._left_here < 0:
            raise LeftOut(_("It repeats too often, or for too long, to be worked out."))


class _PacedInterval(int):
    """The interval of a rule, which pays for each step that the rule takes.

    A rule may find nothing in ten thousand years (every 30 February) and dateutil would look for
    all of them. It adds the interval at every step, so this is where it can be stopped.
    """

    _cost: int
    _budget: Budget

    def __new__(cls, interval: int, cost: int, budget: Budget):
        paced = super().__new__(cls, interval)
        paced._cost, paced._budget = cost, budget
        return paced

    def __radd__(self, other):
        self._budget.spend(self._cost)
        return other + int(self)

    def __mul__(self, other):
        self._budget.spend(self._cost)
        return int(self) * other


@dataclass
class Meeting:
    """One VEVENT with its times: a single meeting, a series, or a change of one in a series."""

    block: Block
    uid: str
    start: Time
    end: Time | None
    zone: Zone
    replaces: Time | None  # the RECURRENCE-ID: which one of the series this is
    notes: list[str]  # what of it could not be read, though the rest could

    @property
    def sequence(self) -> int:
        value = self.block.value("SEQUENCE")
        return int(value) if re.fullmatch(r"\d{1,9}", value) else 0


@dataclass(frozen=True)
class Found:
    """One occurrence of a meeting; `replaces` is empty unless the meeting is one of a series."""

    meeting: Meeting
    start: Time
    end: Time
    replaces: Time | None


def read_meeting(block: Block, uid: str, zones: Zones) -> Meeting:
    """The times of one VEVENT. Raises LeftOut if it has no start that can be read."""
    notes: list[str] = []
    if not block.all("DTSTART"):
        raise LeftOut(_("It does not say when it starts."))
    start, zone = _time(block.all("DTSTART")[0], zones, _("Its start cannot be read."))
    end = _end(block, start, zones, notes)
    changed = block.all("RECURRENCE-ID")
    replaces = changed and _time(changed[0], zones, _("It cannot be told which one it changes."))[0]
    return Meeting(block, uid, start, end, zone, replaces or None, notes)


def _time(line: Line, zones: Zones, reason: str) -> tuple[Time, Zone]:
    return _time_of(line.value, line.parameters.get("TZID", ""), zones, reason)


def _time_of(value: str, tzid: str, zones: Zones, reason: str) -> tuple[Time, Zone]:
    found = _TIME.fullmatch(value.strip().upper())
    if not found:
        raise LeftOut(reason)
    try:
        day = date(*map(int, found.group(1, 2, 3)))
        if not found[4]:
            return day, zones.default
        zone = UTC_ZONE if found[7] else zones.find(tzid)
        hour, minute, second = map(int, found.group(4, 5, 6))
        return datetime.combine(day, time(hour, minute, second), zone.rules), zone
    except ValueError:
        raise LeftOut(reason) from None


def _end(block: Block, start: Time, zones: Zones, notes: list[str]) -> Time | None:
    if not block.all("DTEND"):
        return _end_after(block.value("DURATION"), start, notes)
    try:
        end, _zone = _time(block.all("DTEND")[0], zones, _("Its end cannot be read."))
    except LeftOut as reason:
        notes.append(str(reason))
        return None
    if is_day(end) != is_day(start) or end < start:
        notes.append(_("Its end does not fit its start."))
        return None
    return end


def _end_after(duration: str, start: Time, notes: list[str]) -> Time | None:
    if not duration:
        return None
    try:
        lasts = vDuration.from_ical(duration)
        if lasts < timedelta():
            raise ValueError(duration)
        # A length is time that passes, also in the night when clocks change.
        if isinstance(start, datetime):
            return (start.astimezone(UTC) + lasts).astimezone(start.tzinfo)
        return start + lasts
    except (ValueError, OverflowError):
        notes.append(_("Its length cannot be read."))
        return None


def is_day(moment: Time) -> bool:
    return not isinstance(moment, datetime)


def removed_from(master: Meeting, zones: Zones) -> list[Time]:
    """The starts that were taken out of a series (EXDATE); what cannot be read is noted."""
    return [_like(moment, master.start) for moment in _times(master, "EXDATE", zones)]


def _like(moment: Time, start: Time) -> Time:
    """Google removes days from timed series, and others moments from series of days."""
    if not isinstance(start, datetime):
        return moment.date() if isinstance(moment, datetime) else moment
    return moment if isinstance(moment, datetime) else datetime.combine(moment, start.timetz())


def _times(master: Meeting, name: str, zones: Zones) -> list[Time]:
    found = []
    for line in master.block.all(name):
        for value in line.value.split(","):
            try:
                start = value.partition("/")[0]
                found.append(_time_of(start, line.parameters.get("TZID", ""), zones, name)[0])
            except LeftOut:
                master.notes.append(_("One of its exceptions or extra dates cannot be read."))
    return found


def occurrences(
    meetings: list[Meeting],
    window: tuple[datetime, datetime],
    zones: Zones,
    budget: Budget,
) -> Iterator[Found]:
    """What of one series (the meetings of one UID) happens in or near the window.

    Near is a day on either side, because days off the clock begin at another moment in each
    zone. Raises LeftOut for a rule that cannot be read or takes too long to work out.
    """
    series = _Series([_Adapter(meeting, _component(meeting, zones)) for meeting in meetings])
    budget.next_meeting()
    for rule in getattr(series.recurrence, "rrules", [])[1:]:
        rule._interval = _PacedInterval(rule._interval, _COST[FREQUENCIES[rule._freq]], budget)
    for occurrence in series.between(window[0] - DAY, window[1] + DAY):
        yield _found(occurrence)


class _Adapter(EventAdapter):
    def __init__(self, meeting: Meeting, component: Component):
        super().__init__(component)
        self.meeting = meeting


class _Occurrence(Occurrence):
    @property
    def adapter(self) -> _Adapter:
        return self._adapter


class _Series(Series):
    occurrence = _Occurrence


def _found(occurrence: _Occurrence) -> Found:
    adapter = occurrence.adapter
    meeting, replaces = adapter.meeting, None
    if meeting.replaces and occurrence.start == adapter.start:
        replaces = meeting.replaces
    elif meeting.replaces:  # it changed all that follow it too, and this is one of those
        replaces = occurrence.start - adapter.move_recurrences_by
    elif adapter.has_recurrence_rules():
        replaces = occurrence.start
    return Found(meeting, occurrence.start, occurrence.end, replaces)


def _component(meeting: Meeting, zones: Zones) -> Component:
    component = Component()
    component.add("UID", meeting.uid)
    component.add("SEQUENCE", meeting.sequence)
    component.add("DTSTART", meeting.start)
    if meeting.end is not None:
        component.add("DTEND", meeting.end)
    if meeting.replaces:
        changed = meeting.block.all("RECURRENCE-ID")[0].parameters
        range_ = {"RANGE": changed["RANGE"].upper()} if "RANGE" in changed else {}
        component.add("RECURRENCE-ID", meeting.replaces, parameters=range_)
    else:
        _add_repetition(component, meeting, zones)
    return component


def _add_repetition(component: Component, master: Meeting, zones: Zones) -> None:
    for line in master.block.all("RRULE"):
        component.add("RRULE", _rule(line.value, master.start, zones))
    if extra := _times(master, "RDATE", zones):
        component.add("RDATE", extra)
    if removed := removed_from(master, zones):
        component.add("EXDATE", removed)
    if master.block.all("EXRULE"):
        master.notes.append(_("Its exceptions by rule are not understood."))


def _rule(text: str, start: Time, zones: Zones) -> vRecur:
    """The rule without what nobody understands, its end in the form that dateutil expects."""
    unreadable = LeftOut(_("How it repeats cannot be read."))
    pairs = [part.split("=", 1) for part in text.replace(" ", "").upper().split(";") if "=" in part]
    parts = {name: value for name, value in pairs if name in _RULE_PARTS and value}
    if len(text) > LONGEST_RULE or not _INTERVAL.fullmatch(parts.get("INTERVAL", "1")):
        raise unreadable
    _check_pace(parts, unreadable)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], start, zones, str(unreadable))
        parts.pop("COUNT", None)  # the standard allows one of the two
    try:
        return vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items()))
    except ValueError:
        raise unreadable from None


def _check_pace(parts: dict[str, str], unreadable: LeftOut) -> None:
    if parts.get("FREQ") not in FREQUENCIES:
        raise unreadable
    times_a_day = prod(len(parts.get(name, "").split(",")) for name in _TIMES_OF_DAY)
    if parts["FREQ"] not in _COST or times_a_day > MOST_TIMES_A_DAY:
        raise LeftOut(_("It repeats by the minute or second, which no meeting does."))


def _until(value: str, start: Time, zones: Zones, reason: str) -> str:
    """Google and others end a timed series on a day, though the standard asks for a moment."""
    until, _zone = _time_of(value, "", zones, reason)
    if not isinstance(start, datetime):
        return value[:8]
    if not isinstance(until, datetime):
        until = datetime.combine(until, time.max, start.tzinfo)
    elif not value.endswith("Z"):
        until = until.replace(tzinfo=start.tzinfo)
    return until.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
