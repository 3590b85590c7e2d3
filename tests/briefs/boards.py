"""Briefs that hold, boards in every state, and work on them, for the tests of review boards."""

from datetime import timedelta

from accounts.models import Function
from briefs.models import BoardWork, Brief, BriefVersion, Job, ReviewBoard
from tests.cast import NOW, make_person, put_on_team

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STARTS_AT = NOW + HOUR / 2
BEFORE = NOW - 2 * DAY  # when boards of tests are planned


def make_brief(client, author, job=None, status="approved_internal", at=BEFORE, **fields):
    """A version of a creative brief, agreed in the house unless `status` says otherwise."""
    brief = Brief.objects.create(
        client=client, job=job, kind="creative", title="Card launch", author=author, made_at=at
    )
    facts = {"sections": {"proposition": "The card that waits for you."}, **fields}
    version = BriefVersion.objects.create(
        brief=brief, status=status, made_by=author, made_at=at, approved_at=at, **facts
    )
    brief.latest = version
    brief.save(update_fields=["latest"])
    return version


def make_creative(client, name="creative"):
    """Somebody of the creative department on the client's team."""
    person = make_person(name, function=Function.CREATIVE)
    put_on_team(client, person, "creative")
    return person


def make_job(client, by, title="Card launch", at=BEFORE):
    return Job.objects.open_job(client, None, title, by, by=by, at=at)


def make_board(client, by, chair, version=None, at=BEFORE, **facts):
    """A creative board that begins half an hour after NOW, planned by `by`."""
    facts = {
        "kind": "creative",
        "title": "Card launch, first round",
        "summary": "Judge two routes against the proposition.",
        "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + HOUR,
        "brief_version": version,
        **facts,
    }
    return ReviewBoard.objects.plan(client, by, at, chair=chair, **facts)


def make_work(board, by, title="Route A", at=BEFORE, **facts):
    return BoardWork.objects.add(board, by, at, title=title, **facts)


def sign_pack(board, by, director, at=BEFORE):
    board.submit_pack(by, at)
    board.approve_pack(director, board.pack_hash, at)


def make_approved(client, by, director, chair, works=("Route A",), **facts):
    """A board whose pack is signed, with its works."""
    facts.setdefault("version", make_brief(client, by))
    board = make_board(client, by, chair, **facts)
    for title in works:
        make_work(board, by, title)
    sign_pack(board, by, director)
    return board


def make_held(client, by, director, chair, at=NOW, **facts):
    board = make_approved(client, by, director, chair, **facts)
    board.hold(by, board.people, at)
    return board


def decide_all(board, chair, outcome="approved", at=NOW, score=8, **words):
    for work in board.works.all():
        work.score(chair, score, "Answers the proposition.", at)
        work.decide(chair, outcome, at, **words)
