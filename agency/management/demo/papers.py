"""The card launch on paper: a communication plan, an expectation sheet, briefs and a briefing."""

from datetime import timedelta

from accounts.models import Question
from briefs.models import Brief, BriefingSession
from briefs.models.expectation_sheet import make_expectation_sheet

# channel, starts in days, lasts days, budget line, amount, reason
PLAN_LINES = [
    ("outdoor", 45, 28, "Launch", "96000.00", "Two seconds at every campus; nothing is quicker."),
    ("tv", 45, 21, "Launch", "88000.00", "Regional only: the parents have to have heard of it."),
    (
        "social",
        45,
        90,
        "Launch",
        "58000.00",
        "Explains what a poster cannot: no fee, four minutes.",
    ),
    (
        "event",
        52,
        5,
        "Launch",
        "31000.00",
        "Orders are taken on the spot, in the first week of term.",
    ),
    (
        "direct_mail",
        60,
        14,
        "Existing customers",
        "18500.00",
        "Families with children of 18 to 20.",
    ),
    ("press", 47, 10, "Launch", "24000.00", "Two student papers, back page, in both cities."),
    ("display", 75, 60, "Always on", "22000.00", "Calls back whoever left the order half way."),
    (
        "pr",
        40,
        60,
        "Launch",
        "12500.00",
        "The survey on first bills gives papers something to print.",
    ),
]
PLAN = {
    "marketing_objective": "12,000 new card holders under 26 by 30 June.",
    "communication_objective": "Six of ten students in three cities know that it costs nothing.",
    "audience": "Students of 18 to 26 in three cities: 214,000; and 90,000 of their parents.",
    "overview": "Outdoor and TV make it known in four weeks, social explains, the campus closes.",
    "reasons": "Radio was left out: the offer needs a picture. Money moved from cinema to the "
    "campus because last year four of five orders came from there.",
    "budget": "€350,000 net, fees apart; 5 % of it kept in hand until the first week is counted.",
    "measures": "Awareness before and after, by the client’s tracker; orders per week and channel.",
    "doubts": "TV is the weakest line; if anything has to go, it goes first.",
}
BRIEF = {
    "background": "Brightwater launches a card for students. It is the first in the market without "
    "a yearly fee, and nobody knows yet that it exists.",
    "marketing_objective": "12,000 new card holders under 26 by 30 June.",
    "communication_objective": "Six of ten students know that their first card costs nothing.",
    "audience": "Lena, 19, second term, shares a flat with three others. She has one account, at "
    "her parents’ bank, and has never chosen a bank herself.",
    "insight": "The first thing that is really yours is the first bill you pay without asking.",
    "now": "“A bank is where my parents are.” I feel like a child there. I do nothing.",
    "after": "“This one is mine.” I feel taken seriously. I order the card tonight.",
    "proposition": "The first card that is yours alone",
    "reasons": "No yearly fee while you study.\n\nOrdered in four minutes on the phone.\n\n"
    "Blocked and opened again by yourself.",
    "tone": "Dry, quick, on her side. Never jolly.",
    "mandatories": "Logo bottom right. Representative example with the rate. No cash pictures.",
    "media": "Outdoor around campuses, two seconds; social, sound off.",
    "budget": "€64,000 for production, nothing above it.",
    "timing": "First look in one week, board a week later, to the client three days after.",
    "judged": "Understood in two seconds; could come from no other bank.",
}
# what, format, size, quantity, due in days
DELIVERABLES = [
    ("City light poster", "CLP", "1185 × 1750 mm", "6", 30),
    ("Film", "MP4, 9:16", "15 s", "2", 35),
    ("Stand at the campus", "Print and build", "3 × 2 m", "3", 40),
]
SHEET = {
    "aim": "The card is known among students before the summer term begins.",
    "timing": "First layouts in two weeks, final artwork in five, on the street in six.\n"
    "Each day an answer comes late moves every later day by one.",
    "cost": "€64,000 for production, the fee as in the contract. Two rounds of changes are in.",
    "result": "Six posters, two films and three stands of one idea, understood in two seconds.",
    "not_do": "It will not sell other accounts, and it will not win back customers who left.",
    "client_part": "Legal text and rates within three days; one person who decides.",
    "changes": "A change is asked for in writing; we answer with time and cost in two days.",
}


