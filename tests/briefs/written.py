"""Briefs as people write them, for tests of what is printed, compared and found again."""

from briefs.models import Brief, BriefVersion
from tests.cast import NOW

CREATIVE = {
    "background": "Brightwater launches a card for students on 11 January. It is the first in the "
    "market without a yearly fee, and nobody knows yet that it exists.",
    "marketing_objective": "12,000 new card holders under 26 by 30 June 2026.",
    "communication_objective": "Six of ten students in the three cities know that the first card "
    "for them costs nothing, and name Brightwater unprompted.",
    "audience": "Lena, 19, second term, shares a flat with three others. She has one account, her "
    "parents’ bank, and has never chosen a bank herself.",
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
    "timing": "First look 2 December, board 9 December, to the client 14 December.",
    "judged": "Understood in two seconds; could come from no other bank.",
}
DELIVERABLES = [
    {"key": "d1", "what": "City light poster", "format": "CLP", "size": "1185 × 1750 mm",
     "quantity": "6", "due": "2026-03-30"},
    {"key": "d2", "what": "Film", "format": "MP4, 9:16", "size": "15 s", "quantity": "2",
     "due": "2026-04-07"},
]  # fmt: skip
PLAN = {
    "marketing_objective": "12,000 new card holders under 26 by 30 June 2026.",
    "communication_objective": "Six of ten students know that the card costs nothing.",
    "audience": "Students of 18 to 26 in three cities: 214,000 people.",
    "overview": "Outdoor makes it known, social explains it, the campus closes.",
    "reasons": "Radio was left out: two seconds of picture say more than twenty of sound.",
    "budget": "€240,000 net, fees apart; 5 % kept in hand.",
    "measures": "Awareness before and after; orders per week.",
    "doubts": "Social is dear in January.",
}
LINES = [
    ("outdoor", "2026-04-01", "2026-04-30", "Launch", "96000.00", "Two seconds at every campus."),
    ("social", "2026-04-01", "2026-06-30", "Launch", "58000.00", "Explains what posters cannot."),
    ("social", "2026-07-01", "2026-08-31", "Always on", "22000.50", "Between the terms."),
    ("event", "2026-04-13", "2026-04-17", "Launch", "31000.00", "Orders are taken on the spot."),
]


def plan_lines(currency="EUR"):
    names = ("channel", "from", "to", "budget_line", "amount", "reason")
    return [
        {"key": f"c{number}", "currency": currency, **dict(zip(names, line, strict=True))}
        for number, line in enumerate(LINES, start=1)
    ]


def make_version(client, by, kind="creative", at=NOW, status="draft", **fields):
    """One version of a brief, put there as it is; verbs are tested elsewhere."""
    written = {"creative": (CREATIVE, DELIVERABLES), "communication": (PLAN, plan_lines())}
    asked, lines = written.get(kind, ({}, []))
    fields = {"title": "Student card", **fields}
    named = ("job", "brand", "number_of_brief")
    of_brief = {
        name.removesuffix("_of_brief"): fields.pop(name) for name in named if name in fields
    }
    brief = Brief.objects.create(
        client=client, kind=kind, author=by, made_at=at, title=fields["title"], **of_brief
    )
    facts = {"sections": dict(asked), "lines": [dict(line) for line in lines], **fields}
    version = BriefVersion.objects.create(
        brief=brief, status=status, made_by=by, made_at=at, **facts
    )
    brief.latest = version
    brief.save(update_fields=["latest"])
    return version


def make_next(version, status="draft", **fields):
    """The version after one, with what is given changed."""
    kept = {name: getattr(version, name) for name in ("sections", "lines", "title", "made_by")}
    brief = version.brief
    facts = {"made_at": version.made_at, "changes": "Another proposition.", **kept, **fields}
    new = brief.versions.create(number=version.number + 1, status=status, **facts)
    brief.latest = new
    brief.save(update_fields=["latest"])
    return new
