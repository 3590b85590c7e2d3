"""A milestone of a draft: shaped by executives, ticked by its owner too, dropped with a reason."""

from datetime import date

from briefs.models import Milestone
from tests.briefs.machines import timing_plan
from tests.machine import Machine


def make(client, ladder, state):
    plan = timing_plan.make(client, ladder, "draft")
    row = plan.milestones.get(key="estimate")
    row.hand_to(ladder.ae, plan.made_at, person=ladder.aae)
    if state == "done":
        row.complete(ladder.ae, plan.made_at)
    if state == "dropped":
        row.drop(ladder.ae, "The client has one already", plan.made_at)
    return row


TABLE = """
verb      planned     done        dropped
edit      AE          -           -
remove    AE>gone     -           -
rise      AE          -           -
move      AE          -           -
complete  AAE>done    -           -
reopen    -           AAE>planned -
drop      AE>dropped  -           -
hand_to   AE          -           -
"""

MACHINE = Machine(
    model=Milestone,
    table=TABLE,
    make=make,
    calls={
        "edit": lambda row, by, at: row.edit(by, at, days=4),
        "remove": lambda row, by, at: row.remove(by, at),
        "rise": lambda row, by, at: row.rise(by, at),
        "move": lambda row, by, at: row.move(by, date(2026, 7, 6), "Rain", at),
        "complete": lambda row, by, at: row.complete(by, at),
        "reopen": lambda row, by, at: row.reopen(by, at),
        "drop": lambda row, by, at: row.drop(by, "Not needed", at),
        "hand_to": lambda row, by, at: row.hand_to(by, at, person=row.job.owner),
    },
    state_of=lambda row: "done" if row.is_done else row.state,
    states=("planned", "done", "dropped"),
    aside={"demand_ticking": "asks who may, and changes nothing"},
)
