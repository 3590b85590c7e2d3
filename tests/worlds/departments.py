"""What other departments are asked for and hand over, of Brightwater's job."""

from datetime import timedelta

from django.core.files.base import ContentFile

from accounts.models import Attachment
from tests.briefs.departments import (
    make_creative,
    make_deliverable,
    make_entry,
    make_instruction,
    make_material,
    make_outgoing,
    pdf,
)


def make_departments_world(world):
    client, people, at = world.client, world.people, world.at
    canary = world.job.title.split()[-1]
    due = at.date() + timedelta(days=7)
    file = ContentFile(canary.encode(), name=f"{canary}.txt")
    people.creative = make_creative(client)
    world.attachment = Attachment.objects.attach(world.job, client, file, people.ae, at)
    words = {"job": world.job, "at": at, "title": canary, "due_on": due}
    world.instruction = make_instruction(client, people, text=canary, **words)
    world.deliverable = make_deliverable(client, people, text=canary, **words)
    world.material = make_material(client, people, contact=world.contact, **words)
    world.entry = make_entry(client, people, at=at, title=canary, check_every=30)
    words = {"title": canary, "message": canary, "upload": pdf(f"{canary}.pdf")}
    world.outgoing = make_outgoing(client, people, at=at, **words)


def states_of_departments(world):
    """Records in the states that the world does not show: (who, address, fields)."""
    yield from states_of_instructions(world)
    yield from states_of_deliverables(world)
    yield from states_of_outgoing(world)
    entry = make_entry(world.client, world.people, at=world.at, check_every=30)
    yield "ae", f"/documents/{entry.pk}/renew/", {"link": "https://brw.example/new"}
    entry.archive(world.people.ae, world.at)
    yield "ae", f"/documents/{entry.pk}/back/", {}
    given = material(world)
    given.receive(world.people.ae, world.at)
    yield "ae", f"/materials/{given.pk}/again/", {"missing": "The logo"}
    due = (world.at + timedelta(days=9)).date().isoformat()
    yield "ae", f"/materials/{material(world).pk}/day/", {"due_on": due}


def facts(world):
    return {"job": world.job, "at": world.at, "due_on": world.at.date() + timedelta(days=7)}


def material(world):
    return make_material(world.client, world.people, contact=world.contact, **facts(world))


def states_of_instructions(world):
    people, at = world.people, world.at
    new, taken, asked, finished = (
        make_instruction(world.client, people, **facts(world)) for _number in range(4)
    )
    yield "creative", f"/instructions/{new.pk}/acknowledge/", {}
    yield "creative", f"/instructions/{new.pk}/return/", {"reason": "Which formats?"}
    taken.acknowledge(people.creative, at)
    yield "creative", f"/instructions/{taken.pk}/done/", {"note": "On the server"}
    later = (at + timedelta(days=9)).date().isoformat()
    asked.send_back(people.creative, "Which formats?", at)
    yield "ae", f"/instructions/{asked.pk}/again/", {"answer": "Six", "due_on": later}
    finished.acknowledge(people.creative, at)
    finished.finish(people.creative, "", at)
    yield "ae", f"/instructions/{finished.pk}/again/", {"answer": "Not yet", "due_on": later}


def states_of_deliverables(world):
    people, at = world.people, world.at
    owed, there = (make_deliverable(world.client, people, **facts(world)) for _number in range(2))
    yield "creative", f"/deliverables/{owed.pk}/deliver/", {"note": "Here"}
    there.deliver(people.creative, "", at)
    later = (at + timedelta(days=9)).date().isoformat()
    yield "ae", f"/deliverables/{there.pk}/accept/", {"reason": "Clear"}
    judged = {"reason": "Too dark", "next_step": "On white", "due_on": later}
    yield "ae", f"/deliverables/{there.pk}/reject/", judged


def states_of_outgoing(world):
    people, at = world.people, world.at
    asked, approved, ready = (
        make_outgoing(world.client, people, at=at, title=title) for title in "abc"
    )
    for document in (asked, approved, ready):
        document.submit(people.ae, at)
    yield "ae", f"/outgoing/{asked.pk}/take-back/", {}
    yield "ad", f"/outgoing/{asked.pk}/approve/", {"hash": asked.content_hash}
    wrong = {"reason": "The figures are old", "seen": asked.content_hash}
    yield "ad", f"/outgoing/{asked.pk}/return/", wrong
    for document in (approved, ready):
        document.approve(people.am, document.content_hash, at)
        document.approve(people.ad, document.content_hash, at)
    yield "ae", f"/outgoing/{approved.pk}/send/", {"contacts": world.contact.pk}
    yield "ae", f"/outgoing/{ready.pk}/hand-over/", {"how": "At the meeting"}
