"""A calendar as Google exports it, with meetings of the demo's people around now."""

import uuid
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

NADIA = "ae@northlight.example"
HEAD = """\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:{owner}
X-WR-TIMEZONE:Europe/Dublin
BEGIN:VTIMEZONE
TZID:Europe/Dublin
X-LIC-LOCATION:Europe/Dublin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:GMT+1
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def calendar(*events):
    lines = HEAD.format(owner=NADIA).splitlines()
    for lines_of_one in events:
        lines += ["BEGIN:VEVENT", *lines_of_one, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "\r\n".join(part for line in lines for part in folded(line)).encode() + b"\r\n"


def event(summary, ended_at, *guests, lasting=45, repeats="", status="CONFIRMED", place=""):
    """The lines of one event; a repeated one carries its zone, as Google writes it."""
    starts_at = ended_at - timedelta(minutes=lasting)
    stamp = moment(datetime.now(UTC))
    times = [f"DTSTART:{moment(starts_at)}", f"DTEND:{moment(ended_at)}"]
    if repeats:
        times = [f"DTSTART;TZID=Europe/Dublin:{local(starts_at)}"]
        times += [f"DTEND;TZID=Europe/Dublin:{local(ended_at)}", f"RRULE:{repeats}"]
    return [
        *times,
        f"DTSTAMP:{stamp}",
        f"UID:{uuid.uuid4().hex[:26]}@google.com",
        f"ORGANIZER;CN={NADIA}:mailto:{NADIA}",
        *(invitation(guest) for guest in (NADIA, *guests)),
        f"CREATED:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"LOCATION:{place}",
        "SEQUENCE:0",
        f"STATUS:{status}",
        f"SUMMARY:{summary}",
        "TRANSP:OPAQUE",
    ]


def invitation(email):
    head = "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;"
    return f"{head}CN={email};X-NUM-GUESTS=0:mailto:{email}"


def moment(at):
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(at):
    return f"{at:%Y%m%dT%H%M%S}"


def folded(line, length=74):
    """A long line goes on in the next, behind a blank (RFC 5545, 3.1)."""
    yield line[:length]
    for start in range(length, len(line), length - 1):
        yield f" {line[start : start + length - 1]}"


def import_into(visitor, *events):
    """What a person does with the exported file."""
    visitor.go("/my-day/")
    visitor.page.get_by_role("link", name="Import calendar").click()
    file = {"name": "nadia.ics", "mimeType": "text/calendar", "buffer": calendar(*events)}
    visitor.page.get_by_label("Calendar file").set_input_files(file)
    visitor.page.get_by_role("button", name="Read the calendar").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("nadia.ics")
