"""A board whose pack lies with the director, and one that was held, with work to look at."""

from datetime import timedelta

from accounts.models import TeamMember
from briefs.models import BoardWork, Brief, BriefVersion, ReviewBoard
from tests.cast import make_person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_board_world(world):
    people, at, word = world.people, world.at, world.brand.name
    chair = make_person("board.chair", function="creative")
    TeamMember.objects.create(
        client=world.client, person=chair, role="creative", from_on=(at - 30 * DAY).date()
    )
    version = make_version(world, word)
    world.review_board, world.packed_work = pack(world, chair, version, at + DAY)
    world.review_board.submit_pack(people.ae, at)
    world.held_board, world.board_work = pack(world, chair, version, at - HOUR)
    sign(world.held_board, people, at)
    world.held_board.hold(people.ae, world.held_board.people, at)
    world.board_work.score(people.ad, 8, word, at)


def pack(world, chair, version, starts_at):
    people, word, earlier = world.people, world.brand.name, world.at - DAY
    board = ReviewBoard.objects.plan(
        world.client,
        people.ae,
        earlier,
        kind="presentation",
        title=f"Board {word}",
        summary=word,
        place=word,
        brief_version=version,
        jobs=[world.job],
        chair=chair,
        members=[people.ad, people.ae],
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
    )
    work = BoardWork.objects.add(
        board, people.ae, earlier, title=f"Work {word}", description=word, job=world.job
    )
    return board, work


def sign(board, people, at):
    board.submit_pack(people.ae, at)
    board.approve_pack(people.csd, board.pack_hash, at)


def make_version(world, word):
    author, at = world.people.ae, world.at
    brief = Brief.objects.create(
        client=world.client,
        job=world.job,
        kind="creative",
        title=f"Brief {word}",
        author=author,
        made_at=at,
    )
    version = BriefVersion.objects.create(
        brief=brief,
        status="approved_internal",
        sections={"proposition": word},
        made_by=author,
        made_at=at,
        approved_at=at,
    )
    brief.latest = version
    brief.save(update_fields=["latest"])
    return version
