from briefs.models import Job
from tests.cast import NOW
from tests.machine import Machine

WHY = "The client asked for it."
# How a job gets into each state, by its director.
WAYS = {
    "opened": [],
    "briefed": ["note_briefed"],
    "estimate_pending": ["note_briefed", "await_estimate"],
    "live": ["note_briefed", "await_estimate", "go_live"],
    "delivered": ["note_briefed", "await_estimate", "go_live", "deliver"],
    "closed": ["note_briefed", "await_estimate", "go_live", "deliver", "close"],
    "on_hold": ["hold"],
    "cancelled": ["cancel"],
}
CALLS = {
    "edit": lambda job, by, at: job.edit(by, at, title="Card relaunch"),
    "check_opening": lambda job, by, at: job.check_opening(by, at),
    "note_briefed": lambda job, by, at: job.note_briefed(by, at, WHY),
    "await_estimate": lambda job, by, at: job.await_estimate(by, at),
    "go_live": lambda job, by, at: job.go_live(by, at),
    "deliver": lambda job, by, at: job.deliver(by, at),
    "take_back": lambda job, by, at: job.take_back(by, WHY, at),
    "hold": lambda job, by, at: job.hold(by, WHY, at),
    "resume": lambda job, by, at: job.resume(by, at),
    "cancel": lambda job, by, at: job.cancel(by, WHY, at),
    "close": lambda job, by, at: job.close(by, at),
    "reopen": lambda job, by, at: job.reopen(by, WHY, at),
    "advance": lambda job, by, at: job.advance(by, at),
    "go_back": lambda job, by, at: job.go_back(by, WHY, at),
    "raise_priority": lambda job, by, at: job.raise_priority(by, at),
    "lower_priority": lambda job, by, at: job.lower_priority(by, at),
}


def make(client, ladder, state):
    """A job of the ladder's executive whose first stage is done, so that it may go back as well."""
    job = Job.objects.open_job(
        client, None, "Card launch", ladder.ae, ladder.ad, NOW, traffic=ladder.traffic
    )
    job.advance(ladder.ad, NOW)
    if state in {"delivered", "closed"}:  # which takes all stages to be done
        job.advance(ladder.ad, NOW)
        job.advance(ladder.ad, NOW)
    for verb in WAYS[state]:
        CALLS[verb](job, ladder.ad, NOW)
    return job


# Without an approved brief, a job begins only when a manager says why.
MACHINE = Machine(
    model=Job,
    make=make,
    table="""
        verb           opened             briefed              estimate_pending  live          delivered  closed        on_hold       cancelled
        edit           AE                 AE                   AE                AE            AE         -             AE            -
        check_opening  AM                 AM                   AM                AM            AM         -             AM            -
        note_briefed   AM>briefed         -                    -                 -             -          -             -             -
        await_estimate -                  AE>estimate_pending  -                 -             -          -             -             -
        go_live        -                  -                    AM>live           -             -          -             -             -
        deliver        -                  -                    -                 AE>delivered  -          -             -             -
        take_back      -                  -                    -                 -             AE>live    -             -             -
        hold           AE>on_hold         AE>on_hold           AE>on_hold        AE>on_hold    -          -             -             -
        resume         -                  -                    -                 -             -          -             AE>opened     -
        cancel         AM>cancelled       AM>cancelled         AM>cancelled      AM>cancelled  -          -             AM>cancelled  -
        close          -                  -                    -                 -             AE>closed  -             -             -
        reopen         -                  -                    -                 -             -          AD>delivered  -             AD>opened
        advance        AE,traffic         AE,traffic           AE,traffic        AE,traffic    -          -             -             -
        go_back        AE,traffic         AE,traffic           AE,traffic        AE,traffic    -          -             -             -
        raise_priority AM                 AM                   AM                AM            AM         -             AM            -
        lower_priority AM                 AM                   AM                AM            AM         -             AM            -
    """,  # noqa: E501
    calls=CALLS,
    aside={
        "take_estimate": "called by the estimate that the client approved",
        "become_due": "called by the plan that is agreed, which asks who may",
    },
    roles={
        "traffic": lambda client, ladder: ladder.traffic,
        "finance": lambda client, ladder: ladder.finance,
        "planner": lambda client, ladder: ladder.planner,
    },
)
