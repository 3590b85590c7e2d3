from billing.models import EstimateVersion
from tests.billing.estimated import line, make_approver, make_estimate, make_job
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine


def make(client, ladder, state):
    """An estimate of 1,000 by an AE outside the ladder; an account manager's limit is enough."""
    author = put_on_team(client, make_person("author", rank="ae"), "ae").person
    version = make_estimate(make_job(client, ladder.am, author), author).latest
    if state != "draft":
        version.submit(author, NOW)
    bring(version, ladder, state)
    return version


def bring(version, ladder, state):
    if state == "returned":
        version.send_back(ladder.am, "Too dear.", version.content_hash, NOW)
    if state == "withdrawn":
        version.withdraw(ladder.am, "Off.", NOW)
    if state in {"draft", "submitted", "returned", "withdrawn"}:
        return
    version.approve(ladder.am, version.content_hash, NOW)
    if state in {"sent", "client_approved"}:
        version.send(make_approver(version.client), ladder.ae, NOW)
    if state == "client_approved":
        version.client_sign(None, NOW, name="Joanna Okafor")
    if state in {"client_declined", "superseded"}:
        version.client_decline(None, "Not us.", NOW, name="Joanna Okafor")
    if state == "superseded":
        version.revise(ladder.ae, "Cheaper.", NOW)
    if state == "expired":
        EstimateVersion._base_manager.filter(pk=version.pk).update(status="expired")


def send(version, by, at):
    contacts = version.client.contacts.filter(name="Second Hand")
    version.send(contacts.first() or make_approver(version.client, "Second Hand"), by, at)


def write(version, by, at):
    version.write(by, version.edit, {"lines": [line(price=900)]}, at)


def finance(_client, ladder):
    return ladder.finance


MACHINE = Machine(
    model=EstimateVersion,
    make=make,
    roles={"stranger": lambda client, ladder: ladder.stranger, "finance": finance},
    table="""
verb           draft         submitted            returned      approved_internal  sent                client_approved client_declined      expired              superseded withdrawn
write          AAE,finance   -                    AAE,finance   -                  -                   -               -                    -                    -          -
submit         AE>submitted  -                    AE>submitted  -                  -                   -               -                    -                    -          -
take_back      -             AAE,finance>draft    -             -                  -                   -               -                    -                    -          -
approve        -             AM>approved_internal -             -                  -                   -               -                    -                    -          -
send_back      -             AM>returned          -             -                  -                   -               -                    -                    -          -
send           -             -                    -             AE>sent            AE                  -               -                    -                    -          -
client_sign    -             -                    -             AE>client_approved AE>client_approved  -               -                    -                    -          -
client_decline -             -                    -             AE>client_declined AE>client_declined  -               -                    -                    -          -
withdraw       AE>withdrawn  AE>withdrawn         AE>withdrawn  AM>withdrawn       AM>withdrawn        -               AM>withdrawn         AM>withdrawn         -          -
revise         -             -                    -             AAE,finance        AAE,finance         AAE,finance     AAE,finance>superseded AAE,finance>superseded -        AAE,finance
    """,  # noqa: E501 - a table is read across
    calls={
        "write": write,
        "submit": lambda row, by, at: row.submit(by, at),
        "take_back": lambda row, by, at: row.take_back(by, at),
        "approve": lambda row, by, at: row.approve(by, row.content_hash, at),
        "send_back": lambda row, by, at: row.send_back(by, "Too dear.", row.content_hash, at),
        "send": send,
        "client_sign": lambda row, by, at: row.client_sign(by, at, name="Joanna Okafor"),
        "client_decline": lambda row, by, at: row.client_decline(by, "Not us.", at),
        "withdraw": lambda row, by, at: row.withdraw(by, "Off.", at),
        "revise": lambda row, by, at: row.revise(by, "Cheaper.", at),
    },
    aside={"add_rate": "one more line as write puts it, asked the same"},
)
