"""Brands of the demo agency, what their competitors did, the week, and what a campaign brought."""

from datetime import timedelta
from decimal import Decimal

from briefs.models import (
    Adjustment,
    BrandBudget,
    BrandPlan,
    BrandPriorities,
    BrandProfile,
    CampaignReview,
    Competitor,
    CompetitorDigest,
    CompetitorNote,
    Job,
    Kpi,
    MediaOption,
    TrendNote,
    WeeklyNote,
)
from briefs.models.weekly_note import monday_of

PROFILES = {
    "BRW": {
        "what_it_is": "A retail bank with 140 branches. Current accounts, cards, home loans.",
        "audience": "Families between 28 and 45 who compare prices before they change a bank.",
        "position": "The bank that says what it costs. Stands against banks that hide their fees.",
        "guidelines_url": "https://brand.brightwater.example/guidelines",
    },
    "AUR": {
        "what_it_is": "Confectionery for every day, and boxes for the winter season.",
        "audience": "People who buy a small present on the way, most of them after work.",
        "position": "The box one gives without an occasion. Not the cheapest, always open.",
        "guidelines_url": "",
    },
}
PLANS = {
    "BRW": (
        "40,000 new card customers by December. Aided recall of the card from 24 to 40 %.",
        "One promise in every medium: no fee in the first year. Film first, branches second.",
    ),
    "AUR": (
        "Winter boxes up 8 % on last year, without a second price cut.",
        "Lead with the packaging; let shops show it, radio only in the last two weeks.",
    ),
}
PRIORITIES = {
    "BRW": "Card launch before everything\nBranch posters follow the film\nHome loans in January",
    "AUR": "Winter packaging to print\nShop displays\nSummer range: ideas only",
}
COMPETITORS = {
    "BRW": (
        ("Harbour Bank", "https://harbourbank.example"),
        ("Quay Direct", "https://quaydirect.example"),
        ("Union Savings", ""),
    ),
    "AUR": (("Marlow Sweets", "https://marlow.example"), ("Petit Four", "")),
}
# client, days ago, competitor, kind, what happened, source, next step, (spend, days it covers)
NOTES = (
    (
        "BRW",
        52,
        "Harbour Bank",
        "launch",
        "A card without a fee for two years, for new customers only.",
        "Branch at Pearse Street",
        "Answer in the film: ours is for old customers, too.",
        None,
    ),
    (
        "BRW",
        47,
        "Quay Direct",
        "price",
        "Home loan from 3.1 %, fifteen years fixed.",
        "Their website",
        "",
        None,
    ),
    (
        "BRW",
        41,
        "Harbour Bank",
        "spend",
        "Television and outdoor, both without pause since the launch.",
        "Media monitor",
        "",
        (412_000, 30),
    ),
    (
        "BRW",
        33,
        "Union Savings",
        "agency",
        "They left their agency after nine years; a pitch is expected.",
        "Campaign magazine",
        "Ask Helen whether we are conflicted.",
        None,
    ),
    (
        "BRW",
        20,
        "Quay Direct",
        "ad",
        "Posters at every station: “A bank without doors.”",
        "Connolly station",
        "Photograph the whole line for Thursday’s review.",
        None,
    ),
    (
        "BRW",
        12,
        "Quay Direct",
        "spend",
        "Outdoor and digital, the first two weeks of the posters.",
        "Media monitor",
        "",
        (186_500, 14),
    ),
    (
        "BRW",
        4,
        "Harbour Bank",
        "price",
        "The fee-free term is now three years.",
        "Their app",
        "Check the claim in our second spot before it airs.",
        None,
    ),
    (
        "AUR",
        55,
        "Marlow Sweets",
        "launch",
        "Advent calendar with a named chocolatier on each door.",
        "Trade fair",
        "",
        None,
    ),
    (
        "AUR",
        38,
        "Petit Four",
        "price",
        "Boxes of 200 g cut from €9.90 to €7.90.",
        "Shops in Cork and Dublin",
        "Hold our price; speak of the box instead.",
        None,
    ),
    (
        "AUR",
        31,
        "Marlow Sweets",
        "spend",
        "Radio and press, national.",
        "Media monitor",
        "",
        (95_000, 30),
    ),
    (
        "AUR",
        15,
        "Marlow Sweets",
        "ad",
        "Film of 20 seconds: a box that nobody wants to open.",
        "Evening programme, channel 2",
        "",
        None,
    ),
    (
        "AUR",
        6,
        "Petit Four",
        "other",
        "Their winter boxes stand in petrol stations for the first time.",
        "Seen on the M7",
        "Ask sales whether we want petrol stations at all.",
        None,
    ),
)
MEDIA = (
    (
        "outdoor",
        "Connolly station, whole concourse",
        "Dublin",
        "12 × 6-sheet",
        20,
        48,
        9,
        38_400,
        "gross",
    ),
    ("tv", "Channel 2, evening news", "Ireland", "20 seconds", 5, 33, -2, 11_250, "net"),
    (
        "press",
        "Morning Post, weekend section",
        "Ireland",
        "Half page, 4c",
        8,
        36,
        12,
        9_800,
        "gross",
    ),
    (
        "radio",
        "Coast FM, drive time",
        "Leinster",
        "30 seconds, 40 spots",
        -40,
        -9,
        None,
        6_000,
        "net",
    ),
    (
        "digital",
        "Price comparison portal, home page",
        "Ireland",
        "Billboard, 14 days",
        3,
        75,
        25,
        15_500,
        "net",
    ),
)
SHARED = (
    (
        "trend",
        "People skip films after four seconds",
        "Say the brand in the first two.",
        "Film",
    ),
    (
        "session",
        "How a film is made",
        "Half a day at the studio for Brightwater’s new brand people: script, shoot, cut, and why"
        " a change after the shoot costs what it costs.",
        "Client training",
    ),
)
WEEK = (
    ("Card launch", "Film cut to the client by Wednesday noon"),
    ("Branch posters", "Final artwork released, printing slot is held until Friday"),
    ("", "Nobody promises January dates before the plan is agreed"),
)


