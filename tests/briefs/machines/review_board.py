from datetime import timedelta

from briefs.models import ReviewBoard
from tests.briefs.boards import (
    BEFORE,
    decide_all,
    make_approved,
    make_board,
    make_brief,
    make_creative,
    make_work,
)
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine

STATES = (
    "planned", "pack_submitted", "pack_approved", "held", "minutes_draft", "minutes_submitted",
    "minutes_approved", "closed", "cancelled",
)  # fmt: skip
DUE = (NOW + timedelta(days=7)).date()


def make(client, ladder, state):
    """A board in this state, planned and written by an executive of the team beside the ladder."""
    author, chair = executive(client), make_creative(client, "chair")
    if state in {"planned", "pack_submitted", "cancelled"}:
        board = make_board(client, author, chair, make_brief(client, author))
        make_work(board, author)
        if state == "pack_submitted":
            board.submit_pack(author, BEFORE)
        if state == "cancelled":
            board.cancel(author, "The client moved the date.", BEFORE)
        return board
    board = make_approved(client, author, ladder.csd, chair)
    take_on(board, STATES[3 : STATES.index(state) + 1], author, chair, ladder.csd)
    return board


def take_on(board, states, author, chair, csd):
    steps = {
        "held": lambda: board.hold(author, board.people, NOW),
        "minutes_draft": lambda: write(board, author, chair),
        "minutes_submitted": lambda: board.submit_minutes(author, NOW),
        "minutes_approved": lambda: board.approve_minutes(csd, board.minutes_hash, NOW),
        "closed": lambda: board.close(author, NOW),
    }
    for state in states:
        steps[state]()


def write(board, author, chair):
    decide_all(board, chair)
    actions = [("Book the studio", author, DUE)]
    board.write_minutes(author, 0, "Route A was agreed.", actions, NOW)


def executive(client):
    person = make_person("author", rank="ae")
    put_on_team(client, person, "ae")
    return person


def chair_of(client, ladder):
    return client.team.get(role="creative").person


def state_of(board):
    if board.status == "planned" and board.pack_submitted_at:
        return "pack_submitted"
    if board.status == "minutes_draft" and board.minutes_submitted_at:
        return "minutes_submitted"
    return board.status


def change(board, by, at):
    board.change(by, at, chair=board.chairs[0], place="Room 2")


MACHINE = Machine(
    model=ReviewBoard,
    make=make,
    state_of=state_of,
    states=STATES,
    roles={"chair": chair_of},
    table="""
  verb            planned           pack_submitted    pack_approved  held               minutes_draft         minutes_submitted    minutes_approved  closed  cancelled
  change          AE                AE                AE             -                  -                     -                    -                 -       -
  submit_pack     AE>pack_submitted -                 -              -                  -                     -                    -                 -       -
  take_pack_back  -                 AE>planned        AE>planned     -                  -                     -                    -                 -       -
  approve_pack    -                 AD>pack_approved  -              -                  -                     -                    -                 -       -
  return_pack     -                 AD>planned        -              -                  -                     -                    -                 -       -
  cancel          AE>cancelled      AE>cancelled      AE>cancelled   -                  -                     -                    -                 -       -
  hold            -                 -                 AE,chair>held  -                  -                     -                    -                 -       -
  write_minutes   -                 -                 -              AAE>minutes_draft  AAE                   -                    -                 -       -
  submit_minutes  -                 -                 -              -                  AE>minutes_submitted  -                    -                 -       -
  approve_minutes -                 -                 -              -                  -                     AM>minutes_approved  -                 -       -
  return_minutes  -                 -                 -              -                  -                     AM>minutes_draft     -                 -       -
  close           -                 -                 -              -                  -                     -                    AE>closed         -       -
    """,  # noqa: E501 - a table is read across
    calls={
        "change": change,
        "submit_pack": lambda board, by, at: board.submit_pack(by, at),
        "take_pack_back": lambda board, by, at: board.take_pack_back(by, at),
        "approve_pack": lambda board, by, at: board.approve_pack(by, board.pack_hash, at),
        "return_pack": lambda board, by, at: board.return_pack(
            by, "Which route first?", board.pack_hash, at
        ),
        "cancel": lambda board, by, at: board.cancel(by, "The client moved the date.", at),
        "hold": lambda board, by, at: board.hold(by, board.people, at),
        "write_minutes": lambda board, by, at: board.write_minutes(
            by, board.minutes_edit, "Route A was agreed.", [], at
        ),
        "submit_minutes": lambda board, by, at: board.submit_minutes(by, at),
        "approve_minutes": lambda board, by, at: board.approve_minutes(by, board.minutes_hash, at),
        "return_minutes": lambda board, by, at: board.return_minutes(
            by, "Who said so?", board.minutes_hash, at
        ),
        "close": lambda board, by, at: board.close(by, at),
    },
    aside={
        "reopen_pack": "called by the verbs that change the pack, which ask who may",
        "demand_deciding": "changes nothing",
    },
)
