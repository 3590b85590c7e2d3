from billing.models import OutgoingPayment
from tests.billing.costs import make_bill, make_job, make_run, make_supplier
from tests.cast import NOW
from tests.machine import Machine

CALLS = {
    "execute": lambda row, by, at: row.execute(by, at.date(), at),
    "fail": lambda row, by, at: row.fail(by, "The account is closed.", at),
}
WAYS = {"listed": [], "executed": ["execute"], "failed": ["fail"]}


def make(client, ladder, state):
    """The one bill of a list, which no order stands behind."""
    bill = make_bill(client, ladder, make_supplier(ladder), [(make_job(client, ladder), None, "9")])
    bill.approve(ladder.am, NOW, "Small change.")
    row = make_run(ladder, [bill]).payments.get()
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.finance, NOW)
    return row


MACHINE = Machine(
    model=OutgoingPayment,
    make=make,
    table="""
        verb     listed            executed  failed
        execute  finance>executed  -         -
        fail     finance>failed    -         -
    """,
    calls=CALLS,
    roles={"finance": lambda client, ladder: ladder.finance},
)
