"""What people are told about briefing sessions: invited, moved, cancelled, asked to answer."""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Notice, about


def tell_of_plan(session, by, at):
    _tell_all(session, _people(session), _invitation, _as_invited, by, at)


def tell_of_change(session, newcomers, *, moved, by, at):
    """Those who are new are invited; the others hear only that time, place or version moved."""
    _tell_all(session, newcomers, _invitation, _as_invited, by, at)
    if moved:
        rest = [person for person in _people(session) if person not in newcomers]
        _tell_all(session, rest, _move, _as_invited, by, at)


def tell_of_cancelling(session, by, at):
    _tell_all(session, _people(session), _cancelling, _as_invited, by, at)


def ask_for_understanding(session, by, at):
    """Whoever was invited asks or says that he understood, whether he was there or not."""
    people = [place.person for place in session.participants.select_related("person__office")]
    _tell_all(session, people, _question, _as_participant, None, at, is_to_do=True)


def close(session, person, at):
    """He has answered."""
    Notice.objects.filter(**about(session), person=person, done_at=None).update(done_at=at)


def forget(session, person_id):
    """He is no longer invited."""
    Notice.objects.filter(**about(session), person=person_id).delete()


def _people(session):
    people = [place.person for place in session.participants.select_related("person__office")]
    return list(dict.fromkeys([session.presenter, *people]))


def _invitation(session, person):
    return _("Briefing on %(when)s: %(brief)s (%(client)s)") % _words(session, person)


def _move(session, person):
    return _("Briefing changed, now %(when)s: %(brief)s (%(client)s)") % _words(session, person)


def _cancelling(session, person):
    words = _words(session, person) | {"reason": session.cancel_reason}
    return _("Briefing of %(when)s cancelled: %(brief)s (%(client)s). %(reason)s") % words


def _question(session, person):
    return _("Ask, or say that you understood: %(brief)s (%(client)s)") % _words(session, person)


def _as_invited(by):
    return _("because %(name)s invited you") % {"name": by.name}


def _as_participant(_by):
    return _("because this brief was presented to you")


def _words(session, person):
    starts = session.starts_at.astimezone(ZoneInfo(person.zone))
    day = date_format(starts, pgettext("day", "D j M"))
    return {
        "brief": session.version.brief.title,
        "client": session.client.name,
        "when": f"{day}, {date_format(starts, 'H:i')}",
    }


def _tell_all(session, people, text, reason, by, at, *, is_to_do=False):
    notices = []
    for person in people:
        if person == by:
            continue
        with translation.override(person.language):
            notices.append(
                Notice(
                    person=person,
                    client=session.client,
                    text=text(session, person)[:300],
                    reason=reason(by)[:300],
                    url=session.get_absolute_url(),
                    is_to_do=is_to_do,
                    created_at=at,
                    **about(session),
                )
            )
    Notice.objects.tell(notices)
