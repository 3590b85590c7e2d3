"""A session that presents a brief, and a plan whose lines can be found."""

from datetime import timedelta

from briefs.models import Brief, BriefingSession
from tests.cast import full_brief


def make_paper_world(world):
    at, people, canary = world.at, world.people, world.job.title
    plan = Brief.objects.start(world.client, "communication", canary, people.ae, at)
    words = full_brief("communication", canary)
    words["lines"][0]["reason"] = canary
    plan.latest.write(people.ae, 0, words, at)
    plan.latest.submit(people.ae, at)
    while plan.latest.step is not None:
        plan.latest.approve(people.csd, plan.latest.content_hash, at)
    began = at - timedelta(hours=2)
    world.briefing = BriefingSession.objects.plan(
        world.approved_brief.latest, began, at, canary, people.ae, [people.ae], people.ae, at
    )
