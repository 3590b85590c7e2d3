from billing.models import Invoice
from tests.billing.cast import line, make_draft, make_profile
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine

WHY = "The number of days is wrong."
CALLS = {
    "edit": lambda row, by, at: row.edit(by, at, lines=[line(900)], title="Concept, again"),
    "discard": lambda row, by, at: row.discard(by, at),
    "allow_over_ceiling": lambda row, by, at: row.allow_over_ceiling(by, WHY, at),
    "submit": lambda row, by, at: row.submit(by, at),
    "take_back": lambda row, by, at: row.take_back(by, at),
    "approve": lambda row, by, at: row.approve(by, row.content_hash, at),
    "send_back": lambda row, by, at: row.send_back(by, WHY, at),
    "issue": lambda row, by, at: row.issue(by, at),
    "credit": lambda row, by, at: row.credit(by, at, why="price", reason=WHY),
    "dispute": lambda row, by, at: row.dispute(by, WHY, at),
    "note_inside": lambda row, by, at: row.note_inside(by, "Call Joanna.", at),
    "record_tax_number": lambda row, by, at: row.record_tax_number(by, "SDI-1", at),
}
WAYS = {"draft": [], "submitted": ["submit"], "approved": ["submit", "approve"]}
WAYS["issued"] = [*WAYS["approved"], "issue"]


def make(client, ladder, state):
    """Written by an executive beside the ladder."""
    author = make_person("author", rank="ae")
    put_on_team(client, author, "ae")
    make_profile(client)
    row = make_draft(client, author)
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.csd, NOW)
    return row


MACHINE = Machine(
    model=Invoice,
    make=make,
    table="""
        verb                draft       submitted    approved            issued
        edit                AE,finance  -            -                   -
        discard             AE,finance>gone  -       -                   -
        allow_over_ceiling  AD          AD           AD                  -
        submit              AE,finance>submitted  -  -                   -
        take_back           -           AE,finance>draft  -              -
        approve             -           AM>approved  -                   -
        send_back           -           AM>draft     AM,finance>draft    -
        issue               -           -            CSD,finance>issued  -
        credit              -           -            -                   AM,finance
        dispute             -           -            -                   AE,finance
        note_inside         AE,finance  AE,finance   AE,finance          AE,finance
        record_tax_number   -           -            -                   CSD,finance
    """,
    calls=CALLS,
    aside={
        "renew": "asks that a credit note has taken all of it back: tests/billing/test_credits.py",
        "settle": "asks that it is disputed: tests/billing/test_invoices.py",
        "demand_issuing": "changes nothing",
        "settle_preceding": "part of issuing a credit note, which asks who may",
    },
    roles={"finance": lambda client, ladder: ladder.finance},
)
