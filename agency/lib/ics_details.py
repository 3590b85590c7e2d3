"""What a meeting is about and who takes part, out of one VEVENT (RFC 5545, section 3.8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from icalendar import Component, Event

from agency.lib.ics_text import Block
from agency.lib.text import clean

CONFIRMED, CANCELLED, TENTATIVE = "confirmed", "cancelled", "tentative"
LONGEST_TITLE = 500  # characters
LONGEST_TEXT = 20_000
MOST_ATTENDEES = 500
_DETAILS = ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "ORGANIZER", "ATTENDEE")
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_ROOMS = ("ROOM", "RESOURCE")


class Attendee(NamedTuple):
    """Somebody invited: address and answer (accepted, declined, needs-action) in lower case."""

    email: str
    name: str
    partstat: str


@dataclass(frozen=True)
class Details:
    summary: str
    description: str
    place: str
    status: str
    organizer: Attendee | None
    attendees: tuple[Attendee, ...]


def read_details(block: Block) -> Details:
    """The words of a meeting. What cannot be read is empty; rooms are no attendees."""
    text = "\r\n".join(line.text for line in block.lines if line.name in _DETAILS)
    component = Event.from_ical(f"BEGIN:VEVENT\r\n{text}\r\nEND:VEVENT\r\n")
    organizers = _people(_values(component, "ORGANIZER"))
    return Details(
        summary=_words(component, "SUMMARY", LONGEST_TITLE),
        description=_lines(component, "DESCRIPTION"),
        place=_words(component, "LOCATION", LONGEST_TITLE),
        status=_status(_words(component, "STATUS", LONGEST_TITLE)),
        organizer=organizers[0] if organizers else None,
        attendees=_people(_values(component, "ATTENDEE")[:MOST_ATTENDEES]),
    )


def title_of(block: Block) -> str:
    """The name by which a person finds a meeting in the calendar: its title and its day."""
    summary = clean(block.value("SUMMARY")).replace("\\n", " ").replace("\\", "")[:100]
    day = re.match(r"(\d{4})(\d\d)(\d\d)", block.value("DTSTART"))
    title = summary.strip() or _("Meeting without a title")
    return f"{title}, {day[1]}-{day[2]}-{day[3]}" if day else title


def _values(component: Component, name: str) -> list:
    values = component.get(name, [])
    return values if isinstance(values, list) else [values]


def _words(component: Component, name: str, longest: int) -> str:
    values = _values(component, name)
    return clean(str(values[0]))[:longest] if values else ""


def _lines(component: Component, name: str) -> str:
    values = _values(component, name)
    return clean(str(values[0]), lines=True)[:LONGEST_TEXT] if values else ""


def _status(text: str) -> str:
    status = text.lower()
    return status if status in (CANCELLED, TENTATIVE) else CONFIRMED


def _people(addresses: Iterable) -> tuple[Attendee, ...]:
    """Each address once: the first mention of a person counts."""
    people: dict[str, Attendee] = {}
    for address in addresses:
        parameters = address.params
        email = _email(str(parameters.get("EMAIL") or address))
        if email and str(parameters.get("CUTYPE", "")).upper() not in _ROOMS:
            answer = str(parameters.get("PARTSTAT", "needs-action")).lower()
            name = clean(str(parameters.get("CN", ""))).strip(" \"'")[:LONGEST_TITLE]
            shown = "" if name.lower() == email else name
            people.setdefault(email, Attendee(email, shown, answer))
    return tuple(people.values())


def _email(text: str) -> str:
    address = clean(text).strip().lower().removeprefix("mailto:").strip()
    return address if _ADDRESS.fullmatch(address) else ""