def load(northlight):
    for code in ("BRW", "AUR"):
        describe(northlight, northlight.client[code])
    notes(northlight)
    digest(northlight)
    media(northlight)
    week(northlight)
    results(northlight)


def describe(northlight, client):
    ae, am, brand = northlight._of(client, "ae"), northlight._of(client, "am"), brand_of(client)
    then, year = northlight.at - timedelta(days=70), northlight.today.year
    BrandProfile.objects.write(brand, ae, then, **PROFILES[client.code])
    objectives, direction = PLANS[client.code]
    words = {"objectives": objectives, "direction": direction}
    BrandPlan.objects.write(brand, ae, then, year=year, **words)
    BrandBudget.objects.agree(brand, am, then, year=year, amount=Decimal(1_850_000), currency="EUR")
    BrandPriorities.objects.put(
        brand,
        ae,
        then,
        starts_on=northlight.today - timedelta(days=20),
        ends_on=northlight.today + timedelta(days=40),
        text=PRIORITIES[client.code],
    )
    for name, website in COMPETITORS[client.code]:
        Competitor.objects.add(brand, ae, then, name=name, website=website)


def brand_of(client):
    return client.brands.first()


def notes(northlight):
    tom = northlight.person["aae"]
    for code, ago, name, kind, comment, source, next_step, spend in NOTES:
        seen_on = northlight.today - timedelta(days=ago)
        amount, days = spend or (None, 0)
        CompetitorNote.objects.note(
            brand_of(northlight.client[code]),
            tom,
            northlight.at - timedelta(days=ago),
            new_competitor=name,
            kind=kind,
            seen_on=seen_on,
            comment=comment,
            source=source,
            next_step=next_step,
            spend=Decimal(amount) if spend else None,
            currency="EUR" if spend else "",
            spend_from=seen_on - timedelta(days=days) if spend else None,
            spend_to=seen_on if spend else None,
        )


