from briefs.models import Deliverable
from tests.briefs.departments import DUE, make_creative, make_deliverable
from tests.cast import NOW
from tests.machine import Machine

CALLS = {
    "deliver": lambda row, by, at: row.deliver(by, "", at),
    "accept": lambda row, by, at: row.accept(by, "It is clear on small formats.", at),
    "reject": lambda row, by, at: row.reject(by, "Too dark.", "Try it on white.", DUE, at),
    "drop": lambda row, by, at: row.drop(by, "The client waits.", at),
}
WAYS = {
    "due": [],
    "delivered": ["deliver"],
    "accepted": ["deliver", "accept"],
    "rejected": ["deliver", "reject"],
    "dropped": ["drop"],
}


def make(client, ladder, state):
    row, creative = make_deliverable(client, ladder), make_creative(client)
    for verb in WAYS[state]:
        CALLS[verb](row, creative if verb == "deliver" else ladder.ad, NOW)
    return row


MACHINE = Machine(
    model=Deliverable,
    make=make,
    table="""
        verb     due                 delivered    accepted  rejected            dropped
        deliver  creative>delivered  -            -         creative>delivered  -
        accept   -                   AE>accepted  -         -                   -
        reject   -                   AE>rejected  -         -                   -
        drop     AE>dropped          AE>dropped   -         AE>dropped          -
    """,
    calls=CALLS,
    aside={
        "tell_department": "writes notices, called by the verbs",
        "demand_attaching": "changes nothing",
    },
    roles={
        "creative": lambda client, ladder: make_creative(client),
        "planner": lambda client, ladder: ladder.planner,
    },
)
