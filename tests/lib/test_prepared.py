"""A prepared subquery finds what the query it was written as finds, with each use's own values."""

from datetime import timedelta

import pytest
from django.db.models import Q

from accounts.models import Client, TeamMember
from agency.lib.prepared import Prepared
from tests.cast import NOW, make_client, make_ladder, put_on_team

TODAY = NOW.date()


def written(person, day):
    return TeamMember.objects.on(day).filter(person=person).exclude(role="am").values("client")


@pytest.fixture
def world(db):
    people = make_ladder()
    clients = [make_client(f"AA{letter}", f"Client {letter}") for letter in "ABCD"]
    put_on_team(clients[0], people.ae, "ae")
    put_on_team(clients[1], people.ae, "ae", from_on=TODAY + timedelta(days=1))
    put_on_team(clients[2], people.ae, "am")
    put_on_team(clients[3], people.am, "am")
    put_on_team(clients[3], people.am, "ae")
    return people


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=1), TODAY - timedelta(days=9000)])
@pytest.mark.parametrize("person", ["ae", "am", "csd"])
def test_it_finds_what_the_written_query_finds(world, person, day):
    ours, key = Prepared(written), getattr(world, person).pk

    for _again in range(2):
        found = Client.objects.filter(Q(pk__in=ours(key, day)) & ~Q(code="AAX"))
        assert list(found) == list(Client.objects.filter(pk__in=written(key, day)))


def test_two_uses_in_one_query_keep_their_values_apart(world):
    ours = Prepared(written)
    either = Q(pk__in=ours(world.ae.pk, TODAY)) | Q(pk__in=ours(world.am.pk, TODAY))

    assert [client.code for client in Client.objects.filter(either).order_by("code")] == [
        "AAA",
        "AAD",
    ]
    assert list(Client.objects.exclude(either).values_list("code", flat=True).order_by("code")) == [
        "AAB",
        "AAC",
    ]
