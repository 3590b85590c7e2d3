"""How the clock speaks: notices for the inbox and mails, in the reader's language."""

from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Notice, OutgoingMail, about


@contextmanager
def speaking_to(person):
    with translation.override(person.language):
        yield ZoneInfo(person.zone)


def local(moment, zone):
    """A moment as its reader writes it: Tue 24 Nov, 08:55."""
    there = moment.astimezone(zone)
    return f"{date_format(there, 'D j M')}, {date_format(there, 'H:i')}"


def notice_of(debt, step, person, why, stands_in_for, at):
    """What stands in `person`'s inbox after this step; one row per debt, the latest wins."""
    with speaking_to(person) as zone:
        return Notice(
            person=person,
            client=debt.client,
            text=headline(debt, step, zone)[:300],
            reason=reason(why, stands_in_for)[:300],
            url=debt.get_absolute_url(),
            is_to_do=why in {"owner", "drafter", "rung"},
            is_late=step.is_climb,
            created_at=at,
            **about(debt),
        )


def letter_of(debt, step, person, why, stands_in_for, at):
    """The mail that tells `person` of this step."""
    with speaking_to(person) as zone:
        return OutgoingMail.owed(
            key=f"debt-{debt.pk}-{debt.generation}-{step.code}-{person.pk}",
            address=person.email,
            name=person.name,
            person=person,
            client=debt.client,
            subject=headline(debt, step, zone),
            body=body(debt, step, zone, reason(why, stands_in_for)),
            subject_of=debt,
            at=at,
        )


def letter_to_fallback(debt, step, address, at):
    """The mail to the agency's own address, when nobody stands above the owner."""
    zone = ZoneInfo(debt.client.office.time_zone)
    return OutgoingMail.owed(
        key=f"debt-{debt.pk}-{debt.generation}-{step.code}-fallback",
        address=address,
        name="",
        client=debt.client,
        subject=headline(debt, step, zone),
        body=body(debt, step, zone, _("because nobody stands above its owner")),
        subject_of=debt,
        at=at,
    )


def headline(debt, step, zone):
    names = {"client": debt.client.name, "subject": debt.interaction.subject}
    if step.is_climb:
        return _("Report late: %(client)s, %(subject)s") % names
    names["due"] = local(debt.due_at, zone)
    return _("Report due %(due)s: %(client)s, %(subject)s") % names


def reason(why, stands_in_for):
    if stands_in_for is not None:
        return _("because you stand in for %(name)s") % {"name": stands_in_for.name}
    return {
        "owner": _("because you answer for this report"),
        "drafter": _("because you are drafting this report"),
        "superior": _("because you are next on the ladder"),
        "reviewer": _("because the draft lies with you"),
        "rung": _("because you are next on the ladder"),
    }[why]


def body(debt, step, zone, because):
    lines = [
        f"{debt.client.name}: {debt.interaction.subject}",
        _("The contact ended %(when)s.") % {"when": local(debt.ended_at, zone)},
        _("The report is due %(when)s (%(zone)s).")
        % {"when": local(debt.due_at, zone), "zone": zone.key},
        _("%(name)s answers for it.") % {"name": debt.owner.name},
        "",
        _("You get this mail %(because)s.") % {"because": because},
        f"{settings.BASE_URL}{debt.get_absolute_url()}",
    ]
    return "\n".join(lines)
