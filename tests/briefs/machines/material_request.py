from briefs.models import MaterialRequest
from tests.briefs.departments import DUE, make_creative, make_material
from tests.cast import NOW
from tests.machine import Machine

CALLS = {
    "receive_part": lambda row, by, at: row.receive_part(by, "The vector files", at),
    "receive": lambda row, by, at: row.receive(by, at),
    "reopen": lambda row, by, at: row.reopen(by, "The vector files", at),
    "move": lambda row, by, at: row.move(by, DUE, at),
    "drop": lambda row, by, at: row.drop(by, "We have them from last year.", at),
    "remind": lambda row, by, at: row.remind(by, at),
}
WAYS = {"asked": [], "partly": ["receive_part"], "received": ["receive"], "dropped": ["drop"]}


def make(client, ladder, state):
    row = make_material(client, ladder)
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.ad, NOW)
    return row


MACHINE = Machine(
    model=MaterialRequest,
    make=make,
    table="""
        verb          asked         partly        received    dropped
        receive_part  AAE>partly    AAE>partly    -           -
        receive       AAE>received  AAE>received  -           -
        reopen        -             -             AAE>partly  AAE>partly
        move          AAE           AAE           -           -
        drop          AAE>dropped   AAE>dropped   -           -
        remind        AAE           AAE           -           -
    """,
    calls=CALLS,
    roles={
        "creative": lambda client, ladder: make_creative(client),
        "planner": lambda client, ladder: ladder.planner,
    },
)