def digest(northlight):
    """That of last month for the bank; Aurelia's is still to be issued."""
    client = northlight.client["BRW"]
    month = (northlight.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    CompetitorDigest.objects.issue(
        brand_of(client),
        northlight._of(client, "am"),
        northlight.at,
        month=month,
        comment="Harbour Bank buys the launch with money and with years. Our promise has to be"
        " simpler, not longer.",
    )


def media(northlight):
    today = northlight.today
    for channel, vehicle, market, shape, first, last, book, price, basis in MEDIA:
        MediaOption.objects.add(
            northlight.person["ae"],
            northlight.at - timedelta(days=3),
            channel=channel,
            vehicle=vehicle,
            market=market,
            format=shape,
            available_from=today + timedelta(days=first),
            available_to=today + timedelta(days=last),
            book_by=today + timedelta(days=book) if book is not None else None,
            price=Decimal(price),
            currency="EUR",
            basis=basis,
            source="Rate card",
        )
    for kind, title, text, category in SHARED:
        TrendNote.objects.share(
            northlight.person["planner"],
            northlight.at - timedelta(days=5),
            kind=kind,
            title=title,
            text=text,
            category=category,
            client=None,
        )


def week(northlight):
    client = northlight.client["BRW"]
    ae, week_on = northlight._of(client, "ae"), monday_of(northlight.today)
    lines = [line(client, title, text) for title, text in WEEK]
    for monday in (week_on - timedelta(days=7), week_on):
        sent_at = northlight.at - (week_on - monday) - timedelta(hours=1)
        note = WeeklyNote.objects.write(client, ae, sent_at, week_on=monday, lines=lines)
        note.send(ae, sent_at)


def line(client, title, text):
    job = Job.objects.filter(client=client, title=title).first()
    about = {"about": f"job:{job.pk}", "label": str(job)} if job else {"about": "", "label": ""}
    return about | {"text": text}


def results(northlight):
    job = Job.objects.get(title="Branch posters")
    client, at = job.client, northlight.at
    ae, am, ad = (northlight._of(client, role) for role in ("ae", "am", "ad"))
    for name, unit, target, is_less_better, measured in (
        ("Aided recall in branch towns", "%", 35, False, (27, 33, 38)),
        ("Cost per account opened", "€", 60, True, (88, 71, 66)),
    ):
        then = at - timedelta(days=50)
        kpi = Kpi.objects.set_up(
            job, ae, then, name=name, unit=unit, target=target, is_less_better=is_less_better
        )
        for weeks, actual in zip((5, 3, 1), measured, strict=True):
            day = northlight.today - timedelta(weeks=weeks)
            kpi.measure(ae, at, actual=Decimal(actual), measured_on=day, source="Weekly panel")
    proposal = Adjustment.objects.propose(
        job,
        ae,
        at - timedelta(days=20),
        text="Move a third of the sites from stations to shopping streets.",
        why="Recall grows in branch towns only; commuters do not open accounts.",
    )
    proposal.accept(am, "From the next posting on.", at - timedelta(days=19))
    planner = northlight.person["planner"]
    parts = {
        "aimed_at": "35 % aided recall in branch towns, an account for less than €60.",
        "happened": "Recall went beyond its target, cost did not: €66 at the end.",
        "shortcomings": "Sites were chosen by price. The move to shopping streets came late.",
        "learnings": "Choose sites by branch, then by price; decide on a change after week two.",
    }
    CampaignReview.objects.write(job, planner, at - timedelta(days=2), **parts)
    review = CampaignReview.objects.write(job, ad, at - timedelta(days=1), **parts)
    review.finish(ad, at - timedelta(days=1))
