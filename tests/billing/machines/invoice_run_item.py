from datetime import date

from billing.models import InvoiceRun, InvoiceRunItem
from tests.cast import NOW
from tests.machine import Machine


def make(client, ladder, state):
    run = InvoiceRun.objects.create(month=date(2026, 3, 1), made_by=ladder.finance, made_at=NOW)
    return InvoiceRunItem.objects.create(
        run=run, client=client, key="retainer:1", label="March", status=state
    )


MACHINE = Machine(
    model=InvoiceRunItem,
    make=make,
    table="verb waiting made failed",
    calls={},
    aside={"make": "what the clock does with it, in the name of whoever began the run"},
)
