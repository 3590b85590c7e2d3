from briefs.models import WeeklyNote
from briefs.models.weekly_note import monday_of
from tests.cast import NOW
from tests.machine import Machine


def make(client, ladder, state):
    note = WeeklyNote.objects.write(
        client,
        ladder.ae,
        NOW,
        week_on=monday_of(NOW.date()),
        lines=[{"about": "", "label": "", "text": "Cards first."}],
    )
    if state == "sent":
        note.send(ladder.ae, NOW)
    return note


MACHINE = Machine(
    model=WeeklyNote,
    make=make,
    state_of=lambda note: "sent" if note.is_sent else "draft",
    states=("draft", "sent"),
    table="""
        verb  draft    sent
        send  AE>sent  -
    """,
    calls={"send": lambda note, by, at: note.send(by, at)},
)
