"""A review board on paper and in a calendar: plain dicts and text, for our own people only."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event

from accounts.models import AgencyProfile, Paper


def minutes_paper(board, step, at) -> Paper:
    """The approved minutes, to be printed; `step` is the signature under them. Not saved yet."""
    language = board.planned_by.language or "en"
    with translation.override(language):
        content = board_minutes(board, step, at)
    return Paper.owed(
        subject_of=board,
        client=board.client,
        number=f"{board.client.code}-board-{board.pk}",
        version=1,
        title=content["title"],
        template="board_minutes.html",
        language=language,
        content=content | {"language": language},
        at=at,
    )


def board_minutes(board, step, at) -> dict:
    """What the paper of the minutes says, in the language that is switched on.

    Text, numbers, lists and dicts only. It is internal: scores, reasons and next steps are in it.
    """
    profile, kind = AgencyProfile.current(), str(board.get_kind_display())
    lines = [profile.legal_name, *profile.address.splitlines(), profile.website]
    what = {"client": board.client.name, "title": board.title}
    return {
        "kind": _("Minutes of a review board"),
        "number": kind,
        "status": "",
        "heading": board.title,
        "title": _("Minutes: %(title)s") % what,
        "footer": _("%(client)s. Internal: not for the client.") % what,
        "agency": {"name": profile.name, "address": [li for li in lines if li.strip()], "logo": ""},
        "client": board.client.name,
        "jobs": [str(job) for job in board.jobs.all()],
        "when": _span(board),
        "place": board.place,
        "brief": str(board.brief_version or ""),
        "present": _seated(board, present=True),
        "absent": _seated(board, present=False),
        "minutes": board.minutes,
        "works": [_work(work) for work in board.works.all()],
        "rationale": [_part(part) for part in board.rationale.select_related("author")],
        "actions": [_action(row, board) for row in board.actions.select_related("person")],
        "written_by": _named(board.minutes_by),
        "approved": {**_named(step.decided_by), "when": _moment(step.decided_at, board)},
        "is_self_approved": step.is_self_approved,
    }


def _work(work):
    scores = [
        {**_named(row.member), "score": row.score, "comment": row.comment}
        for row in work.scores.select_related("member")
    ]
    marks = [row["score"] for row in scores]
    average = number_format(sum(marks) / len(marks), decimal_pos=1) if marks else ""
    spread = f"{min(marks)}–{max(marks)}" if marks else ""
    return {
        "title": work.title,
        "round": work.round,
        "makers": [person.name for person in work.makers.all()],
        "description": work.description,
        "outcome": str(work.get_outcome_display()),
        "reason": work.reason,
        "next_step": work.next_step,
        "changes": work.changes,
        "average": average,
        "spread": spread,
        "scores": scores,
    }


def _seated(board, *, present):
    seats = board.seats.filter(was_present=present).select_related("person")
    return [_named(seat.person) for seat in seats]


def _part(part):
    return {"part": str(part.get_part_display()), "text": part.text, **_named(part.author)}


def _action(row, board):
    return {
        "number": f"A{row.position + 1}",
        "text": row.text,
        "who": row.person.name,
        "organisation": "",
        "due": date_format(row.due_on, pgettext("day", "D j M")),
    }


def _named(person):
    return {"name": person.name, "role": str(person.paper_title)}


def _span(board):
    zone = ZoneInfo(board.client.office.time_zone)
    starts, ends = board.starts_at.astimezone(zone), board.ends_at.astimezone(zone)
    return _("%(day)s, %(start)s to %(end)s") % {
        "day": date_format(starts, pgettext("day in full", "l j F Y")),
        "start": date_format(starts, "H:i"),
        "end": date_format(ends, "H:i"),
    }


def _moment(at, board):
    there = at.astimezone(ZoneInfo(board.client.office.time_zone))
    day = date_format(there, pgettext("day in full", "l j F Y"))
    return f"{day}, {date_format(there, 'H:i')} {there.tzname()}"


def session_calendar(board) -> bytes:
    """The session as a calendar (RFC 5545) that a person takes into his own; nobody is invited.

    A cancelled session takes itself out again, because its UID stays the same.
    """
    event = Event()
    event.add("uid", f"review-board-{board.pk}@plates")
    event.add("dtstamp", board.planned_at.astimezone(UTC))
    event.add("dtstart", board.starts_at.astimezone(UTC))
    event.add("dtend", board.ends_at.astimezone(UTC))
    event.add("summary", f"{board.get_kind_display()}: {board.title}")
    event.add("location", board.place)
    event.add("status", "CANCELLED" if board.cancelled_at else "CONFIRMED")
    address = f"{settings.BASE_URL}{board.get_absolute_url()}"
    event.add("url", address)
    event.add("description", f"{board.client.name}\n{address}")
    calendar = Calendar()
    calendar.add("prodid", "-//Plates//Review boards//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
