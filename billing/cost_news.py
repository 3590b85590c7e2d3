"""What people are told about costs: an account to check, an order or a bill to approve, a limit."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Function, Notice, User, about
from agency.lib.amount import amount_text


def tell(record, person, text, reason, at, *, client=None, is_to_do=False):
    """Put one subject into one inbox; `text` and `reason` are in the person's language by now."""
    notice = Notice(
        person=person,
        client=client,
        text=str(text)[:300],
        reason=str(reason)[:300],
        url=record.get_absolute_url(),
        is_to_do=is_to_do,
        created_at=at,
        **about(record),
    )
    Notice.objects.tell([notice])


def close(record, at):
    Notice.objects.filter(**about(record), done_at=None).update(done_at=at)


def finance_but(by):
    people = User.objects.at_work().filter(function=Function.FINANCE).exclude(pk=by.pk)
    return people.order_by("pk")


def tell_of_account(supplier, by, at):
    """Finance checks an account that was entered or changed, and not whoever did it."""
    for person in finance_but(by):
        with translation.override(person.language):
            text = _("Account of %(name)s to check") % {"name": supplier.name}
            reason = _("because %(name)s entered it") % {"name": by.name}
            tell(supplier, person, text, reason, at, is_to_do=True)


def tell_of_approval(supplier, by, at):
    """Whoever proposed a supplier hears that orders may go there."""
    person = supplier.proposed_by
    if person == by:
        return
    with translation.override(person.language):
        text = _("%(name)s is approved: orders may go there") % {"name": supplier.name}
        tell(supplier, person, text, _("because you proposed this supplier"), at)


def ask_for_approval(record, people, by, at):
    """Those who may approve a record are asked to; `record.client` is whose it is."""
    for person in people:
        with translation.override(person.language):
            text = _("To approve: %(record)s (%(client)s)") % {
                "record": record.label,
                "client": record.client.name,
            }
            reason = _("because %(name)s asks for it") % {"name": by.name}
            tell(record, person, text, reason, at, client=record.client, is_to_do=True)


def tell_of_decision(record, person, by, at):
    """Whoever entered a record hears what became of it."""
    close(record, at)
    if person == by:
        return
    with translation.override(person.language):
        words = {"record": record.label, "status": record.get_status_display(), "name": by.name}
        text = _("%(record)s: %(status)s, says %(name)s") % words
        tell(record, person, text, _("because you entered it"), at, client=record.client)


def tell_of_ceiling(step, ceiling, people, at):
    """A job has used so many per cent of what the client approved."""
    for person in people:
        with translation.override(person.language):
            words = {
                "job": step.job,
                "percent": step.percent,
                "spent": amount_text(step.spent, person.language),
                "ceiling": amount_text(ceiling.amount, person.language),
                "currency": ceiling.currency,
            }
            text = _(
                "%(job)s has used %(percent)s %% of its estimate: "
                "%(spent)s of %(ceiling)s %(currency)s"
            )
            reason = _("because you answer for its cost")
            tell(step, person, text % words, reason, at, client=step.job.client, is_to_do=True)
