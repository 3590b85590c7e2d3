from datetime import timedelta

from briefs.models import BriefingSession
from tests.briefs.written import make_version
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine

HOUR = timedelta(hours=1)
EARLIER = NOW - 2 * HOUR


def hearer(client, _ladder):
    """One of the creatives on the client's team, who is invited."""
    return client.team.get(role="creative").person


def presenter(client, _ladder):
    return BriefingSession.objects.get(client=client).presenter


def make(client, ladder, state):
    daria = make_person("daria", function="creative")
    put_on_team(client, daria, "creative")
    planner = make_person("presenter", function="planning")
    put_on_team(client, planner, "planning")
    version = make_version(client, ladder.ae, status="issued", approved_at=NOW)
    session = BriefingSession.objects.plan(
        version, EARLIER, EARLIER + HOUR, "Room 4", planner, [daria, ladder.aae], ladder.ae, NOW
    )
    if state == "held":
        session.hold([daria], "", ladder.ae, NOW)
    if state == "cancelled":
        session.cancel("Not ready.", ladder.ae, NOW)
    return session


def change(session, by, at):
    session.change(EARLIER, EARLIER + HOUR, "Room 5", session.presenter, [], by, at)


MACHINE = Machine(
    model=BriefingSession,
    make=make,
    roles={"hearer": hearer, "presenter": presenter},
    table="""
        verb            planned                 held        cancelled
        change          AE,presenter            -           -
        present_newest  AE,presenter            -           -
        hold            AE,presenter>held       -           -
        cancel          AE,presenter>cancelled  -           -
        understand      -                       aae,hearer  -
    """,
    calls={
        "change": change,
        "present_newest": lambda session, by, at: session.present_newest(by, at),
        "hold": lambda session, by, at: session.hold([], "", by, at),
        "cancel": lambda session, by, at: session.cancel("Not ready.", by, at),
        "understand": lambda session, by, at: session.understand(by, at),
    },
    aside={"invite": "called by plan and change, which ask who may"},
)
