from accounts.models import Approval, Rung, Signature
from tests.cast import NOW, make_person
from tests.machine import Machine

HASH = "a" * 64


def make(client, ladder, state):
    """Two signatures of the AM and the AD under some document; the AD's is the row when it waits.

    Any record will do as the document: approvals look at nothing but its address.
    """
    author = make_person("author", rank="ae")
    document = client
    signatures = [Signature(rung=Rung.AM), Signature(rung=Rung.AM)]
    first, second = Approval.objects.ask(
        document,
        signatures,
        client=client,
        kind="Creative brief",
        title="Card launch",
        content_hash=HASH,
        author=author,
        at=NOW,
    )
    if state == "approved":
        first.approve(ladder.csd, HASH, NOW)
    if state == "returned":
        first.send_back(ladder.csd, "Too long.", HASH, NOW)
    if state == "dropped":
        first.drop(author, NOW)
    return second if state == "ahead" else first


def state_of(step):
    if step.decided_at:
        return step.outcome
    if step.dropped_at:
        return "dropped"
    return "open" if step.opened_at else "ahead"


MACHINE = Machine(
    model=Approval,
    make=make,
    state_of=state_of,
    states=("ahead", "open", "approved", "returned", "dropped"),
    table="""
        verb       ahead  open         approved  returned  dropped
        approve    -      AM>approved  -         -         -
        send_back  -      AM>returned  -         -         -
    """,
    calls={
        "approve": lambda step, by, at: step.approve(by, HASH, at),
        "send_back": lambda step, by, at: step.send_back(by, "Too long.", HASH, at),
    },
    aside={
        "drop": "called by the document's own verbs, which ask who may",
        "demand_deciding": "changes nothing",
    },
)
