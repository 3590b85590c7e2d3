"""What clients and colleagues are told about approvals by link: asked, reminded, answered."""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.about import about
from accounts.models.agency_profile import AgencyProfile
from accounts.models.mail import OutgoingMail
from accounts.models.notice import Notice


def invite(link, document, by, at):
    """The letter that brings the address, in the language of its reader."""
    with translation.override(link.language):
        words = document.client_words()
        subject = _("For your approval: %(kind)s “%(title)s”") % words
        _write(link, document, by, at, subject, _("please read this and tell us your answer:"))


def remind(link, document, by, at):
    with translation.override(link.language):
        words = document.client_words()
        subject = _("Reminder, for your approval: %(kind)s “%(title)s”") % words
        _write(link, document, by, at, subject, _("this still waits for your answer:"))


def _write(link, document, by, at, subject, opening):
    lines = [
        opening,
        "",
        f"    {named(document)}",
        "",
        _("Approve it, ask a question or decline it here:"),
        link.address,
        "",
        _("The link is for you alone and works until %(day)s. Opening it decides nothing.")
        % {"day": day_of(link.expires_at, link.client)},
    ]
    _send(link, by, at, "invite", subject, lines)


def confirm(answer, link, document, at):
    """The client has answered: a copy to him, and word to those who asked."""
    sender = link.made_by
    with translation.override(link.language):
        words = document.client_words()
        if answer.is_approval:
            subject = _("You approved: %(kind)s “%(title)s”") % words
            opening = _("thank you. This is a copy of what you approved:")
        else:
            subject = _("You declined: %(kind)s “%(title)s”") % words
            opening = _("thank you for your answer. This is what you declined:")
        lines = [opening, "", f"    {named(document)}", *_record(answer, link.client)]
        paper = document.client_paper() if answer.is_approval else None
        _send(link, sender, at, "answer", subject, lines, paper=paper)
    tell_of_answer(answer, link, document, at)


def _record(answer, client):
    yield "    " + _("Answered %(moment)s by %(name)s") % {
        "moment": moment_of(answer.decided_at, client),
        "name": answer.name,
    }
    yield "    " + _("Fingerprint %(hash)s") % {"hash": answer.content_hash}
    if answer.words:
        yield from ("", _("In your words:"), answer.words)
    yield ""
    yield _("If this was not you, please tell us at once.")


def _send(link, by, at, kind, subject, lines, **columns):
    contact = link.contact
    head = [_("Dear %(name)s,") % {"name": contact.name}, ""]
    foot = ["", _("Kind regards"), f"{by.name}, {by.paper_title}", AgencyProfile.current().name]
    OutgoingMail.owed(
        key=f"link-{kind}-{link.pk}-{at:%Y%m%d%H%M%S%f}",
        address=contact.email,
        name=contact.name,
        subject=subject,
        body="\n".join([*head, *lines, *foot]),
        subject_of=link,
        at=at,
        client=link.client,
        reply_to=by.email,
        **columns,
    ).save()


# -- Inside the house ---------------------------------------------------------------------------


def tell_of_answer(answer, link, document, at):
    """Whoever asked hears what the client decided; its authors hear of it by the document."""
    person = link.made_by
    if person == document.client_author():
        return
    with translation.override(person.language):
        words = {"name": answer.name, "client": answer.client.name, "words": answer.words}
        facts = words | document.client_words()
        if answer.is_approval:
            text = _("Approved by %(name)s (%(client)s): %(kind)s, %(title)s") % facts
        else:
            text = _("Declined by %(name)s (%(client)s): %(kind)s, %(title)s. %(words)s") % facts
        reason = _("because you asked for the client's approval")
        _tell(answer, person, link, text, reason, at, is_to_do=not answer.is_approval)


def tell_of_wish(link, at):
    """Somebody holds an address that leads nowhere and wants the newest document."""
    person = link.made_by
    with translation.override(person.language):
        facts = {"name": link.contact.name, "kind": link.kind, "title": link.title}
        text = _("%(name)s asks for the newest version: %(kind)s, %(title)s") % facts
        reason = _("because the link you sent no longer works")
        _tell(link, person, link, text, reason, at, is_to_do=True)


def _tell(record, person, link, text, reason, at, *, is_to_do):
    notice = Notice(
        person=person,
        client=link.client,
        text=text[:300],
        reason=reason[:300],
        url=link.url,
        is_to_do=is_to_do,
        created_at=at,
        **about(record),
    )
    Notice.objects.tell([notice])


# -- Words --------------------------------------------------------------------------------------


def said(answer):
    """Who decided what, and when, in one sentence."""
    facts = {"name": answer.name, "moment": moment_of(answer.decided_at, answer.client)}
    if answer.recorded_by:
        facts["moment"] = day_of(answer.decided_at, answer.client)
    if answer.is_approval:
        return _("%(name)s approved this version on %(moment)s.") % facts
    return _("%(name)s declined this version on %(moment)s.") % facts


def named(document):
    """ "Creative brief “Card launch”, BRW-26-0042-CB, version 2"."""
    words = document.client_words()
    parts = [_("%(kind)s “%(title)s”") % words, words["number"]]
    if words["version"]:
        parts.append(_("version %(version)s") % words)
    return ", ".join(filter(None, parts))


def day_of(moment, client):
    return date_format(_there(moment, client), pgettext("day with year", "j F Y"))


def moment_of(moment, client):
    there = _there(moment, client)
    return f"{day_of(moment, client)}, {date_format(there, 'H:i')} {there.tzname()}"


def _there(moment, client):
    return moment.astimezone(ZoneInfo(client.zone))
