"""Boards: one that sent work back and approved it in its second round, one whose pack waits at the
director, a presentation with its joint rationale, and work that its members still have to score."""

from datetime import timedelta

from accounts.models import ContactPerson
from briefs.models import (
    BoardRationale,
    BoardWork,
    Brief,
    BriefVersion,
    Job,
    ReviewBoard,
    WorkPresentation,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAID = {
    "Card launch": {
        "proposition": "The card that waits for you, not the other way round.",
        "audience": "Customers between 25 and 40 who left a branch in the last two years.",
        "insight": "They do not hate banks, they hate the queue.",
        "tone": "Dry, warm, never grateful.",
    },
    "Branch posters": {
        "proposition": "Somebody you know works here.",
        "audience": "People who live within a mile of a branch.",
        "tone": "Neighbourly, short.",
    },
    "Range relaunch": {
        "proposition": "Nobody's substitute.",
        "audience": "Families that buy oat and cow's milk in one basket.",
        "insight": "They are tired of being told which one is the real one.",
        "tone": "Plain, proud.",
    },
}


def load_boards(house):
    cards = Job.objects.get(client=house.client["BRW"], title="Card launch")
    posters = Job.objects.get(client=house.client["BRW"], title="Branch posters")
    range_ = Job.objects.get(client=house.client["ORD"], title="Range relaunch")
    version = brief_for(house, cards)
    sent_back = first_round(house, cards, version)
    second_round(house, cards, version, sent_back)
    presentation(house, posters, brief_for(house, posters))
    strategy(house, range_, brief_for(house, range_))
    in_session(house, cards, version)


def brief_for(house, job):
    """The brief of a job that holds; written here where no other part of the demo did."""
    versions = BriefVersion.objects.binding().filter(brief__job=job, brief__kind="creative")
    if found := versions.first():
        return found
    at = house.at - 30 * DAY
    brief = Brief.objects.create(
        client=job.client,
        brand=job.brand,
        job=job,
        kind="creative",
        title=job.title,
        author=job.owner,
        made_at=at,
    )
    brief.latest = BriefVersion.objects.create(
        brief=brief,
        status="approved_internal",
        sections=SAID[job.title],
        made_by=job.owner,
        made_at=at,
        approved_at=at,
    )
    brief.save(update_fields=["latest"])
    return brief.latest


def board_of(house, job, version, starts_at, **facts):
    """A board chaired by the creative director together with the account director."""
    team = {place.role: place.person for place in job.client.team.select_related("person")}
    at = min(starts_at, house.at) - 3 * DAY
    return ReviewBoard.objects.plan(
        job.client,
        job.owner,
        at,
        **{
            "chair": team["creative"],
            "co_chairs": [team["ad"]],
            "members": [team["am"], job.owner],
            "jobs": [job],
            "brief_version": version,
            "starts_at": starts_at,
            "ends_at": starts_at + HOUR,
            "place": "Harbour room",
            **facts,
        },
    )


def put_in(board, by, at, *works):
    for title, description, previous in works:
        maker = board.chairs[0]
        BoardWork.objects.add(
            board,
            by,
            at,
            title=title,
            description=description,
            job=board.jobs.first(),
            makers=[maker],
            previous=previous,
        )


def begin(board, by, at):
    """The director signs the pack two days before; then everybody is there."""
    signed_at = at - 2 * DAY
    board.submit_pack(by, signed_at)
    board.approve_pack(board.chairs[1], board.pack_hash, signed_at)
    board.hold(by, board.people, at)


def judge(work, marks, outcome, at, **words):
    for person, (mark, comment) in zip(work.board.people, marks, strict=False):
        work.score(person, mark, comment, at)
    work.decide(work.board.chairs[0], outcome, at, **words)
    return work


def minute(board, by, text, actions, at):
    """Written by the executive, signed by the manager."""
    board.write_minutes(by, board.minutes_edit, text, actions, at)
    board.submit_minutes(by, at + HOUR)
    board.approve_minutes(house_manager(board), board.minutes_hash, at + 2 * HOUR)


def house_manager(board):
    return board.client.team.filter(role="am").first().person


def first_round(house, job, version):
    at, by = house.at - 24 * DAY, job.owner
    board = board_of(
        house, job, version, at, kind="creative", title="Card launch, first round",
        summary="Two routes. Which one answers the queue, and which is worth making?",
    )  # fmt: skip
    put_in(
        board, by, at - 3 * DAY,
        ("The empty branch", "A film of thirty seconds: a branch without a queue.", None),
        ("Thank you for waiting", "Posters that thank people for their patience.", None),
    )  # fmt: skip
    begin(board, by, at)
    back, rejected = board.works.all()
    judge(
        back, [(6, "The queue is gone, and so is the card."), (5, "Where is the card?")],
        "rework", at + HOUR, reason="The card comes in at second 26.",
        next_step="Open with the card; the branch may stay empty.",
    )  # fmt: skip
    judge(
        rejected, [(3, "Grateful, which the brief forbids."), (4, "We thank them for our fault.")],
        "rejected", at + HOUR, reason="It answers the opposite of the proposition.",
        next_step="Leave the thanks; try what waiting costs.",
    )  # fmt: skip
    text = "Route one is close. The card has to be seen before anybody asks what the film is about."
    minute(
        board, by, text, [("Rewrite the first ten seconds", by, (at + 4 * DAY).date())], at + HOUR
    )
    return back


def second_round(house, job, version, previous):
    at, by = house.at - 15 * DAY, job.owner
    board = board_of(
        house, job, version, at, kind="creative", title="Card launch, second round",
        summary="The empty branch again, with the card in the first frame.",
    )  # fmt: skip
    film = "The film with the card in its first frame."
    put_in(board, by, at - 3 * DAY, ("The empty branch", film, previous))
    begin(board, by, at)
    work = judge(
        board.works.get(), [(9, "The card waits. That is the brief."), (8, "Dry and warm.")],
        "approved", at + HOUR,
    )  # fmt: skip
    minute(board, by, "Approved as shown.", [], at + HOUR)
    board.close(by, at + DAY)
    joanna = ContactPerson.objects.filter(client=job.client).order_by("pk")[:1]
    shown_at = at + 2 * DAY
    shown = WorkPresentation.objects.present(work, by, list(joanna), shown_at, shown_at)
    shown.note_answer(
        by, "changes_wanted", "The number on the card has to be masked.", shown_at + HOUR
    )


def presentation(house, job, version):
    at, by = house.at - 2 * DAY, job.owner
    board = board_of(
        house, job, version, at, kind="presentation", title="Branch posters: the presentation",
        summary="Is the story clear to somebody who was at none of our meetings?",
    )  # fmt: skip
    put_in(board, by, at - 3 * DAY, ("Posters, the deck", "Twelve pages, five posters.", None))
    begin(board, by, at)
    judge(
        board.works.get(), [(8, "It argues, it does not describe."), (7, "Page four is too full.")],
        "approved_with_changes", at + HOUR, changes="Split page four; say the price earlier.",
    )  # fmt: skip
    BoardRationale.objects.sign(
        board, board.chairs[0], "Five posters that say one thing in five branches.", at + HOUR
    )
    text = "Branches cost less than the films did, and these people still go there."
    BoardRationale.objects.sign(board, by, text, at + HOUR)
    board.write_minutes(by, 0, "The story holds. Page four carries two thoughts.", [], at + HOUR)
    board.submit_minutes(by, at + 2 * HOUR)


def strategy(house, job, version):
    starts_at = house.at + 3 * DAY
    board = board_of(
        house, job, version, starts_at, kind="strategy", title="Range relaunch: where to stand",
        summary="Two positions for the range. Only one of them can be taken from us.",
    )  # fmt: skip
    put_in(
        board, job.owner, house.at - 2 * DAY,
        ("Milk that is nobody's substitute", "Position and its proof, eight pages.", None),
    )  # fmt: skip
    board.submit_pack(job.owner, house.at - DAY)


def in_session(house, job, version):
    at, by = house.at - HOUR, job.owner
    board = board_of(
        house, job, version, at, kind="creative", title="Card launch: the app screens",
        summary="Three screens. Do they feel like the film?",
    )  # fmt: skip
    put_in(
        board, by, at - 3 * DAY,
        ("The card on the lock screen", "One screen, no words but the name.", None),
        ("The card in the queue", "A number that counts down to nobody.", None),
    )  # fmt: skip
    begin(board, by, at)
    first = board.works.first()
    first.score(board.chairs[0], 8, "It waits without asking.", at + HOUR / 2)
