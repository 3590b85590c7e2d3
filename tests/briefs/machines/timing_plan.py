"""A timing plan: drafted by executives, agreed by managers, superseded by the next version."""

from datetime import date

from briefs.models import Job, TimingPlan
from tests.cast import NOW, make_contact
from tests.machine import Machine

DUE = date(2026, 6, 30)


def make(client, ladder, state):
    contact = make_contact(client)
    job = Job.objects.open_job(client, None, "Card launch", ladder.ae, ladder.ae, NOW)
    plan = TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW)
    if state == "draft":
        return plan
    plan.agree(ladder.am, plan.hash_of(), NOW, contact=contact)
    if state == "superseded":
        draft = plan.revise(ladder.ae, "New formats", NOW)
        draft.agree(ladder.am, draft.hash_of(), NOW)
        plan.refresh_from_db()
    return plan


TABLE = """
verb        draft          agreed    superseded
reschedule  AE             -         -
add         AE             -         -
discard     AE>superseded  -         -
agree       AM>agreed      -         -
revise      -              AE        -
"""

MACHINE = Machine(
    model=TimingPlan,
    table=TABLE,
    make=make,
    calls={
        "reschedule": lambda plan, by, at: plan.reschedule(by, date(2026, 7, 15), at),
        "add": lambda plan, by, at: plan.add(by, at, name="Proof", days=1, side="agency", after=[]),
        "discard": lambda plan, by, at: plan.discard(by, at),
        "agree": lambda plan, by, at: plan.agree(
            by, plan.hash_of(), at, contact=plan.client.contacts.get()
        ),
        "revise": lambda plan, by, at: plan.revise(by, "The client changed the formats", at),
    },
    aside={
        "drafting": "holds a draft for the verbs of its milestones",
        "lay_out": "beneath the verbs: saves the days that the scheduler found",
        "save_rows": "beneath the verbs",
        "slide": "beneath Milestone.move, which asks who may",
    },
)
