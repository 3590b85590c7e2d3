"""What people are told about review boards: invited, moved, to score, decided, sent back."""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Notice, about


def invite(board, people, by, at):
    for person in others(people, by):
        with translation.override(person.language):
            text = _("%(board)s, %(when)s: you sit on it") % facts(board, person)
            _tell(board, board, person, text, because(by), at)


def tell_of_move(board, people, by, at):
    for person in others(people, by):
        with translation.override(person.language):
            text = _("Moved to %(when)s: %(board)s") % facts(board, person)
            _tell(board, board, person, text, because_seated(), at)


def tell_of_pack(board, by, at):
    """The pack is signed: those who sit on it can read the brief and the work beforehand."""
    for person in others(board.people, by):
        with translation.override(person.language):
            text = _("To read before %(when)s: %(board)s") % facts(board, person)
            _tell(board, board, person, text, because_seated(), at)


def ask_for_scores(board, by, at):
    for seat in board.seats.filter(was_present=True).select_related("person"):
        person = seat.person
        with translation.override(person.language):
            text = _("To score now: %(board)s") % facts(board, person)
            _tell(board, board, person, text, because_seated(), at, is_to_do=True)


def score_given(board, by, at):
    """Whoever has scored all of it need not look any more."""
    if not board.works.filter(decided_at=None).exclude(scores__member=by).exists():
        Notice.objects.filter(person=by, **about(board)).finish(at)


def tell_of_cancelling(board, by, at):
    for person in others(board.people, by):
        with translation.override(person.language):
            text = _("Cancelled: %(board)s. %(reason)s") % facts(board, person)
            _tell(board, board, person, text, because_seated(), at)


def tell_of_outcome(work, by, at):
    if not work.board.works.filter(decided_at=None).exists():
        Notice.objects.filter(**about(work.board)).finish(at)
    for person in others(concerned(work), by):
        with translation.override(person.language):
            words = {"outcome": work.get_outcome_display(), "work": work.title}
            text = _("%(outcome)s: %(work)s") % words
            if work.next_step:
                text = f"{text}. {work.next_step}"
            _tell(work, work.board, person, text, because_made(), at)


def tell_of_sending_back(work, by, at):
    for person in others([*concerned(work), *work.board.chairs], by):
        with translation.override(person.language):
            words = {"name": by.name, "work": work.title, "reason": work.send_back_reason}
            text = _("Sent back by %(name)s: %(work)s. %(reason)s") % words
            _tell(work, work.board, person, text, because_made(), at)


def tell_of_answer(shown, by, at):
    work = shown.work
    for person in others(concerned(work), by):
        with translation.override(person.language):
            words = {"client": work.client.name, "answer": shown.get_answer_display()}
            text = _("%(client)s: %(answer)s, %(work)s") % (words | {"work": work.title})
            if shown.words:
                text = f"{text}. {shown.words}"
            _tell(work, work.board, person, text, because_made(), at)


def concerned(work):
    """Who made it, and who planned the board for it."""
    return [*work.makers.all(), work.board.planned_by]


def others(people, by):
    return [person for person in dict.fromkeys(people) if person != by and person.is_active]


def facts(board, person):
    starts_at = board.starts_at.astimezone(ZoneInfo(person.zone))
    when = f"{date_format(starts_at, pgettext('day', 'D j M'))}, {date_format(starts_at, 'H:i')}"
    return {"board": board.title, "when": when, "reason": board.cancel_reason}


def because(by):
    return _("because %(name)s asked you to the board") % {"name": by.name}


def because_seated():
    return _("because you sit on this board")


def because_made():
    return _("because you made it or planned its board")


def _tell(subject, board, person, text, reason, at, *, is_to_do=False):
    Notice.objects.tell(
        [
            Notice(
                person=person,
                client=board.client,
                text=text[:300],
                reason=reason[:300],
                url=subject.get_absolute_url(),
                is_to_do=is_to_do,
                created_at=at,
                **about(subject),
            )
        ]
    )
