from billing.models import Supplier
from tests.billing.costs import make_supplier
from tests.cast import NOW
from tests.machine import Machine

CALLS = {
    "edit": lambda row, by, at: row.edit(by, at, note="Ask for Anna."),
    "check_account": lambda row, by, at: row.check_account(by, at),
    "approve": lambda row, by, at: row.approve(by, "Cheapest of three.", at),
    "stop": lambda row, by, at: row.stop(by, "Late three times.", at),
}


def make(client, ladder, state):
    """Somebody whom an AE proposed, and whose account nobody has checked yet."""
    row = make_supplier(ladder, NOW, approved=state == "approved", checked=False)
    if state == "stopped":
        row.stop(ladder.ad, "Late three times.", NOW)
    return row


MACHINE = Machine(
    model=Supplier,
    make=make,
    table="""
        verb           proposed      approved    stopped
        edit           AE,finance    AE,finance  AE,finance
        check_account  finance       finance     finance
        approve        AD>approved   -           AD>approved
        stop           AD>stopped    AD>stopped  -
    """,
    calls=CALLS,
    roles={"finance": lambda client, ladder: ladder.finance},
)
