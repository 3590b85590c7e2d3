"""What colleagues are told about contacts: new debts, questions to a superior, and the answers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Notice, about
from reports.letters import local, speaking_to

CONFIRMED = gettext_lazy("%(by)s confirmed it: %(client)s, %(subject)s")
NOT_CONFIRMED = gettext_lazy("%(by)s did not confirm it: %(client)s, %(subject)s")
CANCELLED = gettext_lazy("Cancelled by %(by)s: %(client)s, %(subject)s")
STILL_OWED = gettext_lazy("%(by)s says it took place, the report is owed: %(client)s, %(subject)s")


def tell_of_debts(debts, by, at):
    """Let everyone know whose report it is, unless he logged the contact himself."""
    Notice.objects.tell([_debt_notice(debt, by, at) for debt in debts if debt.owner != by])


def tell_drafter(debt, by, at):
    with speaking_to(debt.drafter) as zone:
        text = _("Yours to draft, due %(due)s: %(client)s, %(subject)s") % {
            "due": local(debt.due_at, zone),
            **_names(debt.interaction),
        }
        reason = _("because %(name)s asked you to draft this report") % {"name": by.name}
        _tell(debt.drafter, debt.interaction, debt, text, reason, at, is_to_do=True)


def ask_about_old(contact, superior, by, at):
    _ask(contact, superior, by, at, gettext_lazy("Was it so? %(client)s, %(subject)s, %(when)s"))


def ask_about_cancellation(contact, superior, by, at):
    question = gettext_lazy("Did it fall away? %(client)s, %(subject)s, %(when)s")
    _ask(contact, superior, by, at, question)


def tell_of_no_show(contact, superior, by, at):
    if superior == by:
        return
    with speaking_to(superior):
        text = _("The client did not show up: %(client)s, %(subject)s") % _names(contact)
        reason = _("because %(name)s says so and no report is owed") % {"name": by.name}
        _tell(superior, contact, contact, text, reason, at)


def tell_answer(contact, asker, by, at, answer):
    """What the superior decided, for whoever asked."""
    if asker == by:
        return
    with speaking_to(asker):
        text = str(answer) % {"by": by.name, **_names(contact)}
        _tell(asker, contact, contact, text, _("because you asked"), at)


def _debt_notice(debt, by, at):
    with speaking_to(debt.owner) as zone:
        text = _("Report due %(due)s: %(client)s, %(subject)s") % {
            "due": local(debt.due_at, zone),
            **_names(debt.interaction),
        }
        reason = _("because %(name)s logged it and you answer for the report") % {"name": by.name}
        is_held = debt.ended_at <= at
        return _notice(debt.owner, debt.interaction, debt, text, reason, at, is_to_do=is_held)


def _ask(contact, superior, by, at, question):
    with speaking_to(superior) as zone:
        text = str(question) % {"when": local(contact.starts_at, zone), **_names(contact)}
        reason = _("because %(name)s asks and you stand above") % {"name": by.name}
        _tell(superior, contact, contact, text, reason, at, is_to_do=True)


def _names(contact):
    return {"client": contact.client.name, "subject": contact.subject}


def _tell(*args, **kwargs):
    Notice.objects.tell([_notice(*args, **kwargs)])


def _notice(person, contact, subject, text, reason, at, is_to_do=False):
    return Notice(
        person=person,
        client=contact.client,
        text=text[:300],
        reason=reason[:300],
        url=contact.get_absolute_url(),
        is_to_do=is_to_do,
        created_at=at,
        **about(subject),
    )
