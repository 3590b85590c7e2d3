from briefs.models import Adjustment, Job
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine


def make(client, ladder, state):
    author = make_person("proposer", rank="aae")
    put_on_team(client, author, "aae")
    job = Job.objects.open_job(client, None, "Card launch", ladder.ae, by=ladder.ae, at=NOW)
    proposal = Adjustment.objects.propose(job, author, NOW, text="More radio.", why="Low recall.")
    if state == "accepted":
        proposal.accept(ladder.am, "", NOW)
    if state == "declined":
        proposal.decline(ladder.am, "No budget left.", NOW)
    return proposal


MACHINE = Machine(
    model=Adjustment,
    make=make,
    table="""
        verb     proposed      accepted  declined
        accept   AM>accepted   -         -
        decline  AM>declined   -         -
    """,
    calls={
        "accept": lambda proposal, by, at: proposal.accept(by, "", at),
        "decline": lambda proposal, by, at: proposal.decline(by, "No budget left.", at),
    },
)
