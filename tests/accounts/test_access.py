"""Who sees which client: the rule by heart, and that it takes effect on the next request."""

from datetime import timedelta

import pytest
from guardian.shortcuts import get_objects_for_user
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import share_client, today, unshare_client
from accounts.models import (
    Client,
    ConflictWall,
    Function,
    OfClientQuerySet,
    Rank,
    Rung,
    Supervision,
    TeamMember,
    User,
)
from tests.cast import (
    NOW,
    make_absence,
    make_brand,
    make_client,
    make_contact,
    make_contract,
    make_domain,
    make_person,
    put_on_team,
)

ONE_DAY = timedelta(days=1)


def names(person):
    return set(Client.objects.visible_to(person))


def opens(person):
    return set(Client.objects.open_to(person))


@pytest.fixture
def other(db):
    """A client that nobody of the ladder serves."""
    return make_client("ORC", "Orchard Dairy")


# -- Who, by role -------------------------------------------------------------------------------


@pytest.mark.parametrize("rung", ["aae", "ae", "am", "ad", "gad"])
def test_the_team_sees_its_client_and_no_other(client_of, other, ladder, rung):
    person = getattr(ladder, rung)
    assert names(person) == opens(person) == {client_of}


def test_the_csd_sees_every_client(client_of, other, ladder):
    assert names(ladder.csd) == opens(ladder.csd) == {client_of, other}


@pytest.mark.parametrize("who", ["finance", "traffic"])
def test_finance_and_traffic_see_every_name_and_no_work(client_of, other, ladder, who):
    person = getattr(ladder, who)
    assert names(person) == {client_of, other}
    assert opens(person) == set()


@pytest.mark.parametrize("who", ["stranger", "planner", "admin"])
def test_whoever_is_not_concerned_sees_nothing(client_of, ladder, who):
    person = getattr(ladder, who)
    assert names(person) == opens(person) == set()


def test_human_resources_see_no_client(client_of):
    assert names(make_person("hr", function=Function.HR)) == set()


def test_a_planner_sees_what_he_is_on_the_team_of(client_of, other, ladder):
    put_on_team(client_of, ladder.planner, "planning")
    assert names(ladder.planner) == opens(ladder.planner) == {client_of}


def test_finance_on_a_team_reads_that_clients_work(client_of, other, ladder):
    put_on_team(client_of, ladder.finance, "finance")
    assert opens(ladder.finance) == {client_of}
    assert names(ladder.finance) == {client_of, other}


@pytest.mark.parametrize("who", ["ae", "csd", "finance", "traffic"])
def test_whoever_has_left_sees_nothing_from_the_next_request_on(client_of, ladder, who):
    person = getattr(ladder, who)
    person.is_active = False
    person.save()
    assert names(person) == opens(person) == set()


def test_the_boss_of_a_member_sees_the_client_however_far_above(ladder):
    client = make_client()
    put_on_team(client, ladder.aae, "aae")
    for person in ladder.rungs:
        assert opens(person) == {client}


def test_whoever_stands_below_a_member_does_not_see_the_client(ladder):
    client = make_client()
    put_on_team(client, ladder.ad, "ad")
    assert opens(ladder.am) == set()


# -- From when, until when ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("from_days", "until_days", "is_open"),
    [
        (0, None, True),
        (0, 0, True),
        (-9, 0, True),
        (-9, -1, False),
        (1, None, False),
        (-9, 9, True),
    ],
)
def test_a_place_opens_the_client_from_its_first_day_to_its_last(
    ladder, from_days, until_days, is_open
):
    client = make_client()
    until_on = None if until_days is None else today() + timedelta(days=until_days)
    from_on = today() + timedelta(days=from_days)
    put_on_team(client, ladder.stranger, "ae", from_on=from_on, until_on=until_on)
    assert (client in opens(ladder.stranger)) is is_open


def test_leaving_the_team_closes_the_client_at_once(client_of, ladder):
    TeamMember.objects.all().delete()
    for person in ladder.rungs[:-1]:
        assert opens(person) == set()


def test_another_manager_opens_and_closes_at_once(client_of, ladder):
    TeamMember.objects.exclude(person=ladder.ae).delete()
    assert opens(ladder.am) == {client_of}
    ladder.ae.manager = ladder.stranger
    ladder.ae.save()
    Supervision.objects.rebuild()
    assert opens(ladder.am) == set()
    assert opens(ladder.stranger) == {client_of}


