"""What people are told about a brand: steps proposed, digests due, what comes first this week."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import ladder_of
from accounts.models import Notice, Rung, about


def propose(note, by, at):
    """Tell the client's AE, or who stands in, what the author of a note thinks is to be done."""
    climb = ladder_of(note.client, by, at).climb(Rung.AE - 1, but=by)
    people = [told.person for told in climb.told] if climb else []
    Notice.objects.tell([_proposal(note, person, by, at) for person in people if person != by])


def _proposal(note, person, by, at):
    with translation.override(person.language):
        words = {"who": note.competitor.name, "brand": note.brand.name, "step": note.next_step}
        text = _("Next step on %(who)s (%(brand)s): %(step)s") % words
        reason = _("because %(name)s proposes it after a competitor note") % {"name": by.name}
    return Notice(
        person=person,
        client=note.client,
        text=text[:300],
        reason=reason[:300],
        url=note.get_absolute_url(),
        created_at=at,
        **about(note),
    )


def forget(note):
    Notice.objects.filter(**about(note)).delete()
