from billing.models import Reminder
from tests.billing.payment_cast import make_owing, mt940, read_file
from tests.cast import NOW
from tests.machine import Machine

CALLS = {
    "send": lambda row, by, at: row.send(by, at),
    "skip": lambda row, by, at: row.skip(by, at, "They call back today."),
}
WAYS = {"proposed": [], "sent": ["send"], "skipped": ["skip"]}


def make(client, ladder, state):
    """A firm letter about an invoice, on a day whose bank statement was read."""
    client.invoice_email = "ap@brw.example"
    client.save()
    invoice = make_owing(client, ladder)
    read_file(ladder.finance, mt940((1, "SOMEBODY", "A COIN")))
    row = Reminder.objects.create(invoice=invoice, level=2, proposed_at=NOW)
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.csd, NOW)
    return row


MACHINE = Machine(
    model=Reminder,
    make=make,
    table="""
        verb    proposed            sent    skipped
        send    AM,finance>sent     -       -
        skip    AM,finance>skipped  -       -
    """,
    calls=CALLS,
    aside={"draft": "changes nothing"},
    roles={"finance": lambda client, ladder: ladder.finance},
)