def test_another_department_opens_and_closes_at_once(client_of, ladder):
    ladder.stranger.function = Function.FINANCE
    assert names(ladder.stranger) == {client_of}
    ladder.finance.function = Function.CREATIVE
    assert names(ladder.finance) == set()
    ladder.csd.rank = Rank.GAD
    TeamMember.objects.all().delete()
    assert names(ladder.csd) == set()


# -- Standing in --------------------------------------------------------------------------------


def test_a_stand_in_sees_the_absent_persons_clients_while_the_absence_runs(client_of, ladder):
    absence = make_absence(ladder.ae, today(), today() + ONE_DAY, delegate=ladder.stranger)
    assert opens(ladder.stranger) == {client_of}
    absence.starts_on = today() + ONE_DAY
    absence.save()
    assert opens(ladder.stranger) == set()


def test_a_stand_in_sees_what_the_absent_boss_saw(ladder):
    client = make_client()
    put_on_team(client, ladder.ae, "ae")
    make_absence(ladder.am, today(), delegate=ladder.stranger)
    assert opens(ladder.stranger) == {client}


def test_a_cancelled_absence_opens_nothing(client_of, ladder):
    absence = make_absence(ladder.ae, today(), delegate=ladder.stranger)
    absence.cancelled_at = NOW
    absence.save()
    assert opens(ladder.stranger) == set()


# -- Shares and walls ---------------------------------------------------------------------------


def test_a_shared_client_is_open_until_the_share_is_taken_back(client_of, other, ladder):
    grant = share_client(client_of, ladder.stranger, "Pitch review", ladder.am, NOW)
    assert names(ladder.stranger) == opens(ladder.stranger) == {client_of}
    unshare_client(grant, ladder.am, NOW)
    assert opens(ladder.stranger) == set()


def test_a_share_gives_no_say(client_of, ladder):
    ladder.stranger.rank = Rank.AD
    share_client(client_of, ladder.stranger, "Pitch review", ladder.am, NOW)
    assert client_of.rung_for(ladder.stranger) == 0


def test_a_share_with_one_opens_nothing_to_his_boss(client_of, ladder):
    boss = make_person("boss", rank=Rank.AM)
    ladder.stranger.manager = boss
    ladder.stranger.save()
    Supervision.objects.rebuild()
    share_client(client_of, ladder.stranger, "Pitch review", ladder.am, NOW)
    assert opens(boss) == set()


@pytest.mark.parametrize("who", ["ae", "gad", "csd", "finance", "traffic"])
def test_a_wall_hides_the_client_from_everybody_it_is_raised_against(client_of, ladder, who):
    person = getattr(ladder, who)
    wall = ConflictWall.objects.create(
        client=client_of, person=person, reason="Competitor", raised_by=ladder.csd, raised_at=NOW
    )
    share_client(client_of, person, "Even so", ladder.am, NOW)
    assert names(person) == opens(person) == set()
    assert client_of.rung_for(person) == 0
    wall.lifted_at = NOW
    wall.save()
    assert names(person) == {client_of}


# -- On which rung somebody acts ----------------------------------------------------------------


@pytest.mark.parametrize("rung", list(Rung))
def test_everybody_acts_on_the_own_rung(client_of, ladder, rung):
    assert client_of.rung_for(ladder.rungs[rung - 1]) == rung


def test_a_place_on_the_team_lifts_above_the_own_rank(ladder):
    client = make_client()
    put_on_team(client, ladder.ae, "am")
    assert client.rung_for(ladder.ae) == Rung.AM


def test_a_place_that_is_over_lifts_no_more(client_of, ladder):
    put_on_team(client_of, ladder.ae, "ad", until_on=today() - ONE_DAY)
    assert client_of.rung_for(ladder.ae) == Rung.AE


def test_helping_out_on_a_lower_rung_takes_nothing_away(client_of, ladder):
    TeamMember.objects.filter(person=ladder.ad).update(role="ae")
    assert client_of.rung_for(ladder.ad) == Rung.AD


def test_a_stand_in_acts_on_the_own_rung_only(client_of, ladder):
    make_absence(ladder.ad, today(), delegate=ladder.stranger)
    assert client_of.rung_for(ladder.stranger) == Rung.AE


