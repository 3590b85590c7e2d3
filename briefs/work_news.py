"""What people are told of instructions, materials and deliverables."""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Notice, OutgoingMail, about
from briefs.departments import people_of


def day(value):
    return date_format(value, pgettext("day", "D j M"))


def tell(record, people, by, at, text, reason, *, is_to_do=False, **words):
    """One notice to each of these people but the one who did it, in his own language.

    `text` and `reason` are lazy translations with the words of `words` in them.
    """
    notices = []
    for person in dict.fromkeys(people):
        if person is None or person == by:
            continue
        with translation.override(person.language):
            notices.append(
                Notice(
                    person=person,
                    client=record.client,
                    text=(str(text) % words)[:300],
                    reason=(str(reason) % words)[:300],
                    url=record.get_absolute_url(),
                    is_to_do=is_to_do,
                    created_at=at,
                    **about(record),
                )
            )
    Notice.objects.tell(notices)


def tell_department(record, by, at, text, reason, **words):
    """Whoever of its department is on the client's team has something to do."""
    people = people_of(record.department, record.client, at)
    tell(record, people, by, at, text, reason, is_to_do=True, **words)


def close(record, at):
    """Whoever was asked need not look any more."""
    Notice.objects.filter(**about(record), done_at=None).update(done_at=at)


def write_for_material(request, by, at, *, again=False):
    """A letter to the client's person with what we need of him, in his language."""
    contact, client = request.contact, request.client
    zone = ZoneInfo(client.zone)
    with translation.override(contact.language or client.language):
        opening = _("may we remind you of this, please:") if again else _("may we ask you for:")
        wanted = request.missing or request.details
        lines = [
            _("Dear %(name)s,") % {"name": contact.name},
            "",
            opening,
            "",
            f"    {request.title}",
            *(f"    {line}" for line in wanted.splitlines()),
            "    " + _("by %(day)s") % {"day": day(request.due_on)},
            "",
            _("It is for %(job)s.") % {"job": request.job.title},
            "",
            _("Kind regards"),
            f"{by.name}, {by.paper_title}",
        ]
        subject = _("Reminder: %(text)s") if again else _("We need: %(text)s")
        mail = OutgoingMail.owed(
            key=f"material-{request.pk}-{at.astimezone(zone):%Y%m%d%H%M%S}",
            address=contact.email,
            name=contact.name,
            subject=subject % {"text": request.title},
            body="\n".join(lines),
            subject_of=request,
            at=at,
            client=client,
            reply_to=by.email,
        )
    OutgoingMail.objects.bulk_create([mail])
