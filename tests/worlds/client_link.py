"""A version of a brief that waits at the client, by a link."""

from unittest import mock
from urllib.parse import urlsplit

from accounts.models import ClientLink
from briefs.models import BriefVersion
from tests import matrix
from tests.cast import make_contact, make_version_for_client


def make_client_link(world):
    people, client = world.people, world.client
    approver = make_contact(
        client,
        f"Dana {matrix.CANARY}",
        email=f"dana@{matrix.CANARY}.example",
        approves_briefs=True,
    )
    version = make_version_for_client(
        client, people.ae, world.at, sections={"where_to": matrix.CANARY}
    )
    with mock.patch.object(BriefVersion, "get_absolute_url", return_value="/jobs/"):
        world.link = ClientLink.objects.invite(version, approver, people.ae, world.at)
    world.token = urlsplit(world.link.address).path.split("/")[2]
