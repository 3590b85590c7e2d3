"""Who hears of a reminder: whoever approves it, and at the last one those above."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import ladder_of
from accounts.models import Function, Notice, Rung, User, about
from billing.late_interest import COMPENSATION

TO_APPROVE = _("To approve: %(letter)s to %(client)s, %(invoice)s")
UNPAID = _("%(client)s has not paid %(invoice)s after every reminder")


def compensation_of(invoice):
    """The 40 euro of the directive; in another currency it is for finance to say."""
    return COMPENSATION if invoice.currency == "EUR" else None


def tell_of_proposal(reminder, at):
    """Finance and the account managers may approve it."""
    client = reminder.invoice.client
    people = [
        *User.objects.at_work().filter(function=Function.FINANCE),
        *holders(client, {Rung.AM}, at),
    ]
    _tell(reminder, people, at, TO_APPROVE, _("because a firm letter needs approval"), reminder)


def escalate(reminder, at):
    """Nothing is left to write: the directors talk, the CSD judges whether it is at risk."""
    client = reminder.invoice.client
    people = [*holders(client, {Rung.AD, Rung.GAD}, at), *holders(client, {Rung.CSD}, at)]
    why = _("because the account may be at risk")
    _tell(reminder, people, at, UNPAID, why, reminder.invoice)


def close(reminder, at):
    Notice.objects.filter(**about(reminder), done_at=None).update(done_at=at)


def holders(client, rungs, at):
    """Everybody on these rungs of a client's ladder."""
    steps = ladder_of(client, None, at).filled_above(0)
    return [person for rung, people in steps if rung in rungs for person in people]


def _tell(reminder, people, at, text, why, subject):
    notices = []
    invoice = reminder.invoice
    for person in dict.fromkeys(people):
        with translation.override(person.language):
            facts = {
                "client": invoice.client.name,
                "invoice": str(invoice),
                "letter": str(reminder.name),
            }
            notices.append(
                Notice(
                    person=person,
                    client=invoice.client,
                    text=(str(text) % facts)[:300],
                    reason=str(why)[:300],
                    url=reminder.get_absolute_url(),
                    is_to_do=True,
                    created_at=at,
                    **about(subject),
                )  # fmt: skip
            )
    Notice.objects.tell(notices)
