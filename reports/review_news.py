"""What colleagues are told about a report: to read, returned, sent, and what they have to do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Notice, about
from reports.letters import local, speaking_to


def ask_for_review(report, version, by, at):
    with speaking_to(report.submitted_to) as zone:
        due = report.due_at
        text = _("To read: %(client)s, %(subject)s") % _names(report, version)
        if due is not None:
            text = _("To read and send by %(due)s: %(client)s, %(subject)s") % {
                "due": local(due, zone),
                **_names(report, version),
            }
        reason = _("because %(name)s asked you to read this report") % {"name": by.name}
        _tell(report, report.submitted_to, text, reason, at, is_to_do=True)


def tell_of_return(report, version, by, at):
    author = report.author
    if author == by:
        return
    with speaking_to(author):
        text = _("Returned by %(name)s: %(client)s, %(subject)s. %(reason)s") % {
            "name": by.name,
            "reason": report.return_reason,
            **_names(report, version),
        }
        _tell(report, author, text, _("because you wrote this report"), at, is_to_do=True)


def tell_of_sending(report, version, by, at, duties):
    """The author, when another sent it, and everyone of the agency with something to do.

    `duties` is {person: number of action items}.
    """
    close(report, None, at)
    told = dict(duties)
    told.setdefault(report.author, 0)
    told.pop(by, None)
    for person, items in told.items():
        with speaking_to(person):
            text, reason = _sent(report, version, by, items)
            _tell(report, person, text, reason, at)


def _sent(report, version, by, items):
    names = {"number": report.number, "name": by.name, **_names(report, version)}
    if not items:
        text = _("%(name)s sent %(number)s: %(client)s, %(subject)s") % names
        return text, _("because you wrote this report")
    text = ngettext(
        "%(items)d action item for you in %(number)s: %(client)s, %(subject)s",
        "%(items)d action items for you in %(number)s: %(client)s, %(subject)s",
        items,
    ) % {"items": items, **names}
    return text, _("because %(number)s names you") % names


def close(report, person, at):
    """What was asked about this report is settled, for one person or for everybody."""
    notices = Notice.objects.filter(**about(report), done_at=None)
    if person is not None:
        notices = notices.filter(person=person)
    notices.update(done_at=at)


def _names(report, version):
    return {"client": report.client.name, "subject": version.subject}


def _tell(report, person, text, reason, at, *, is_to_do=False):
    Notice.objects.tell(
        [
            Notice(
                person=person,
                client=report.client,
                text=text[:300],
                reason=reason[:300],
                url=report.get_absolute_url(),
                is_to_do=is_to_do,
                created_at=at,
                **about(report),
            )
        ]
    )
