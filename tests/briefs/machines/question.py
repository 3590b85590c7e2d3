from accounts.models import Question
from briefs.models import Brief
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine


def colleague(client, name):
    person = make_person(name, rank="aae")
    put_on_team(client, person, "aae")
    return person


def make(client, ladder, state):
    """A question about a brief, asked by one junior of another."""
    brief = Brief.objects.create(
        client=client, kind="creative", title="Card launch", author=ladder.ae, made_at=NOW
    )
    asker, assignee = colleague(client, "asker"), colleague(client, "assignee")
    question = Question.objects.ask(brief, "Which logo?", asker, NOW, assignee=assignee)
    if state == "holding_reply":
        question.hold(assignee, "Looking into it.", NOW)
    if state in {"answered", "closed", "reopened"}:
        question.give_answer(assignee, "The new one.", NOW)
    if state == "closed":
        question.close(asker, NOW)
    if state == "reopened":
        question.reopen(asker, "In which colour?", NOW)
    return question


MACHINE = Machine(
    model=Question,
    make=make,
    table="""
        verb         open              holding_reply     answered     reopened          closed
        hold         AE>holding_reply  AE                -            AE>holding_reply  -
        give_answer  AE>answered       AE>answered       -            AE>answered       -
        hand_on      AE                AE                -            AE                -
        close        -                 -                 AE>closed    -                 -
        reopen       -                 -                 AE>reopened  -                 AE>reopened
    """,
    calls={
        "hold": lambda row, by, at: row.hold(by, "Looking into it.", at),
        "give_answer": lambda row, by, at: row.give_answer(by, "The new one.", at),
        "hand_on": lambda row, by, at: row.hand_on(by, row.asked_by, at),
        "close": lambda row, by, at: row.close(by, at),
        "reopen": lambda row, by, at: row.reopen(by, "In which colour?", at),
    },
)
