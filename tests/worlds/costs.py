"""What Brightwater's job costs: a supplier, an order, bills, a payment list, hours."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Escalation
from billing import time_weeks
from billing.models import Estimate, TimeEntry
from billing.models.time_entry import monday_of
from tests.billing import costs


def make_costs_world(world):
    people, job, client, at = world.people, world.job, world.client, world.at
    canary = job.title.split()[-1]
    estimate = Estimate.objects.filter(job=job, binding__isnull=False).first()
    estimate = estimate or costs.make_estimate(job, people, at, ((1, canary, "10000"),))
    line = (estimate.pk, estimate.binding.lines.first().key)
    costs.make_cost_rates(people, at)
    # A supplier is the house's, and everybody who sees costs sees him.
    world.supplier = costs.make_supplier(people, at, checked=False)
    paid = costs.make_supplier(people, at, name="Printers of Old Town")
    words = {"title": canary, "description": canary}
    world.draft_order = costs.make_order(job, people, world.supplier, at, "300", line=line, **words)
    world.order = costs.make_order(job, people, paid, at, "300", line=line, **words)
    world.order.approve(people.am, at)
    world.order.send(people.ae, at)
    world.quote = costs.make_quote(job, people, world.supplier, at=at, line=line)
    facts = {"note": canary, "file": costs.pdf(f"{canary}.pdf")}
    parts = [(job, world.order, "100")]
    world.bill = costs.make_bill(client, people, paid, parts, at, **facts)
    listed = costs.make_bill(client, people, paid, parts, at, number="18", note=canary)
    listed.approve(people.am, at)
    world.run = costs.make_run(people, [listed], at, world.bank_account)
    world.outgoing_payment = world.run.payments.get()
    world.expense = costs.make_expense(client, people, at, job=job, title=f"Taxi {canary}")
    monday = monday_of(at.date())
    rows = [(job, canary, {monday: 90})]
    time_weeks.put_week(people.ae, monday, rows, people.ae, at)
    time_weeks.hand_in(people.ae, monday, people.ae, at)
    world.hours = TimeEntry.objects.get(person=people.ae)
    world.hours.approve(people.am, at)
    world.escalation = Escalation.objects.raise_to(
        5,
        client,
        people.ad,
        at,
        kind="financial",
        subject=f"Cost {canary}",
        proposal=canary,
        record=job,
    )


def states_of_costs(world):
    """Records in the states that the world does not show: (who, address, fields)."""
    people, at, job = world.people, world.at, world.job
    order = costs.make_order(job, people, world.order.supplier, at, line=None, title="More")
    yield "ad", f"/orders/{order.pk}/approve/", {}
    yield "ae", f"/orders/{order.pk}/ask/", {}
    today = at.date()
    parts = [(job, world.order, "10")]
    bill = costs.make_bill(world.client, people, world.order.supplier, parts, at, number="20")
    bill.approve(people.am, at)
    bank = {"account": str(world.run.account_id), "pay_on": str(today + timedelta(days=1))}
    yield "finance", "/payment-lists/new/", {**bank, "bills": str(bill.pk)}
    paid = f"/payments-out/{world.outgoing_payment.pk}"
    yield "finance", f"{paid}/paid/", {"on": today.isoformat()}
    yield (
        "finance",
        f"/payments-out/{world.outgoing_payment.pk}/failed/",
        {"reason": "Account closed"},
    )
    expense = costs.make_expense(world.client, people, at, amount=Decimal(30))
    expense.approve(people.am, at)
    yield "finance", f"/expenses/{expense.pk}/paid/", {"on": today.isoformat()}
