"""What people are told of invoices: to issue, returned, issued, disputed."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import ladder_of
from accounts.models.about import about
from accounts.models.notice import Notice
from accounts.models.rank import Function, Rung
from accounts.models.user import User

__all__ = ["about"]

TO_ISSUE = _("To issue: %(title)s (%(client)s)")
RETURNED = _("Returned by %(name)s: %(title)s. %(reason)s")
ISSUED = _("Issued: %(title)s (%(client)s)")
DISPUTED = _("%(client)s disputes %(title)s. %(reason)s")


def tell_finance(invoice, by, at):
    """Finance has something to issue."""
    people = User.objects.at_work().filter(function=Function.FINANCE)
    why = _("because finance issues invoices")
    tell(invoice, people, by, at, TO_ISSUE, why, is_to_do=True)


def tell_of_return(invoice, reason, by, at):
    close(invoice, at)
    why = _("because you wrote it")
    tell(invoice, [invoice.author], by, at, RETURNED, why, is_to_do=True, reason=reason)


def tell_of_issue(invoice, by, at):
    """Whoever wrote it, and whose job it is, may tell the client."""
    close(invoice, at)
    people = [invoice.author, invoice.job.owner if invoice.job else None]
    tell(invoice, people, by, at, ISSUED, _("because you wrote it, or the job is yours"))


def tell_of_dispute(invoice, by, at):
    """The account managers and finance hear of it."""
    people = [
        *_holders(invoice, Rung.AM, at),
        *User.objects.at_work().filter(function=Function.FINANCE),
    ]
    why = _("because a disputed invoice is not paid")
    reason = invoice.dispute_reason
    tell(invoice, people, by, at, DISPUTED, why, is_to_do=True, reason=reason)


def close_dispute(invoice, by, at):
    close(invoice, at)


def close(invoice, at):
    """Whoever was asked need not look any more."""
    Notice.objects.filter(**about(invoice), done_at=None).update(done_at=at)


def tell(invoice, people, by, at, text, reason_why, *, is_to_do=False, reason=""):
    """One notice to each of these people but the one who did it, in his own language."""
    notices = []
    words = {"title": str(invoice), "client": invoice.client.name, "name": by.name}
    for person in dict.fromkeys(people):
        if person is None or person == by:
            continue
        with translation.override(person.language):
            notices.append(
                Notice(
                    person=person,
                    client=invoice.client,
                    text=(str(text) % {**words, "reason": reason})[:300],
                    reason=str(reason_why)[:300],
                    url=invoice.get_absolute_url(),
                    is_to_do=is_to_do,
                    created_at=at,
                    **about(invoice),
                )
            )
    Notice.objects.tell(notices)


def _holders(invoice, rung, at):
    _rung, people = next(iter(ladder_of(invoice.client, None, at).filled_above(rung - 1)), (0, []))
    return people
