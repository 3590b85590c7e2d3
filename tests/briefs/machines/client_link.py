from datetime import timedelta
from unittest import mock

from accounts.models import ClientLink
from briefs.models import BriefVersion
from tests.cast import NOW, make_contact, make_version_for_client
from tests.machine import Machine

SOME_DAYS_AGO = NOW - timedelta(days=2)
LONG_AGO = NOW - timedelta(days=20)


def make(client, ladder, state):
    made_at = LONG_AGO if state == "expired" else SOME_DAYS_AGO
    version = make_version_for_client(client, ladder.ae, made_at)
    approver = make_contact(client, "Dana Reyes", approves_briefs=True)
    with mock.patch.object(BriefVersion, "get_absolute_url", return_value="/jobs/"):
        link = ClientLink.objects.invite(version, approver, ladder.ae, made_at)
        lead_to(link, state, ladder)
    return link


def lead_to(link, state, ladder):
    answer = {"name": "Dana Reyes", "content_hash": link.content_hash}
    if state == "opened":
        link.open(SOME_DAYS_AGO)
    if state == "approved":
        link.approve(SOME_DAYS_AGO, **answer)
    if state == "declined":
        link.decline(SOME_DAYS_AGO, words="Too long.", **answer)
    if state == "revoked":
        link.revoke(ladder.ae, "Wrong person", SOME_DAYS_AGO)
    if state == "dropped":
        ClientLink.objects.drop(link.about, ladder.ae, SOME_DAYS_AGO)


MACHINE = Machine(
    model=ClientLink,
    make=make,
    state_of=lambda link: link.state(NOW),
    states=("sent", "opened", "expired", "approved", "declined", "revoked", "dropped"),
    table="""
        verb        sent        opened      expired     approved  declined  revoked  dropped
        revoke      AE>revoked  AE>revoked  AE>revoked  -         -         -        -
        send_again  AE          AE          AE>sent     -         -         -        -
        extend      AE          AE          AE>sent     -         -         -        -
        remind      AE          AE          -           -         -         -        -
    """,
    calls={
        "revoke": lambda link, by, at: link.revoke(by, "Wrong person", at),
        "send_again": lambda link, by, at: link.send_again(by, at),
        "extend": lambda link, by, at: link.extend(by, at.date() + timedelta(days=9), at),
        "remind": lambda link, by, at: link.remind(by, at),
    },
    aside={"close": "called by the answer, or by the document's own verbs, which ask who may"},
)
