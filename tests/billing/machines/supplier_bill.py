from billing.models import SupplierBill
from tests.billing.costs import make_bill, make_job, make_order, make_supplier
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine

WHY = "Two days were agreed."


def match(row, by, at):
    row.match([(part.job, part.order, part.net) for part in row.parts.all()], by, at)


CALLS = {
    "match": match,
    "approve": lambda row, by, at: row.approve(by, at),
    "dispute": lambda row, by, at: row.dispute(by, WHY, at),
    "withdraw": lambda row, by, at: row.withdraw(by, WHY, at),
    "pay": lambda row, by, at: row.pay(by, at.date(), at),
}
WAYS = {"entered": [], "approved": ["approve"], "disputed": ["approve", "dispute"]}
WAYS |= {"withdrawn": ["withdraw"], "paid": ["approve", "pay"]}


def make(client, ladder, state):
    """900 as they were ordered, entered by an executive beside the ladder."""
    author = put_on_team(client, make_person("author", rank="ae"), "ae").person
    job, supplier = make_job(client, ladder), make_supplier(ladder)
    order = make_order(job, ladder, supplier, net="900")
    order.approve(ladder.csd, NOW)
    row = make_bill(client, ladder, supplier, [(job, order, "900")], by=author)
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.finance if verb == "pay" else ladder.csd, NOW)
    return row


MACHINE = Machine(
    model=SupplierBill,
    make=make,
    table="""
        verb      entered               approved             disputed              paid  withdrawn
        match     AE,finance            -                    AE,finance            -     -
        approve   AM>approved           -                    AM>approved           -     -
        dispute   AE,finance>disputed   AE,finance>disputed  -                     -     -
        withdraw  AE,finance>withdrawn  -                    AE,finance>withdrawn  -     -
        pay       -                     finance>paid         -                     -     -
    """,
    calls=CALLS,
    aside={"note_payment": "part of paying it or its place on a list, which ask who may"},
    roles={
        "finance": lambda client, ladder: ladder.finance,
        "stranger": lambda client, ladder: ladder.stranger,
    },
)
