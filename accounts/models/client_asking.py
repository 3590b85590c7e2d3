"""What a client asks by a link: kept beside the document as a question that somebody answers."""

from django.utils.translation import gettext as _

from accounts.models.client import Client
from accounts.models.question import Question
from agency.lib.refusal import Refused

MOST = 1000  # characters of a question


def questions_of(link):
    """What this person has asked about the document, in all its versions, the first one first."""
    asked = Question.objects.of(link.about.asked_about()).filter(asked_by_contact=link.contact_id)
    return asked.order_by("asked_at", "pk")


def put_question(link, text, at):
    """The question goes to the author; the same one, sent twice, is kept once."""
    text = text.strip()[:MOST]
    standing = questions_of(link).filter(text=text).first()
    if standing is not None:
        return standing
    person = answerer(link, at)
    if person is None:
        raise Refused(_("Nobody can be asked here at the moment. Please write to the agency."))
    return Question.objects.ask(
        link.about.asked_about(), text, None, at, assignee=person, contact=link.contact
    )


def answerer(link, at):
    """The author; once he no longer serves the client whoever sent the link, else an executive."""
    client = link.client
    team = client.team.on(client.local_date(at)).on_the_ladder().select_related("person")
    people = [link.about.client_author(), link.made_by, *(place.person for place in team)]
    return next((person for person in people if can_answer(client, person)), None)


def can_answer(client, person):
    return person.is_active and Client.objects.open_to(person).filter(pk=client.pk).exists()
