"""What people are told about a brand: steps proposed, digests due, what comes first this week."""

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Ladders, ladder_of
from accounts.models import Notice, Rung, about


def propose(note, by, at):
    """Tell the client's AE, or who stands in, what the author of a note thinks is to be done."""
    climb = ladder_of(note.client, by, at).climb(Rung.AE - 1, but=by)
    people = [told.person for told in climb.told] if climb else []
    Notice.objects.tell([_proposal(note, person, by, at) for person in people if person != by])


def executive_of(note, by, at):
    """The client's AE, or who stands in today; whoever asks, where there is none."""
    climb = ladder_of(note.client, by, at).climb(Rung.AE - 1)
    return climb.told[0].person if climb and climb.told else by


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


def settle(record, at):
    """It is done: whoever was told to need not look any more."""
    Notice.objects.filter(**about(record), done_at=None).update(done_at=at)


def remind_of_digests(reminders, at):
    """Tell each client's AE, or who stands in; a constant number of queries for all of them."""
    ladders = Ladders({told.brand.client_id for told in reminders}, [], at)
    notices = []
    for told in reminders:
        climb = ladders.of(told.brand.client_id).climb(Rung.AE - 1)
        notices += [_digest_due(told, step.person, at) for step in (climb.told if climb else ())]
    Notice.objects.tell(notices)


def _digest_due(told, person, at):
    with translation.override(person.language):
        words = {"brand": told.brand.name, "month": date_format(told.month, "F Y")}
        text = _("Competitor digest due: %(brand)s, %(month)s") % words
        reason = _("because you serve %(client)s and last month is over") % {
            "client": told.brand.client.name
        }
    url = reverse("briefs:brand-digest", args=[told.brand_id])
    return Notice(
        person=person,
        client=told.brand.client,
        text=text,
        reason=reason[:300],
        url=f"{url}?month={told.month:%Y-%m}",
        is_to_do=True,
        created_at=at,
        **about(told),
    )


def tell_of_week(note, people, by, at):
    """Tell everybody on the team, of whatever department, what comes first this week."""
    Notice.objects.tell([_of_week(note, person, by, at) for person in people if person != by])


def _of_week(note, person, by, at):
    with translation.override(person.language):
        words = {"client": note.client.name, "first": note.lines[0]["text"]}
        text = _("This week for %(client)s: %(first)s") % words
        reason = _("because you are on the team and %(name)s set the week") % {"name": by.name}
    return Notice(
        person=person,
        client=note.client,
        text=text[:300],
        reason=reason[:300],
        url=note.get_absolute_url(),
        created_at=at,
        **about(note),
    )
