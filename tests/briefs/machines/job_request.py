from briefs.models import JobRequest
from tests.cast import NOW
from tests.machine import Machine

WHY = "Another agency does it."


def accept(request, by, at):
    return request.accept(by, at, title="Card launch", brand=None, owner=by)


def make(client, ladder, state):
    request = JobRequest.objects.enter(client, "Card launch", ladder.aae, NOW)
    if state == "accepted":
        accept(request, ladder.ad, NOW)
    if state == "declined":
        request.decline(ladder.ad, WHY, NOW)
    return request


def state_of(request):
    if request.accepted_at:
        return "accepted"
    return "declined" if request.declined_at else "open"


MACHINE = Machine(
    model=JobRequest,
    make=make,
    state_of=state_of,
    states=("open", "accepted", "declined"),
    table="""
        verb     open         accepted  declined
        accept   AE>accepted  -         -
        decline  AE>declined  -         -
    """,
    calls={
        "accept": accept,
        "decline": lambda request, by, at: request.decline(by, WHY, at),
    },
    roles={"traffic": lambda client, ladder: ladder.traffic},
)