@pytest.mark.parametrize("who", ["stranger", "finance", "traffic", "planner", "admin"])
def test_whoever_does_not_serve_the_client_only_reads(client_of, ladder, who):
    assert client_of.rung_for(getattr(ladder, who)) == 0


# -- One rule everywhere ------------------------------------------------------------------------


def test_rows_of_a_client_are_seen_by_whoever_may_read_its_work(client_of, ladder):
    rows = [
        make_contact(client_of),
        make_brand(client_of),
        make_domain(client_of),
        make_contract(client_of),
        TeamMember.objects.first(),
    ]
    for row in rows:
        seen = type(row).objects
        assert isinstance(seen.all(), OfClientQuerySet)
        assert row in seen.visible_to(ladder.ae)
        assert row not in seen.visible_to(ladder.stranger)
        assert row not in seen.visible_to(ladder.finance)


def test_guardian_knows_of_exactly_the_shared_clients(client_of, other, ladder):
    share_client(other, ladder.stranger, "Pitch review", ladder.csd, NOW)
    shared = get_objects_for_user(
        ladder.stranger, "accounts.view_client", Client, accept_global_perms=False
    )
    assert list(shared) == [other]
    assert ladder.stranger.has_perm("accounts.view_client", other)
    assert not ladder.stranger.has_perm("accounts.view_client", client_of)


def test_the_rule_costs_one_query_however_many_clients(ladder, django_assert_num_queries):
    for count in (1, 29):
        for number in range(count):
            code = f"{'AB'[count > 1]}{chr(65 + number // 26)}{chr(65 + number % 26)}"
            put_on_team(make_client(code, code), ladder.ae, "ae")
        for person in (ladder.ae, ladder.csd, ladder.finance):
            with django_assert_num_queries(1):
                list(Client.objects.visible_to(person))
            with django_assert_num_queries(1):
                list(Client.objects.for_page(person))


@pytest.fixture
def crowd(ladder):
    """Five clients, and everybody of the cast, to be tied together at random."""
    return [make_client(code, code) for code in ("AAA", "BBB", "CCC", "DDD", "EEE")], [
        person for person in vars(ladder).values() if isinstance(person, User)
    ]


TIES = st.lists(
    st.tuples(
        st.sampled_from(["team", "past", "future", "share", "wall", "absence"]),
        st.integers(0, 4),
        st.integers(0, 10),
        st.integers(0, 10),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ties=TIES)
def test_list_and_detail_agree_whatever_the_ties(crowd, ties):
    clients, people = crowd
    untie(clients)
    for kind, client, one, two in ties:
        tie(kind, clients[client], people[one], people[two])
    for person in people:
        seen, opened, paged = names(person), opens(person), for_page(person)
        assert opened <= seen
        assert {pk for pk, _open, _rung in paged} == {client.pk for client in seen}
        assert {pk for pk, is_open, _rung in paged if is_open} == {c.pk for c in opened}
        for client in clients:
            one = Client.objects.filter(pk=client.pk)
            assert one.visible_to(person).exists() is (client in seen)
            assert one.open_to(person).exists() is (client in opened)
            standing = {pk: rung for pk, _open, rung in paged}.get(client.pk, 0)
            assert client.rung_for(person) == standing
            assert not standing or client in opened


def for_page(person):
    return list(Client.objects.for_page(person).values_list("pk", "is_open", "standing"))


def untie(clients):
    for client in clients:
        client.team.all().delete()
        client.shares.all().delete()
        client.walls.all().delete()
    for person in User.objects.all():
        person.absences.all().delete()


def tie(kind, client, one, two):
    if kind == "share":
        if not client.shares.filter(user=one).exists():
            share_client(client, one, "At random", two, NOW)
    elif kind == "wall":
        if not client.walls.filter(person=one).exists():
            ConflictWall.objects.create(
                client=client, person=one, reason="At random", raised_by=two, raised_at=NOW
            )
    elif kind == "absence":
        if one != two:
            make_absence(one, today(), delegate=two)
    elif not client.team.filter(person=one, role="ae").exists():
        days = {"team": {}, "past": {"until_on": today() - ONE_DAY}}
        terms = days.get(kind, {"from_on": today() + ONE_DAY})
        put_on_team(client, one, "ae", **terms)
