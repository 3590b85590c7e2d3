"""Meetings out of a calendar file, as Google, Outlook, Exchange and Apple write them (RFC 5545).

A file is refused as a whole only if it is no calendar or is too large. Of everything else, what
can be read comes in, and what cannot is listed with its reason.
"""

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agency.lib.ics_details import CANCELLED, Attendee, Details, read_details, title_of
from agency.lib.ics_series import (
    Budget,
    Found,
    LeftOut,
    Meeting,
    Time,
    is_day,
    occurrences,
    read_meeting,
    removed_from,
)
from agency.lib.ics_text import LIMITS, Block, CalendarRefused, Limits, check_size, read_source
from agency.lib.ics_zones import Zones, known_zone
from agency.lib.text import clean

__all__ = [
    "Attendee",
    "CalendarFile",
    "CalendarRefused",
    "Event",
    "Limits",
    "check_size",
    "read_calendar",
]

# Methods of a file that answers an invitation; it names the meeting, but is not the meeting.
ANSWERS = ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH")
LONGEST_UID = 255
NEAR, FAR = timedelta(days=2), timedelta(days=40)
_ENDS = re.compile(r"UNTIL=(\d{8})")
_OTHER_PARTS = {
    "VTODO": gettext_lazy("Tasks: %d"),
    "VJOURNAL": gettext_lazy("Journal entries: %d"),
    "VFREEBUSY": gettext_lazy("Busy times: %d"),
}


@dataclass(frozen=True)
class Event:
    """One meeting at one time.

    `uid` and `recurrence_id` together are unique. `recurrence_id` is empty for a single meeting,
    else it says which one of its series this is by the moment at which that was first planned to
    start (2026-03-10T09:00:00Z, or 2026-03-10 if it lasts all day), and stays when it is moved.
    `zone` is an IANA name, empty where the file has rules of its own; `zone_guessed` says that
    the file names a zone nobody knows, so that the times are as if in the default zone.
    """

    uid: str
    recurrence_id: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    zone_guessed: bool
    all_day: bool
    status: str
    organizer: Attendee | None
    attendees: tuple[Attendee, ...]
    place: str
    description: str
    sequence: int
    is_override: bool


@dataclass
class CalendarFile:
    """What a file had inside the window.

    `left_out` names each thing that did not come in, or not whole, with a sentence that says why.
    `removed` are occurrences taken out of their series, as (uid, recurrence_id). `outside` counts
    meetings and series without anything in the window.
    """

    events: list[Event] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    outside: int = 0


def read_calendar(
    data: bytes,
    *,
    window: tuple[datetime, datetime],
    default_zone: str = "UTC",
    limits: Limits = LIMITS,
) -> CalendarFile:
    """The meetings of a calendar file that touch the window (aware moments, end excluded).

    `default_zone` (IANA) is for days and for times without a zone, unless the calendar names one
    itself. Raises CalendarRefused, with a sentence, for a file that is no calendar or too large.
    """
    result = CalendarFile()
    budget = Budget(limits)
    for calendar in read_source(data, limits):
        _Reader(calendar, window, default_zone, limits, budget, result).read()
    result.events.sort(key=lambda event: (event.starts_at, event.uid, event.recurrence_id))
    return result


