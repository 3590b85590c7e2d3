"""What people are told about their own place in the agency, in their own language."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models.about import about


def invitation(person, at):
    """The mail that asks somebody new, or somebody back, to choose a password."""
    url = urljoin(settings.BASE_URL, reverse("account_reset_password"))
    with translation.override(person.language):
        body = _(
            "Hello %(name)s,\n\n"
            "You sign in to Plates with this address: %(email)s\n"
            "Choose your password here:\n%(url)s\n"
        ) % {"name": person.get_short_name(), "email": person.email, "url": url}
        subject = _("Choose your password for Plates")
    return _mail(person, person.email, "invitation", subject, body, at)


def address_changed(person, old_address, by, at):
    """The mail to the old address, so that nobody's sign-in is taken over in silence."""
    with translation.override(person.language):
        body = _(
            "Hello %(name)s,\n\n"
            "%(by)s has changed the address you sign in with: it is %(email)s from now on.\n"
            "If you did not ask for this, tell the administration at once.\n"
        ) % {"name": person.get_short_name(), "by": by.name, "email": person.email}
        subject = _("Your address for Plates has been changed")
    return _mail(person, old_address, "address", subject, body, at)


def _mail(person, address, kind, subject, body, at):
    return person.mails.model.owed(
        key=f"{kind}-{person.pk}-{at:%Y%m%d%H%M%S%f}",
        address=address,
        name=person.name,
        person=person,
        subject=subject,
        body=body,
        subject_of=person,
        at=at,
    )


def moved_under(person, manager, by, at):
    """What the moved person finds in the inbox."""
    with translation.override(person.language):
        text = (
            _("You report to %(manager)s now.") % {"manager": manager.name}
            if manager
            else _("You report to nobody now.")
        )
        return _notice(person, person, text, by, at)


def left_places(manager, person, vacant, by, at):
    """What the manager of somebody who left finds in the inbox: whom the clients lost."""
    places = ", ".join(f"{place.client.name} ({place.get_role_display()})" for place in vacant)
    with translation.override(manager.language):
        text = _("%(name)s has left.") % {"name": person.name}
        if places:
            text += " " + _("Nobody holds: %(places)s.") % {"places": places}
        return _notice(manager, person, text, by, at)


def _notice(to, person, text, by, at):
    return to.notices.model(
        person=to,
        text=text[:300],
        reason=(_("because %(name)s changed the people") % {"name": by.name})[:300],
        url=person.get_absolute_url(),
        created_at=at,
        **about(person),
    )


def days_between(absence):
    """ "3 Nov 2026", or "3 Nov – 7 Nov 2026"."""
    last = date_format(absence.ends_on, "j M Y")
    if absence.starts_on == absence.ends_on:
        return last
    shape = "j M" if absence.starts_on.year == absence.ends_on.year else "j M Y"
    return f"{date_format(absence.starts_on, shape)} – {last}"


def stands_in(absence, by, at):
    with translation.override(absence.delegate.language):
        text = _("You stand in for %(name)s: %(days)s. The clocks come to you.")
        return _of_absence(absence, absence.delegate, text, by, at)


def stands_in_no_more(absence, delegate, by, at):
    with translation.override(delegate.language):
        text = _("You no longer stand in for %(name)s.")
        return _of_absence(absence, delegate, text, by, at)


def gone_away(absence, by, at):
    with translation.override(absence.person.language):
        return _of_absence(absence, absence.person, _("You are away: %(days)s."), by, at)


def _of_absence(absence, to, text, by, at):
    facts = {"name": absence.person.name, "days": days_between(absence)}
    return to.notices.model(
        person=to,
        text=(text % facts)[:300],
        reason=(_("because %(name)s entered it") % {"name": by.name})[:300],
        url=absence.get_absolute_url(),
        created_at=at,
        **about(absence),
    )
