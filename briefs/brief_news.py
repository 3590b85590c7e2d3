"""What people are told about a brief: approved, answered by the client, issued, withdrawn."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Notice, TeamMember, User, about


def tell_of_approval(version, by, at):
    """Its authors hear that it holds, and what is the next thing to do."""
    for person in authors(version, but=by):
        with translation.override(person.language):
            if version.is_for_client:
                text = _("Approved inside, to the client now: %(brief)s")
            else:
                text = _("Approved, to be issued now: %(brief)s")
            _tell(version, person, text % words(version), wrote_it(), at, is_to_do=True)


def tell_of_clients_answer(version, by, at):
    for person in authors(version, but=by):
        with translation.override(person.language):
            facts = words(version) | {"name": version.client_signer or version.client.name}
            facts["reason"] = version.decline_reason
            if version.is_declined:
                text = _("%(name)s declined %(brief)s: %(reason)s")
            else:
                text = _("%(name)s approved %(brief)s; it can be issued")
            _tell(version, person, text % facts, wrote_it(), at, is_to_do=True)


def tell_of_issue(version, by, at):
    """Those of the departments who serve the client work by it from now on."""
    for person in departments(version, at):
        if person != by:
            with translation.override(person.language):
                word = _("Briefed anew") if version.is_rebrief else _("Briefed")
                text = f"{word}: " + _("%(brief)s (%(client)s)") % words(version)
                reason = _("because you work for %(client)s") % words(version)
                _tell(version, person, text, reason, at)
    close(version, at, [person.pk for person in authors(version)])


def tell_of_withdrawal(version, by, at, *, was_issued):
    people = authors(version, but=by)
    people += departments(version, at) if was_issued else []
    for person in dict.fromkeys(people):
        if person != by:
            with translation.override(person.language):
                facts = words(version) | {"name": by.name, "reason": version.withdrawal_reason}
                text = _("Withdrawn by %(name)s: %(brief)s. %(reason)s") % facts
                _tell(version, person, text, _("because you wrote it or work by it"), at)


def authors(version, but=None):
    people = [version.brief.author, *version.brief.co_authors.all()]
    return [person for person in dict.fromkeys(people) if person.is_active and person != but]


def departments(version, at):
    """Whoever of other departments is on the client's team today."""
    client = version.client
    places = TeamMember.objects.on(client.local_date(at)).filter(client=client, person__rank="")
    return list(User.objects.at_work().filter(pk__in=places.values("person")).order_by("pk"))


def wrote_it():
    return _("because you wrote it")


def words(version):
    return {"brief": f"{version.label} {version.title}", "client": version.client.name}


def close(version, at, people):
    done = Notice.objects.filter(**about(version), person__in=people, done_at=None)
    done.update(done_at=at)


def _tell(version, person, text, reason, at, *, is_to_do=False):
    notice = Notice(
        person=person,
        client=version.client,
        text=text[:300],
        reason=reason[:300],
        url=version.get_absolute_url(),
        is_to_do=is_to_do,
        created_at=at,
        **about(version),
    )
    Notice.objects.tell([notice])
