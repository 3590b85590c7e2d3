"""A board that is planned, and one that was held, each with work to look at."""

from datetime import timedelta

from accounts.models import TeamMember
from briefs.models import BoardWork, Brief, BriefVersion, ReviewBoard
from tests.cast import make_person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_board_world(world):
    people, client, at, word = world.people, world.client, world.at, world.brand.name
    chair = make_person("board.chair", function="creative")
    TeamMember.objects.create(
        client=client, person=chair, role="creative", from_on=(at - 30 * DAY).date()
    )
    version = make_version(world, word)
    facts = {
        "kind": "presentation",
        "title": f"Board {word}",
        "summary": word,
        "place": word,
        "brief_version": version,
        "jobs": [world.job],
        "chair": chair,
        "members": [people.ad, people.ae],
    }
    planned = {"starts_at": at + DAY, "ends_at": at + DAY + HOUR}
    world.review_board = ReviewBoard.objects.plan(client, people.ae, at, **facts, **planned)
    add_work(world, world.review_board, word)


def make_version(world, word):
    brief = Brief.objects.create(
        client=world.client,
        job=world.job,
        kind="creative",
        title=f"Brief {word}",
        author=world.people.ae,
        made_at=world.at,
    )
    version = BriefVersion.objects.create(
        brief=brief,
        status="approved_internal",
        sections={"proposition": word},
        made_by=world.people.ae,
        made_at=world.at,
        approved_at=world.at,
    )
    brief.latest = version
    brief.save(update_fields=["latest"])
    return version


def add_work(world, board, word):
    world.board_work = BoardWork.objects.add(
        board, world.people.ae, world.at, title=f"Work {word}", description=word, job=world.job
    )
