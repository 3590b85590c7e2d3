from billing.models import PurchaseOrder
from tests.billing.costs import make_bill, make_estimate, make_job, make_order, make_supplier
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine


def edit(row, by, at):
    """A little dearer, which has to be approved again."""
    line = (row.estimate_id, row.line_key)
    facts = {"supplier": row.supplier, "vat_rate": row.vat_rate, "currency": row.currency}
    row.edit(by, at, line=line, net=row.net + 1, **facts)


CALLS = {
    "edit": edit,
    "ask": lambda row, by, at: row.ask(by, at),
    "approve": lambda row, by, at: row.approve(by, at),
    "send": lambda row, by, at: row.send(by, at),
    "receive": lambda row, by, at: row.receive(by, at),
    "close": lambda row, by, at: row.close(by, at),
    "cancel": lambda row, by, at: row.cancel(by, "The film is off.", at),
}
WAYS = {"draft": [], "approved": ["approve"], "cancelled": ["cancel"]}
WAYS["sent"] = [*WAYS["approved"], "send"]
WAYS["received"] = WAYS["billed"] = [*WAYS["sent"], "receive"]
WAYS["closed"] = [*WAYS["received"], "close"]


def make(client, ladder, state):
    """1,000 inside the estimate, an executive's limit, drafted by one beside the ladder."""
    author = put_on_team(client, make_person("author", rank="ae"), "ae").person
    job, supplier = make_job(client, ladder), make_supplier(ladder)
    line = (make_estimate(job, ladder).pk, 1)
    row = make_order(job, ladder, supplier, line=line, by=author)
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.csd, NOW)
    if state == "billed":
        make_bill(client, ladder, supplier, [(job, row, "1000")]).approve(ladder.csd, NOW)
    return row


MACHINE = Machine(
    model=PurchaseOrder,
    make=make,
    table="""
        verb     draft         approved      sent          received   billed     closed  cancelled
        edit     AE            AE>draft      AE>draft      AE>draft   -          -       -
        ask      AE            -             -             -          -          -       -
        approve  AE>approved   -             -             -          -          -       -
        send     -             AE>sent       -             -          -          -       -
        receive  -             -             AE>received   -          -          -       -
        close    -             -             AE>closed     AE>closed  AE>closed  -       -
        cancel   AE>cancelled  AE>cancelled  AE>cancelled  -          -          -       -
    """,
    calls=CALLS,
    aside={"note_billing": "part of approving or disputing a bill, which asks who may"},
    roles={
        "finance": lambda client, ladder: ladder.finance,
        "stranger": lambda client, ladder: ladder.stranger,
    },
)
