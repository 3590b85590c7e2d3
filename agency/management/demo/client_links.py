"""What lies with clients: one brief not answered yet, one declined, one approved."""

from datetime import timedelta

from accounts.models import ClientLink
from agency.management.demo import brief_texts as texts
from briefs.models import Brief

DAY = timedelta(days=1)
LATE = "The period is last year's. Is it too late to start in March?"


def load(northlight):
    for load_one in (waiting, declined, approved):
        load_one(northlight)


def waiting(northlight):
    """Opened once, three days ago; it can be reminded today."""
    link = sent(northlight, "BRW", "Student card: second wave", 4)
    link.open(northlight.at - 3 * DAY)


def declined(northlight):
    link = sent(northlight, "ORD", "Taste the place: autumn", 9)
    at = northlight.at - 7 * DAY
    link.open(at)
    link.decline(at, words=LATE, name=link.contact.name, content_hash=link.content_hash)


def approved(northlight):
    link = sent(northlight, "AUR", "Tins for the winter", 16)
    at = northlight.at - 14 * DAY
    link.open(at)
    link.ask(at, question="Are the tins part of it?", content_hash=link.content_hash)
    question = link.contact.questions.get()
    question.give_answer(link.made_by, "Yes, the large ones.", at + timedelta(hours=2))
    at += timedelta(hours=3)
    link.approve(at, name=link.contact.name, content_hash=link.content_hash)


def sent(northlight, code, title, days):
    """An expectation sheet that manager and director have signed, put to the client."""
    client, at = northlight.client[code], northlight.at - days * DAY
    author, manager, director = (serving(client, role) for role in ("ae", "am", "ad"))
    brief = Brief.objects.start(client, "expectation", title, author, at)
    version = brief.latest
    words = {"sections": texts.EXPECTATION, "is_for_client": True}
    version.write(author, version.edit, words, at)
    version.submit(author, at)
    for signer in (manager, director):
        version.approve(signer, version.content_hash, at + timedelta(minutes=20))
    return ClientLink.objects.invite(version, approver(client), author, at + timedelta(hours=1))


def approver(client):
    """Who may approve briefs at the client, with an address to write to."""
    contacts = client.contacts.exclude(email="").order_by("pk")
    return contacts.filter(approves_briefs=True).first()


def serving(client, role):
    return client.team.filter(role=role).select_related("person__office").first().person
