"""Calendar files that Plates writes (RFC 5545): days, for the calendar programs of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

MAKER = "-//Plates//Timing//EN"


@dataclass(frozen=True)
class AllDay:
    """One entry of whole days; `uid` stays the same when its days or words change."""

    uid: str
    title: str
    first: date
    last: date
    changed_at: datetime
    text: str = ""
    url: str = ""
    is_done: bool = False


def calendar_file(name: str, entries: Iterable[AllDay], at: datetime) -> bytes:
    """A calendar called `name` with these entries, as a program reads it; `at` is the stamp.

    Days end before the day named by DTEND, as the standard has it. Nothing in it blocks time.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return calendar.to_ical()


def _event(entry: AllDay, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    if entry.text:
        event.add("description", entry.text)
    if entry.url:
        event.add("url", entry.url)
    return event
