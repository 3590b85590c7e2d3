"""The departments' side of the cast: who makes things, and one of each noun they work with."""

from datetime import timedelta

from django.core.files.base import ContentFile

from accounts.models import TeamMember
from briefs.models import (
    Deliverable,
    DocumentEntry,
    Instruction,
    Job,
    MaterialRequest,
    OutgoingDocument,
)
from tests.cast import NOW, make_contact, make_person, put_on_team

DUE = (NOW + timedelta(days=7)).date()
PDF = b"%PDF-1.7\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def make_creative(client, email="daria"):
    """A creative on the client's team."""
    place = TeamMember.objects.filter(client=client, person__email__startswith=f"{email}@").first()
    if place:
        return place.person
    person = make_person(email, function="creative")
    put_on_team(client, person, "creative")
    return person


def make_job(client, ladder, at=NOW):
    return Job.objects.open_job(client, None, "Card launch", ladder.ae, by=ladder.am, at=at)


def make_instruction(client, ladder, job=None, at=NOW, **facts):
    make_creative(client)
    facts = {"title": "Three routes", "text": "For the key visual.", "due_on": DUE, **facts}
    job = job or make_job(client, ladder)
    return Instruction.objects.give(job, "creative", by=ladder.ae, at=at, **facts)


def make_deliverable(client, ladder, job=None, at=NOW, **facts):
    make_creative(client)
    facts = {"title": "Key visual", "text": "", "due_on": DUE, **facts}
    job = job or make_job(client, ladder)
    return Deliverable.objects.ask(job, "creative", by=ladder.ae, at=at, **facts)


def make_material(client, ladder, job=None, contact=None, at=NOW, **facts):
    facts = {"title": "Logo files", "due_on": DUE, **facts}
    job = job or make_job(client, ladder)
    contact = contact or client.contacts.first() or make_contact(client)
    return MaterialRequest.objects.ask(job, contact, by=ladder.ae, at=at, **facts)


def make_entry(client, ladder, at=NOW, **facts):
    facts = {"kind": "guideline", "title": "Brand guidelines", "owner": ladder.aae, **facts}
    return DocumentEntry.objects.enter(client, by=ladder.ae, at=at, **facts)


def pdf(name="plan.pdf", content=PDF):
    return ContentFile(content, name=name)


def make_outgoing(client, ladder, by=None, at=NOW, **facts):
    facts = {
        "kind": "recommendation",
        "title": "Media recommendation",
        "message": "",
        "upload": pdf(),
        **facts,
    }
    return OutgoingDocument.objects.write(client, by or ladder.ae, at, **facts)
