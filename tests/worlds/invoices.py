from datetime import date
from decimal import Decimal

from billing.models import InvoiceRun
from billing.models.invoice_run import InvoiceRunItem
from tests.billing.cast import approved, line, make_draft


def make_invoices(world):
    """An invoice of Brightwater in every state, and a run that made one."""
    client, people, at = world.client, world.people, world.at
    canary = world.brand.name
    rate = world.tax_rate.rate

    def draft():
        return make_draft(
            client, people.ae, at, lines=[line(description=canary, rate=rate)], title=canary,
            note=canary, tax_point=at.date(),
        )  # fmt: skip

    world.drafted_invoice, world.submitted_invoice = draft(), draft()
    world.submitted_invoice.submit(people.ae, at)
    world.approved_invoice = approved(draft(), people, at)
    world.invoice = approved(draft(), people, at).issue(people.finance, at)
    world.invoice_run = InvoiceRun.objects.create(
        month=date(at.year, at.month, 1), made_by=people.finance, made_at=at
    )
    InvoiceRunItem.objects.create(
        run=world.invoice_run, client=client, key="retainer:1", label=canary, status="made",
        invoice=world.invoice,
    )  # fmt: skip
    assert world.invoice.net == Decimal(1000)
