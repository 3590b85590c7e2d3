"""What the departments have in hand for the card launch, and the documents of Brightwater."""

from datetime import timedelta

from django.core.files.base import ContentFile

from briefs.models import (
    Deliverable,
    DocumentEntry,
    Instruction,
    Job,
    MaterialRequest,
    OutgoingDocument,
)

DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501


def departments(northlight):
    job = Job.objects.get(title="Card launch")
    instruct(northlight, job)
    ask_the_client(northlight, job)
    deliver(northlight, job)
    keep_documents(northlight, job)
    recommend(northlight, job)


def instruct(northlight, job):
    """One taken and in work, one that nobody has taken for days, one sent back with a question."""
    at, ae, creative = northlight.at, northlight.person["ae"], northlight.person["daria.kovac"]
    asked = [
        ("Route B in six formats", "Card number masked; the blue of the new guidelines.", 6, 5),
        ("Stills for the launch film", "Three frames, wide and upright, without the claim.", 9, 4),
        ("Claim for out-of-home", "Seven words at most, to be read at 50 km/h.", 4, 2),
    ]
    taken, _unheard, unclear = (
        Instruction.objects.give(
            job,
            "creative",
            by=ae,
            at=at - ago * DAY,
            title=title,
            text=text,
            due_on=northlight.today + days * DAY,
        )
        for title, text, days, ago in asked
    )
    taken.acknowledge(creative, at - 4 * DAY)
    question = "Is the old claim out for good, or may we play with it?"
    unclear.send_back(creative, question, at - DAY)


def ask_the_client(northlight, job):
    """One that holds up production, half there; one that came."""
    at, ae = northlight.at, northlight.person["ae"]
    joanna = job.client.contacts.get(name="Joanna Okafor")
    facts = {"by": ae, "at": at - 6 * DAY, "due_on": northlight.today - DAY}
    logos = MaterialRequest.objects.ask(
        job,
        joanna,
        title="Logo and card artwork as vectors",
        stage=job.stages.filter(left_at=None).last(),
        **facts,
    )
    logos.receive_part(ae, "The card's back side", at - 2 * DAY)
    text = MaterialRequest.objects.ask(job, joanna, title="Legal line for the footer", **facts)
    text.receive(ae, at - 3 * DAY)


def deliver(northlight, job):
    """A key visual that was rejected, with what to do next; stills that are accepted."""
    at, ae, creative = northlight.at, northlight.person["ae"], northlight.person["daria.kovac"]
    visual, layout = (
        Deliverable.objects.ask(
            job,
            "creative",
            by=ae,
            at=at - 8 * DAY,
            title=title,
            text="",
            due_on=northlight.today - 3 * DAY,
        )
        for title in ("Key visual, final layout", "Layout of the letter")
    )
    file = ContentFile(PDF, name="key-visual-v1.pdf")
    visual.deliver(creative, "First full layout", at - 3 * DAY, [file])
    visual.reject(
        ae,
        "The card is lost at 90 pixels: the brief asks for small formats first.",
        "Crop to the card and the hand; show it at 90 and at 300 pixels.",
        northlight.today + 2 * DAY,
        at - 2 * DAY,
    )
    layout.deliver(creative, "", at - 4 * DAY)
    layout.accept(ae, "Right the first time: clear, and the legal line has room.", at - 4 * DAY)


def keep_documents(northlight, job):
    at, client = northlight.at, job.client
    ae, aae = northlight.person["ae"], northlight.person["aae"]
    kept = [
        ("guideline", "Brand guidelines 2026", aae, 90, 120, "https://brightwater.example/brand"),
        ("contacts", "Contact list", aae, 30, 12, ""),
        ("contract", "Frame contract", ae, 180, 60, ""),
        ("plan", "Media plan, first quarter", ae, 14, 5, ""),
    ]
    for kind, title, owner, days, ago, link in kept:
        DocumentEntry.objects.enter(
            client,
            by=ae,
            at=at - ago * DAY,
            kind=kind,
            title=title,
            owner=owner,
            check_every=days,
            link=link,
            job=job if kind == "plan" else None,
        )


def recommend(northlight, job):
    """A recommendation that the AM has signed and the AD has not read yet."""
    at, ae, am = northlight.at, northlight.person["ae"], northlight.person["am"]
    document = OutgoingDocument.objects.write(
        job.client,
        ae,
        at - 2 * DAY,
        job=job,
        kind="recommendation",
        title="Media recommendation for the card launch",
        message="Here is our recommendation, with the reasons for each channel.",
        upload=ContentFile(PDF, name="media-recommendation.pdf"),
    )
    document.submit(ae, at - 2 * DAY)
    document.approve(am, document.content_hash, at - DAY)
