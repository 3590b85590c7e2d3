"""Northlight's jobs: of several types, in every state, with what clients asked for besides."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from briefs.models import Job, JobRequest, JobType

DAY = timedelta(days=1)
WITHOUT_BRIEF = "Briefed in the weekly meeting; the paper follows."


@dataclass(frozen=True)
class Work:
    """One job: for whom, what, of which type, opened and due how many days from today."""

    code: str
    title: str
    slug: str
    opened: int
    due: int | None
    stages: int = 0
    way: tuple = ()
    why: str = ""
    budget: int = 0


START = ("note_briefed",)
ASKED = (*START, "await_estimate")
LIVE = (*ASKED, "go_live")
DONE = (*LIVE, "deliver")
WORKS = (
    Work("BRW", "Student account: spring campaign", "campaign", 44, 62, 1, START,
         "Win 40,000 students before the autumn term.", 480_000),
    Work("BRW", "Mobile app: launch film", "tv", 40, 21, 3, LIVE,
         "Show that paying takes four seconds.", 310_000),
    Work("BRW", "Savings leaflet", "collateral", 33, 9, 3, LIVE, "", 18_000),
    Work("BRW", "Branch radio", "radio", 12, 30, 1, ASKED, "", 42_000),
    Work("BRW", "Annual report: cover", "press", 58, -4, 4, LIVE, "", 9_500),
    Work("BRW", "Cash machine screens", "display", 70, -18, 6, DONE, "", 12_000),
    Work("BRW", "Mortgage fair stand", "event", 20, 44, 0, ("hold",), "", 60_000),
    Work("ORD", "Yoghurt sampling in 200 shops", "promotion", 28, 26, 2, LIVE,
         "Half of all who taste it buy it.", 85_000),
    Work("ORD", "New cup, four flavours", "packaging", 45, 35, 1, ASKED, "", 55_000),
    Work("ORD", "Summer poster", "outdoor", 90, -30, 6, DONE, "", 70_000),
    Work("ORD", "Taste test, north", "research", 6, 40),
    Work("AUR", "Winter blend on social", "social", 18, 15, 3, LIVE,
         "Younger drinkers at home.", 22_000),
    Work("AUR", "Shelf stopper", "pos", 60, -12, 6, (*DONE, "close"), "", 7_000),
    Work("KES", "Nordic routes: outdoor", "outdoor", 16, 12, 2, LIVE, "", 140_000),
    Work("KES", "Crew recruiting", "digital", 9, 33),
    Work("NOV", "Doctors' direct mail", "direct-mail", 30, 18, 4, LIVE, "", 48_000),
    Work("VOL", "E-drive: brand strategy", "strategy", 11, 25, 0, START, "", 90_000),
    Work("MER", "Loyalty premiums", "premiums", 50, 5, 2, ("cancel",), "", 15_000),
)  # fmt: skip
REQUESTS = (
    ("BRW", "Christmas card for business clients", "A card and a small gift, 800 pieces.", 20),
    ("BRW", "Landing page for the app film", "Where the film sends people to.", 16),
    ("ORD", "Trade contest for shop managers", "Best yoghurt shelf wins a weekend.", 45),
)
REASONS = {
    "hold": "The client waits for its own budget round.",
    "cancel": "The hotel group dropped the programme.",
}


def load(northlight):
    types = {kind.slug: kind for kind in JobType.objects.all()}
    for work in sorted(WORKS, key=lambda each: -each.opened):
        open_up(northlight, work, types[work.slug])
    for back, (code, title, wanted, due) in enumerate(REQUESTS, start=1):
        ask(northlight, code, title, wanted, due, back)


def open_up(northlight, work, kind):
    client = northlight.client[work.code]
    owner, manager = place(client, "ae"), place(client, "am")
    at = northlight.at - work.opened * DAY
    job = Job.objects.open_job(
        client, client.brands.first(), work.title, owner, by=owner, at=at,
        job_type=kind, why=work.why, budget=Decimal(work.budget) or None,
        due_on=None if work.due is None else northlight.today + work.due * DAY,
        traffic=northlight.person["traffic"],
    )  # fmt: skip
    if work.way:
        job.check_opening(manager, at)
    step = work.opened * DAY / (len(work.way) + work.stages + 1)
    for _stage in range(work.stages):
        at += step
        job.advance(owner, at)
    for verb in work.way:
        at += step
        move(job, verb, manager, at)


def move(job, verb, manager, at):
    if verb == "note_briefed":
        job.note_briefed(manager, at, WITHOUT_BRIEF)
    elif verb in REASONS:
        getattr(job, verb)(manager, REASONS[verb], at)
    else:
        getattr(job, verb)(manager, at)


def ask(northlight, code, title, wanted, due, back):
    client = northlight.client[code]
    JobRequest.objects.enter(
        client,
        title,
        northlight.person["aae"],
        northlight.at - back * DAY,
        wanted=wanted,
        wanted_on=northlight.today + due * DAY,
        contact=client.contacts.order_by("pk").first(),
    )


def place(client, role):
    return client.team.filter(role=role).select_related("person__office").first().person
