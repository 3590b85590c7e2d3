from accounts.models import Function
from briefs.models import BriefVersion
from tests.cast import NOW, full_brief, make_brief, make_person, put_on_team
from tests.machine import Machine

# Beside the states of the model: what lies with the client, and what he declined.
STATES = (*BriefVersion.Status.values, "with_client", "declined")


def make(client, ladder, state):
    """A creative brief by an AE outside the ladder; it goes to the client where the state says."""
    author = put_on_team(client, make_person("author", rank="ae"), "ae").person
    planner = put_on_team(client, make_person("co", function=Function.PLANNING), "planning").person
    brief = make_brief(client, author)
    brief.name_co_authors(author, [planner], NOW)
    version = brief.latest
    to_client = state in {"with_client", "declined", "client_signed"}
    if to_client:
        version.write(author, version.edit, {"is_for_client": True}, NOW)
    if state != "draft":
        version.submit(author, NOW)
    bring(version, ladder, state, to_client)
    return version


def bring(version, ladder, state, to_client):
    if state == "returned":
        version.send_back(ladder.am, "Too long.", version.content_hash, NOW)
    if state == "withdrawn":
        version.withdraw(ladder.am, "Off.", NOW)
    if state in {"draft", "submitted", "returned", "withdrawn"}:
        return
    for signer in [ladder.am, ladder.ad] if to_client else [ladder.am]:
        version.approve(signer, version.content_hash, NOW)
    if state == "client_signed":
        version.client_sign(None, NOW, name="Joanna Okafor")
    if state == "declined":
        version.client_decline(None, "Not us.", NOW, name="Joanna Okafor")
    if state == "issued":
        version.issue(ladder.ae, NOW)
    if state == "superseded":
        supersede(version, ladder)


def supersede(version, ladder):
    new = version.revise(ladder.ae, "Another audience.", NOW)
    new.submit(ladder.ae, NOW)
    new.approve(ladder.am, new.content_hash, NOW)
    version.refresh_from_db()


def state_of(version):
    if version.status == "returned" and version.is_declined:
        return "declined"
    if version.status == "approved_internal" and version.is_for_client:
        return "with_client"
    return version.status


def co_author(client, ladder):
    return client.briefs.get().co_authors.get()


MACHINE = Machine(
    model=BriefVersion,
    make=make,
    state_of=state_of,
    states=STATES,
    roles={"co_author": co_author, "stranger": lambda client, ladder: ladder.stranger},
    table="""
verb           draft         submitted          returned      approved_internal client_signed issued        superseded withdrawn     with_client       declined
write          AE,co_author  -                  AE,co_author  -                 -             -             -          -             -                 -
submit         AE>submitted  -                  AE>submitted  -                 -             -             -          -             -                 -
take_back      -             AE,co_author>draft -             -                 -             -             -          -             -                 -
approve        -             AM>approved_internal -           -                 -             -             -          -             -                 -
send_back      -             AM>returned        -             -                 -             -             -          -             -                 -
client_sign    -             -                  -             -                 -             -             -          -             AE>client_signed  -
client_decline -             -                  -             -                 -             -             -          -             AE>declined       -
issue          -             -                  -             AE>issued         AE>issued     -             -          -             -                 -
withdraw       AE>withdrawn  AE>withdrawn       AE>withdrawn  AM>withdrawn      AM>withdrawn  AM>withdrawn  -          -             AM>withdrawn      AM>withdrawn
revise         -             -                  -             AE,co_author      AE,co_author  AE,co_author  -          AE,co_author  AE,co_author      AE,co_author>superseded
    """,  # noqa: E501 - a table is read across
    calls={
        "write": lambda row, by, at: row.write(by, row.edit, full_brief("creative", "New."), at),
        "submit": lambda row, by, at: row.submit(by, at),
        "take_back": lambda row, by, at: row.take_back(by, at),
        "approve": lambda row, by, at: row.approve(by, row.content_hash, at),
        "send_back": lambda row, by, at: row.send_back(by, "Too long.", row.content_hash, at),
        "client_sign": lambda row, by, at: row.client_sign(by, at, name="Joanna Okafor"),
        "client_decline": lambda row, by, at: row.client_decline(by, "Not us.", at),
        "issue": lambda row, by, at: row.issue(by, at),
        "withdraw": lambda row, by, at: row.withdraw(by, "Off.", at),
        "revise": lambda row, by, at: row.revise(by, "Another audience.", at),
    },
)
