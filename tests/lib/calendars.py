"""Small calendars for the tests, written as the programs write them."""

from datetime import UTC, datetime

from agency.lib.ics import CalendarFile, read_calendar

MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def calendar(*parts: str, **properties: str) -> bytes:
    """A calendar file of these components, with CRLF line ends."""
    head = [f"{name.replace('_', '-')}:{value}" for name, value in properties.items()]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head, *parts, "END:VCALENDAR", ""]
    return "\n".join(lines).replace("\n", "\r\n").encode()


def meeting(*lines: str, uid: str = "one@example.com", start: str = "DTSTART:20260310T090000Z"):
    """A VEVENT with these lines besides its UID, start and title."""
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", start, "SUMMARY:Status call", *lines, "END:VEVENT"]
    )


def read(*parts: str, window=MARCH, default_zone="Europe/Rome", **properties: str) -> CalendarFile:
    return read_calendar(calendar(*parts, **properties), window=window, default_zone=default_zone)


def starts(result: CalendarFile) -> list[str]:
    """When the meetings start, in UTC, day and hour."""
    return [f"{event.starts_at:%d %H:%M}" for event in result.events]


def reasons(result: CalendarFile) -> list[str]:
    return [reason for _what, reason in result.left_out]
