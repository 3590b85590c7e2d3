from decimal import Decimal

from billing.models import Expense
from tests.billing.costs import pdf
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine

CALLS = {
    "approve": lambda row, by, at: row.approve(by, at),
    "refuse": lambda row, by, at: row.refuse(by, "Not for a client.", at),
    "pay_back": lambda row, by, at: row.pay_back(by, NOW.date(), at),
}
WAYS = {
    "submitted": [],
    "approved": [("approve", "am")],
    "refused": [("refuse", "am")],
    "paid": [("approve", "am"), ("pay_back", "finance")],
}


def make(client, ladder, state):
    """A taxi of 30 that an AE outside the ladder paid; an account manager's limit is enough."""
    author = put_on_team(client, make_person("author", rank="ae"), "ae").person
    facts = {"title": "Taxi", "day": NOW.date(), "amount": Decimal(30), "currency": "EUR"}
    row = Expense.objects.claim(client, author, NOW, file=pdf("taxi.pdf"), **facts)
    for verb, who in WAYS[state]:
        CALLS[verb](row, getattr(ladder, who), NOW)
    return row


MACHINE = Machine(
    model=Expense,
    make=make,
    table="""
        verb      submitted     approved      refused  paid
        approve   AM>approved   -             -        -
        refuse    AM>refused    -             -        -
        pay_back  -             finance>paid  -        -
    """,
    calls=CALLS,
    roles={"finance": lambda client, ladder: ladder.finance},
)
