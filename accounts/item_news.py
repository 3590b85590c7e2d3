"""What people are told about action items: handed over, cancelled, and the client's reminder."""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.about import about
from accounts.models.mail import OutgoingMail
from accounts.models.notice import Notice


def tell_of_handing(item, by, at):
    if item.person == by:
        return
    with translation.override(item.person.language):
        text = _("Yours to do by %(day)s: %(text)s") % {"day": day(item.due_on), "text": item.text}
        reason = _("because %(name)s handed it to you") % {"name": by.name}
        _tell(item, item.person, text, reason, at, is_to_do=True)


def tell_of_cancelling(item, by, at):
    """Nothing is left to do; its owner hears why, if another cancelled it."""
    Notice.objects.filter(**about(item), done_at=None).update(done_at=at)
    if item.person is None or item.person == by:
        return
    with translation.override(item.person.language):
        text = _("Cancelled by %(name)s: %(text)s. %(reason)s") % {
            "name": by.name,
            "text": item.text,
            "reason": item.cancel_reason,
        }
        _tell(item, item.person, text, _("because it was yours to do"), at)


def remind(item, by, at):
    """A letter to the client's person, in his language, with nothing in it but his item."""
    owner, client = item.owner, item.client
    zone = ZoneInfo(client.zone)
    with translation.override(getattr(owner, "language", "") or client.language):
        lines = [
            _("Dear %(name)s,") % {"name": owner.name},
            "",
            _("may we remind you of this, please:"),
            "",
            f"    {item.text}",
            "    " + _("by %(day)s") % {"day": day(item.due_on)},
            "",
            _("It was agreed in %(source)s.") % {"source": item.source} if item.source else "",
            "",
            _("Kind regards"),
            f"{by.name}, {by.paper_title}",
        ]
        mail = OutgoingMail.owed(
            key=f"remind-{item.pk}-{at.astimezone(zone):%Y%m%d%H%M%S}",
            address=owner.email,
            name=owner.name,
            subject=_("Reminder: %(text)s") % {"text": item.text},
            body="\n".join(lines),
            subject_of=item,
            at=at,
            client=client,
            reply_to=by.email,
        )
    OutgoingMail.objects.bulk_create([mail])


def day(value):
    return date_format(value, pgettext("day", "D j M"))


def _tell(item, person, text, reason, at, *, is_to_do=False):
    Notice.objects.tell(
        [
            Notice(
                person=person,
                client=item.client,
                text=text[:300],
                reason=reason[:300],
                url=item.source_url,
                is_to_do=is_to_do,
                created_at=at,
                **about(item),
            )
        ]
    )
