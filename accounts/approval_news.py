"""What people are told about approvals: asked for, returned, settled."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import ladder_of
from accounts.models.about import about
from accounts.models.notice import Notice
from accounts.models.team import TeamMember


def ask(step, at):
    """Tell whoever is asked; an absent person's stand-in is told in his place."""
    for person in asked(step, at):
        with translation.override(person.language):
            words = {"kind": step.kind, "title": step.title, "client": step.client.name}
            text = _("To approve: %(kind)s, %(title)s (%(client)s)") % words
            reason = _("because %(name)s asked for your signature") % {"name": step.author.name}
            _tell(step, step, person, text, reason, at)


def asked(step, at):
    """The people a step waits for, without those who wrote what is to be signed."""
    if step.function:
        places = TeamMember.objects.on(step.client.local_date(at)).filter(client=step.client)
        places = places.filter(person__function=step.function, person__is_active=True)
        people = [place.person for place in places.select_related("person")]
    else:
        climb = ladder_of(step.client, step.author, at).climb(step.lies_with - 1, but=step.author)
        people = [told.person for told in climb.told] if climb else []
    writers = [step.author, *step.co_authors.all()]
    return [person for person in dict.fromkeys(people) if person not in writers]


def tell_of_return(step, by, at):
    """Tell the author, about the document itself: it is his to put right, not to sign."""
    author = step.author
    if author == by:
        return
    with translation.override(author.language):
        words = {"name": by.name, "kind": step.kind, "title": step.title, "reason": step.reason}
        text = _("Returned by %(name)s: %(kind)s, %(title)s. %(reason)s") % words
        _tell(step, step.about, author, text, _("because you asked for a signature"), at)


def asked_again(document, author, at):
    """What was returned is put right; its author need not look any more."""
    Notice.objects.filter(person=author, done_at=None, **about(document)).update(done_at=at)


def close(step, at):
    """Whoever was asked need not look any more."""
    Notice.objects.filter(**about(step), done_at=None).update(done_at=at)


def _tell(step, subject, person, text, reason, at):
    Notice.objects.tell(
        [
            Notice(
                person=person,
                client=step.client,
                text=text[:300],
                reason=reason[:300],
                url=step.url,
                is_to_do=True,
                created_at=at,
                **about(subject),
            )
        ]
    )