class _Reader:
    """Reads one calendar of a file into the result."""

    def __init__(self, calendar: Block, window, default_zone: str, limits, budget, result):
        own_zone = known_zone(calendar.value("X-WR-TIMEZONE"))
        zones = [block for block in calendar.inside if block.name == "VTIMEZONE"]
        self.calendar, self.window, self.limits = calendar, window, limits
        self.budget, self.result = budget, result
        self.zones = Zones(own_zone.name if own_zone else default_zone, zones)
        self._details: dict[int, Details] = {}
        self.method = calendar.value("METHOD").upper()

    def read(self) -> None:
        self._mention_other_parts()
        for uid, blocks in self._series().items():
            if any(_may_touch(block, self.window) for block in blocks):
                self._read_series(uid, blocks)
            else:
                self.result.outside += 1

    def _mention_other_parts(self) -> None:
        counted = Counter(block.name for block in self.calendar.inside)
        for name, title in _OTHER_PARTS.items():
            if counted[name]:
                self.result.left_out.append((title % counted[name], _("Only meetings are read.")))

    def _series(self) -> dict[str, list[Block]]:
        series = defaultdict(list)
        for block in self.calendar.inside:
            if block.name != "VEVENT":
                continue
            if block.is_broken_off:
                self._leave_out(block, _("It breaks off in the middle."))
            elif self.method in ANSWERS:
                self._leave_out(block, _("It answers an invitation and is not the meeting itself."))
            else:
                series[_uid(block)].append(block)
        return series

    def _read_series(self, uid: str, blocks: list[Block]) -> None:
        meetings = self._newest([m for block in blocks if (m := self._meeting(block, uid))])
        if not meetings:
            return
        try:
            events = self._events(meetings)
            removed = self._removed(meetings)
        except LeftOut as reason:
            self._leave_out(meetings[0].block, str(reason))
        except Exception:  # whatever a library stumbles over costs this series and no other
            self._leave_out(meetings[0].block, _("It cannot be worked out."))
        else:
            self.result.events += events
            self.result.removed += removed
            self.result.outside += not events
            self._mention_notes(meetings)

    def _meeting(self, block: Block, uid: str) -> Meeting | None:
        try:
            return read_meeting(block, uid, self.zones)
        except LeftOut as reason:
            self._leave_out(block, str(reason))
            return None

    def _newest(self, meetings: list[Meeting]) -> list[Meeting]:
        """Of several copies of one meeting the latest; a file may hold its whole history."""
        newest: dict[str, Meeting] = {}
        for meeting in meetings:
            key = _key(meeting.replaces)
            older = newest.get(key)
            if older and _age(older) > _age(meeting):
                older, meeting = meeting, older
            newest[key] = meeting
            if older:
                self._leave_out(older.block, _("A newer copy of it is in the file too."))
        return list(newest.values())

    def _events(self, meetings: list[Meeting]) -> list[Event]:
        room = self.limits.occurrences - len(self.result.events)
        found = occurrences(meetings, self.window, self.zones, self.budget)
        events = list(islice(filter(self._is_inside, map(self._event, found)), room + 1))
        if len(events) > room:
            raise LeftOut(
                _("With it there would be more than %(limit)d meetings.")
                % {"limit": self.limits.occurrences}
            )
        return events

    def _event(self, found: Found) -> Event:
        meeting, details = found.meeting, self._details_of(found.meeting)
        return Event(
            uid=meeting.uid,
            recurrence_id=_key(found.replaces),
            summary=details.summary,
            starts_at=self._moment(found.start),
            ends_at=self._moment(found.end),
            zone=meeting.zone.name,
            zone_guessed=meeting.zone.is_guessed,
            all_day=is_day(found.start),
            status=CANCELLED if self.method == "CANCEL" else details.status,
            organizer=details.organizer,
            attendees=details.attendees,
            place=details.place,
            description=details.description,
            sequence=meeting.sequence,
            is_override=meeting.replaces is not None,
        )

    def _details_of(self, meeting: Meeting) -> Details:
        # By the block, which lives as long as its calendar: the number of a meeting that has gone
        # is soon another meeting's.
        known = self._details.get(id(meeting.block))
        return known or self._details.setdefault(id(meeting.block), read_details(meeting.block))

    def _moment(self, time_: Time) -> datetime:
        if not isinstance(time_, datetime):
            time_ = datetime.combine(time_, time.min, self.zones.default.rules)
        return time_.astimezone(UTC)

    def _is_inside(self, event: Event) -> bool:
        begins, ends = self.window
        if event.starts_at == event.ends_at:
            return begins <= event.starts_at < ends
        return event.starts_at < ends and event.ends_at > begins

    def _removed(self, meetings: list[Meeting]) -> list[tuple[str, str]]:
        begins, ends = self.window
        starts = [s for m in meetings if not m.replaces for s in removed_from(m, self.zones)]
        return [(meetings[0].uid, _key(s)) for s in starts if begins <= self._moment(s) < ends]

    def _mention_notes(self, meetings: list[Meeting]) -> None:
        for meeting in meetings:
            for note in dict.fromkeys(meeting.notes):
                self._leave_out(meeting.block, note)

    def _leave_out(self, block: Block, reason: str) -> None:
        self.result.left_out.append((title_of(block), reason))


def _uid(block: Block) -> str:
    """The UID; without one, or with a giant one, a fingerprint that is the same at each export."""
    uid = clean(block.value("UID"))
    if 0 < len(uid) <= LONGEST_UID:
        return uid
    marks = [uid, *(block.value(name) for name in ("DTSTART", "DTEND", "SUMMARY", "RRULE"))]
    return "no-uid-" + hashlib.sha256("\n".join(marks).encode()).hexdigest()


def _key(start: Time | None) -> str:
    if start is None:
        return ""
    if isinstance(start, datetime):
        return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return start.isoformat()


def _age(meeting: Meeting) -> tuple[int, str]:
    block = meeting.block
    return meeting.sequence, block.value("LAST-MODIFIED") or block.value("DTSTAMP")


def _may_touch(block: Block, window: tuple[datetime, datetime]) -> bool:
    """Whether a meeting can have anything to do with the window, by its dates as they are written.

    Reads no time zone and no rule: this is what lets ten years of meetings pass in a moment.
    """
    first, last = (moment.strftime("%Y%m%d") for moment in (window[0] - FAR, window[1] + NEAR))
    starts = block.value("DTSTART")[:8]
    if not starts.isdigit() or block.value("RDATE"):
        return True
    if block.value("RRULE"):
        until = _ENDS.search(block.value("RRULE").upper())
        return starts <= last and (not until or until[1] >= first)
    ends = "99999999" if block.value("DURATION") else block.value("DTEND")[:8] or starts
    return starts <= last and ends >= first
