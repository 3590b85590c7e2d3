from briefs.models import Instruction
from tests.briefs.departments import DUE, make_creative, make_instruction
from tests.cast import NOW
from tests.machine import Machine

CALLS = {
    "acknowledge": lambda row, by, at: row.acknowledge(by, at),
    "send_back": lambda row, by, at: row.send_back(by, "Which formats?", at),
    "finish": lambda row, by, at: row.finish(by, "", at),
    "give_again": lambda row, by, at: row.give_again(by, "Six of them.", DUE, at),
    "withdraw": lambda row, by, at: row.withdraw(by, "The client waits.", at),
}
# How it gets into each state: who does what.
WAYS = {
    "given": [],
    "acknowledged": [("creative", "acknowledge")],
    "returned": [("creative", "send_back")],
    "done": [("creative", "acknowledge"), ("creative", "finish")],
    "withdrawn": [("ad", "withdraw")],
}


def make(client, ladder, state):
    row, creative = make_instruction(client, ladder), make_creative(client)
    for who, verb in WAYS[state]:
        CALLS[verb](row, creative if who == "creative" else getattr(ladder, who), NOW)
    return row


MACHINE = Machine(
    model=Instruction,
    make=make,
    table="""
        verb         given                  acknowledged       returned      done      withdrawn
        acknowledge  creative>acknowledged  -                  -             -         -
        send_back    creative>returned      creative>returned  -             -         -
        finish       -                      creative>done      -             -         -
        give_again   -                      -                  AE>given      AE>given  -
        withdraw     AE>withdrawn           AE>withdrawn       AE>withdrawn  -         -
    """,
    calls=CALLS,
    aside={"tell_of_giving": "writes notices, called by the verbs"},
    roles={
        "creative": lambda client, ladder: make_creative(client),
        "planner": lambda client, ladder: ladder.planner,
        "finance": lambda client, ladder: ladder.finance,
    },
)
