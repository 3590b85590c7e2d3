"""A briefing session as an event of a calendar (RFC 5545)."""

from datetime import UTC, datetime

from icalendar import Calendar, Event


def briefing_event(session, url: str, at: datetime) -> bytes:
    """The file that puts a session into anybody's calendar; `url` is its page, `at` the moment."""
    event = Event()
    event.add("uid", f"briefing-{session.pk}@{url.split('/')[2]}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", f"{session}, {session.client.name}")
    event.add("url", url)
    if session.place:
        event.add("location", session.place)
    if session.status == session.Status.CANCELLED:
        event.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//Plates//Briefings//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()
