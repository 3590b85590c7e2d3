"""What a form does that its page shows filled in: nothing, unless something in it is changed."""

from datetime import timedelta

from accounts.models import Question
from briefs.models import Brief, Job, TimingPlan
from briefs.timing_template import USUAL, chained
from tests.briefs.departments import make_outgoing, pdf
from tests.cast import full_brief, make_contact


def states_of_changes(world):
    """Changes to what the world holds, and records in further states: (who, address, fields)."""
    people, at, brand, job = world.people, world.at, world.brand, world.job
    yield "ad", f"/brands/{brand.pk}/budget/", {"amount": "6000000"}
    yield "ad", f"/brands/{brand.pk}/priorities/", {"text": "Second"}
    yield "ad", f"/figures/{world.kpi.pk}/", {"name": "Recall"}
    yield "ad", f"/jobs/{job.pk}/campaign-review/", {"learnings": "Earlier"}
    yield "ad", f"/jobs/types/{world.job_type.pk}/", {"name": "Film"}
    yield "ad", f"/briefs/{world.brief.pk}/co-authors/", {"people": people.am.pk}
    yield "ad", f"/outgoing/{world.outgoing.pk}/edit/", {"message": "Anew"}
    yield "ad", f"/milestones/{world.milestone.pk}/", {"days": "3"}
    booked = world.media_option.available_from.isoformat()
    yield "ad", f"/media-options/{world.media_option.pk}/edit/", {"book_by": booked}
    asked = Question.objects.ask(world.brief, "Who?", people.csd, at, assignee=people.ae)
    yield "ad", f"/questions/{asked.pk}/hand-on/", {"assignee": people.am.pk}
    other = make_contact(world.client, "Second signer", approves_briefs=True)
    waiting = world.link.about
    yield "ad", f"/brief-versions/{waiting.pk}/client/ask/", {"contact": other.pk}
    proof = {"contact": other.pk, "proof": pdf}
    yield "ad", f"/brief-versions/{waiting.pk}/client/record/", proof
    yield from states_of_files(world)
    yield from states_of_timing(world)
    yield from states_of_briefs(world)


def states_of_files(world):
    people, at, job = world.people, world.at, world.job
    yield "ad", f"/attachments/to/briefs-job/{job.pk}/", {"files": pdf}
    for owner in (f"clients/{world.client.pk}", f"jobs/{job.pk}"):
        yield "ad", f"/{owner}/outgoing/new/", {"upload": pdf}
    ready = make_outgoing(world.client, people, at=at, title="d")
    ready.submit(people.ae, at)
    for signer in (people.am, people.ad):
        ready.approve(signer, ready.content_hash, at)
    yield "ad", f"/outgoing/{ready.pk}/renew/", {"upload": pdf}


def states_of_timing(world):
    people, at = world.people, world.at
    due_on = world.client.local_date(at) + timedelta(days=90)
    first, second = (open_job(world, title) for title in ("First", "Second"))
    yield "ad", f"/jobs/{first.pk}/timing/new/", {"due_on": due_on.isoformat()}
    first.note_briefed(people.am, at, "By telephone")
    first.await_estimate(people.am, at)
    first.go_live(people.am, at)
    first.advance(people.ae, at)
    yield "ad", f"/jobs/{first.pk}/stage/back/", {"reason": "Too early"}
    plan = TimingPlan.objects.draw_up(second, due_on, people.ae, at, list(chained(USUAL)))
    on = world.client.local_date(at)
    plan.agree(people.am, plan.hash_of(), at, contact=world.contact, on=on)
    yield "ad", f"/timing/{plan.pk}/next/", {"reason": "The shoot moved"}


def states_of_briefs(world):
    people, at, client = world.people, world.at, world.client
    brief = Brief.objects.start(client, "client", "Asked", people.ae, at, job=world.job)
    version = brief.latest
    version.write(people.ae, 0, full_brief("client", "Asked"), at)
    version.submit(people.ae, at)
    version.approve(people.am, version.content_hash, at)
    version.issue(people.ae, at)
    tomorrow = at + timedelta(days=1)
    times = {"starts_at": tomorrow, "ends_at": tomorrow + timedelta(hours=1)}
    typed = {name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in times.items()}
    yield "ad", f"/briefs/{brief.pk}/briefings/new/", typed


def open_job(world, title):
    ae = world.people.ae
    return Job.objects.open_job(world.client, None, title, ae, ae, world.at)
