"""What people are told about an estimate: approved, answered by the client, expired, withdrawn."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Notice, about


def tell_of_approval(version, by, at):
    """Its authors hear that it may go to the client."""
    for person in authors(version, but=by):
        with translation.override(person.language):
            text = _("Approved inside, to the client now: %(estimate)s") % words(version)
            _tell(version, person, text, at, is_to_do=True)


def tell_of_clients_answer(version, by, at):
    """Its authors hear what the client decided, and finance that there is something to bill."""
    for person in authors(version, but=by):
        with translation.override(person.language):
            facts = words(version) | {"name": version.client_signer or version.client.name}
            facts["reason"] = version.decline_reason
            if version.is_declined:
                text = _("%(name)s declined %(estimate)s: %(reason)s")
            else:
                text = _("%(name)s approved %(estimate)s; the work may begin")
            _tell(version, person, text % facts, at, is_to_do=version.is_declined)


def tell_of_expiry(version, at):
    for person in authors(version):
        with translation.override(person.language):
            text = _("Expired without an answer: %(estimate)s (%(client)s)") % words(version)
            _tell(version, person, text, at, is_to_do=True)


def tell_of_withdrawal(version, by, at):
    for person in authors(version, but=by):
        with translation.override(person.language):
            facts = words(version) | {"name": by.name, "reason": version.withdrawal_reason}
            text = _("Withdrawn by %(name)s: %(estimate)s. %(reason)s") % facts
            _tell(version, person, text, at)


def authors(version, but=None):
    people = [version.estimate.author, *version.estimate.writers.all()]
    return [person for person in dict.fromkeys(people) if person.is_active and person != but]


def words(version):
    return {"estimate": f"{version.label} {version.title}", "client": version.client.name}


def _tell(version, person, text, at, *, is_to_do=False):
    notice = Notice(
        person=person,
        client=version.client,
        text=text[:300],
        reason=_("because you wrote it"),
        url=version.get_absolute_url(),
        is_to_do=is_to_do,
        created_at=at,
        **about(version),
    )
    Notice.objects.tell([notice])
