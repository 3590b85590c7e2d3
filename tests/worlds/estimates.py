"""An estimate in each state that its pages ask for."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Question
from billing.models import Estimate
from tests.billing.estimated import agree, line, write
from tests.cast import make_contact


def make_estimate_world(world):
    at, people, canary = world.at, world.people, world.job.title
    words = {"scope": canary, "assumptions": canary, "exclusions": canary}
    step = {"label": canary, "percent": Decimal(100), "amount": None, "due_on": None}

    def make(title=canary):
        estimate = Estimate.objects.start(world.job, title, people.ae, at)
        row = line(description=canary, cost=Decimal(700))
        write(estimate.latest, people.ae, row, at=at, steps=[step], **words)
        return estimate

    world.estimate = make()
    world.submitted_estimate = make()
    world.submitted_estimate.latest.submit(people.ae, at)
    world.approved_estimate = make()
    version = world.approved_estimate.latest
    version.submit(people.ae, at)
    version.approve(people.am, version.content_hash, at)
    approver = make_contact(
        world.client, f"Approver {canary}", email="approver@canary.example",
        approves_estimates=True,
    )  # fmt: skip
    version.send(approver, people.ae, at)
    world.bound_estimate = make()
    agree(world.bound_estimate.latest, people.ae, people.am, at=at - timedelta(hours=1))
    world.bound_estimate.refresh_from_db()
    Question.objects.ask(world.estimate, canary, people.csd, at, assignee=people.ae)
