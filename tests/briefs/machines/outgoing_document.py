from briefs.models import OutgoingDocument
from tests.briefs.departments import make_creative, make_outgoing, pdf
from tests.cast import NOW, make_contact, make_person, put_on_team
from tests.machine import Machine

WHY = "The figures of May are missing."
CALLS = {
    "edit": lambda row, by, at: row.edit(by, at, title="Media recommendation, May"),
    "submit": lambda row, by, at: row.submit(by, at),
    "take_back": lambda row, by, at: row.take_back(by, at),
    "approve": lambda row, by, at: row.approve(by, row.content_hash, at),
    "send_back": lambda row, by, at: row.send_back(by, WHY, row.content_hash, at),
    "send": lambda row, by, at: row.send(by, [contact_of(row.client)], at),
    "hand_over": lambda row, by, at: row.hand_over(by, "Joanna Okafor, at the meeting", at),
    "withdraw": lambda row, by, at: row.withdraw(by, "The plan changed.", at),
    "renew": lambda row, by, at: row.renew(by, at, title="Two", message="", upload=pdf("b.pdf")),
}
APPROVED = ["submit", "approve", "approve"]
WAYS = {
    "draft": [],
    "submitted": ["submit", "approve"],
    "returned": ["submit", "send_back"],
    "approved": APPROVED,
    "sent": [*APPROVED, "hand_over"],
    "replaced": [*APPROVED, "hand_over", "renew"],
    "withdrawn": ["withdraw"],
}


def contact_of(client):
    return client.contacts.first() or make_contact(client)


def make(client, ladder, state):
    """Written by an executive beside the ladder; submitted, it waits for the director."""
    author = make_person("author", rank="ae")
    put_on_team(client, author, "ae")
    row = make_outgoing(client, ladder, by=author)
    for verb in WAYS[state]:
        CALLS[verb](row, ladder.csd, NOW)
        row.refresh_from_db()
    return row


MACHINE = Machine(
    model=OutgoingDocument,
    make=make,
    table="""
        verb       draft         submitted     returned      approved      sent         replaced  withdrawn
        edit       AE            -             AE            -             -            -         -
        submit     AE>submitted  -             AE>submitted  -             -            -         -
        take_back  -             AE>draft      -             -             -            -         -
        approve    -             AD>approved   -             -             -            -         -
        send_back  -             AD>returned   -             -             -            -         -
        send       -             -             -             AE>sent       -            -         -
        hand_over  -             -             -             AE>sent       -            -         -
        withdraw   AE>withdrawn  AE>withdrawn  AE>withdrawn  AE>withdrawn  -            -         -
        renew      -             -             -             AE>replaced   AE>replaced  -         -
    """,  # noqa: E501
    calls=CALLS,
    aside={
        "put_file": "part of writing and editing, which ask who may",
        "demand_attaching": "changes nothing",
    },
    roles={"creative": lambda client, ladder: make_creative(client)},
)