def load(northlight):
    client = northlight.client["BRW"]
    job = client.jobs.filter(title="Card launch").first() or client.jobs.first()
    plan_of(northlight, client, job)
    sheet_of(northlight, job)
    presented(northlight, client, job)


def plan_of(northlight, client, job):
    """A plan with eight lines, signed by the director, with a newer version being written."""
    at, by = northlight.at - timedelta(days=20), northlight.person["ae"]
    brief = Brief.objects.start(client, "communication", "Card launch, the plan", by, at, job=job)
    brief.latest.write(by, 0, {"sections": PLAN, "lines": plan_lines(northlight)}, at)
    signed_off(northlight, brief.latest, at)
    new = brief.latest.revise(
        by, "The client asked for less TV: the money goes to social media.", at + timedelta(days=9)
    )
    lines = [dict(line) for line in new.lines]
    lines[1]["amount"], lines[2]["amount"] = "60000.00", "86000.00"
    sections = {"overview": "Outdoor makes it known in four weeks, social explains it and calls "
                "back, the campus closes; TV only supports."}  # fmt: skip
    new.write(by, 0, {"sections": sections, "lines": lines}, at + timedelta(days=9, hours=1))


def plan_lines(northlight):
    rows = []
    for number, (channel, start, days, budget, amount, reason) in enumerate(PLAN_LINES, start=1):
        first = northlight.today + timedelta(days=start)
        rows.append(
            {
                "key": f"line{number}",
                "channel": channel,
                "from": first.isoformat(),
                "to": (first + timedelta(days=days)).isoformat(),
                "budget_line": budget,
                "amount": amount,
                "currency": "EUR",
                "reason": reason,
            }
        )
    return rows


def sheet_of(northlight, job):
    at, by = northlight.at - timedelta(days=30), northlight.person["ae"]
    sheet = make_expectation_sheet(job, by, at)
    if not sheet.latest.is_open:
        return
    sheet.latest.write(by, sheet.latest.edit, {"sections": SHEET}, at)
    signed_off(northlight, sheet.latest, at)


def presented(northlight, client, job):
    """A creative brief, issued and presented yesterday; one of the team still has to answer."""
    at, by = northlight.at - timedelta(days=6), northlight.person["ae"]
    brief = Brief.objects.start(
        client, "creative", "Student card: posters and films", by, at, job=job
    )
    names = ("what", "format", "size", "quantity")
    lines = [
        {"key": f"row{number}", **dict(zip(names, row, strict=False)),
         "due": (northlight.today + timedelta(days=row[-1])).isoformat()}
        for number, row in enumerate(DELIVERABLES, start=1)
    ]  # fmt: skip
    brief.latest.write(by, 0, {"sections": BRIEF, "lines": lines}, at)
    signed_off(northlight, brief.latest, at)
    if brief.latest.can_be_issued:
        brief.latest.issue(by, at + timedelta(hours=6))
    people = {login: northlight.person[login] for login in ("daria.kovac", "planner", "aae")}
    starts = northlight.at - timedelta(days=1, hours=3)
    session = BriefingSession.objects.plan(
        brief.latest, starts, starts + timedelta(hours=1), "Harbour room", by,
        list(people.values()), by, at,
    )  # fmt: skip
    session.hold(
        list(people.values()),
        "Posters come first; the films take their pictures from them.",
        by,
        starts + timedelta(hours=1),
    )
    asked = "May the stand carry another picture than the posters?"
    Question.objects.ask(
        brief, asked, people["daria.kovac"], starts + timedelta(minutes=40), assignee=by,
        section="mandatories",
    )  # fmt: skip
    for login in ("planner", "aae"):
        session.understand(people[login], starts + timedelta(hours=2))
    starts = northlight.at + timedelta(days=2)
    BriefingSession.objects.plan(
        brief.latest, starts, starts + timedelta(hours=1), "https://meet.example/cards", by,
        [people["daria.kovac"]], by, northlight.at,
    )  # fmt: skip


def signed_off(northlight, version, at):
    """Submitted by its author and signed by whoever has to."""
    version.submit(northlight.person["ae"], at)
    for hours, login in enumerate(("am", "ad", "gad"), start=2):
        if version.step is not None and version.step.can_decide(northlight.person[login]):
            version.approve(
                northlight.person[login], version.content_hash, at + timedelta(hours=hours)
            )
    version.refresh_from_db()
