"""What people are told about milestones: due, overdue, and reached after all."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Notice, about


def due_soon(row, person, at):
    return _notice(row, person, _("Due %(day)s: %(name)s, %(job)s"), at)


def overdue(row, person, at):
    return _notice(row, person, _("Overdue since %(day)s: %(name)s, %(job)s"), at, is_late=True)


def settle(rows: Iterable, at):
    """Nothing is left to see to."""
    for row in rows:
        Notice.objects.filter(**about(row), done_at=None).update(done_at=at)


def _notice(row, person, sentence, at, *, is_late=False):
    with translation.override(person.language):
        day = date_format(row.planned_end, pgettext("day", "D j M"))
        text = _(sentence) % {"day": day, "name": row.name, "job": row.job}
        return Notice(
            person=person,
            client=row.client,
            text=text[:300],
            reason=_reason(row, person)[:300],
            url=row.get_absolute_url(),
            is_to_do=True,
            is_late=is_late,
            created_at=at,
            **about(row),
        )


def _reason(row, person):
    if person.pk == row.person_id:
        return _("because you see to it")
    if person.pk == row.job.owner_id:
        return _("because the job is yours")
    return _("because you are next on the ladder")
