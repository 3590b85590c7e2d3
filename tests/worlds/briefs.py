"""A brief in each state that its pages ask for, with a question and a comment beside it."""

from accounts.models import Comment, Question
from briefs.models import Brief
from tests.cast import full_brief


def make_brief_world(world):
    at, client, people = world.at, world.client, world.people
    canary = world.job.title
    made = {}
    for name, kind in (("brief", "creative"), ("submitted", "client"), ("approved", "media")):
        brief = Brief.objects.start(client, kind, canary, people.ae, at, job=world.job)
        brief.latest.write(people.ae, 0, full_brief(kind, canary), at)
        made[name] = brief
    made["submitted"].latest.submit(people.ae, at)
    version = made["approved"].latest
    version.submit(people.ae, at)
    version.approve(people.am, version.content_hash, at)
    world.brief, world.submitted_brief, world.approved_brief = made.values()
    asked = {"assignee": people.ae, "section": "background"}
    world.question = Question.objects.ask(world.brief, canary, people.csd, at, **asked)
    world.answered_question = Question.objects.ask(world.brief, canary, people.csd, at, **asked)
    world.answered_question.give_answer(people.ae, canary, at, sources=canary)
    world.comment = Comment.objects.write(world.brief, canary, people.ad, at, section="background")
