"""Who stands under whom: the closure, moves, what they change, and that no circle closes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import share_client
from accounts.models import Client, ConflictWall, Function, Notice, Rank, Supervision, User
from accounts.models.supervision import below, closure, upwards
from accounts.org_chart import effect_of_move
from agency.lib.refusal import WRONG_RANK, Refused
from tests.cast import NOW, make_absence, make_client, make_ladder, make_person, put_on_team


def pairs():
    rows = Supervision.objects.values_list("boss__name", "person__name", "depth")
    return {(boss, person): depth for boss, person, depth in rows}


@pytest.fixture
def hr(ladder):
    return make_person("petra.nowak", function=Function.HR)


@pytest.fixture
def omar(ladder):
    """Another account director under the same group director."""
    return make_person("omar", rank=Rank.AD, manager=ladder.gad)


# -- The closure --------------------------------------------------------------------------------

CHARTS = st.integers(1, 12).flatmap(
    lambda size: st.fixed_dictionaries(
        {person: st.none() | st.integers(0, size - 1) for person in range(size)}
    )
)


@given(CHARTS)
def test_the_closure_of_any_chart_ends_even_where_it_is_broken(managers):
    rows = list(closure(managers))

    assert len(rows) == len(set(rows)) <= len(managers) ** 2
    assert {(person, person, 0) for person in managers} <= set(rows)
    for boss, person, depth in rows:
        assert upwards(person, managers)[depth] == boss
        assert person in below(managers)[boss]


def test_rebuilding_touches_only_what_has_changed(ladder):
    before = set(Supervision.objects.values_list("pk", flat=True))
    Supervision.objects.rebuild()
    assert set(Supervision.objects.values_list("pk", flat=True)) == before


# -- Moving -------------------------------------------------------------------------------------


def test_a_move_takes_everybody_below_along_and_counts_from_the_next_click(
    ladder, omar, client_of, hr
):
    assert not Client.objects.visible_to(omar).exists()
    ladder.am.move_under(omar, hr, NOW)

    assert pairs()["Omar", "Aae"] == 3
    assert ("Ad", "Aae") not in pairs()
    assert list(Client.objects.visible_to(omar)) == [client_of]
    assert Notice.objects.get(person=ladder.am).text == "You report to Omar now."
    assert ladder.am.history.latest("history_id").history_user == hr


def test_a_move_twice_changes_nothing_more(ladder, omar, hr):
    ladder.am.move_under(omar, hr, NOW)
    before = ladder.am.history.count()
    ladder.am.move_under(omar, hr, NOW)
    assert ladder.am.history.count() == before


def test_somebody_may_stand_under_nobody(ladder, hr):
    ladder.am.move_under(None, hr, NOW)
    assert [boss for boss, person in pairs() if person == "Am"] == ["Am"]


@pytest.mark.parametrize("who", ["am", "ae", "aae"])
def test_no_move_closes_a_circle(ladder, hr, who):
    with pytest.raises(Refused, match="circle") as refusal:
        ladder.am.move_under(getattr(ladder, who), hr, NOW)
    assert refusal.value.field == "manager"


def test_nobody_moves_under_somebody_who_left(ladder, omar, hr):
    omar.leave(hr, on=NOW.date(), at=NOW)
    with pytest.raises(Refused, match="no longer works here"):
        ladder.am.move_under(omar, hr, NOW)


def test_moves_are_made_by_those_who_keep_the_people(ladder, omar):
    for person in (ladder.aae, ladder.ad, ladder.gad, ladder.finance):
        with pytest.raises(Refused) as refusal:
            ladder.am.move_under(omar, person, NOW)
        assert refusal.value.status == WRONG_RANK


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle():
    ladder = make_ladder()
    one, other = (make_person(name, rank=Rank.AM) for name in ("one", "other"))
    for _ in range(5):
        User.objects.filter(pk__in=[one.pk, other.pk]).update(manager=None)
        start = Barrier(2)

        def move(pair, start=start):
            person, manager = (User.objects.get(pk=key) for key in pair)
            start.wait()
            try:
                person.move_under(manager, ladder.csd, NOW)
            except Refused:
                return "refused"
            finally:
                connection.close()
            return "moved"

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(move, [(one.pk, other.pk), (other.pk, one.pk)]))
        assert sorted(done) == ["moved", "refused"]


# -- What a move changes ------------------------------------------------------------------------


def told(effects):
    return {
        effect.person.name: (
            [client.name for client in effect.gains],
            [client.name for client in effect.loses],
        )
        for effect in effects
    }


def truth_of(person, manager):
    """What really happens, found by making the move and taking it back."""
    people = User.objects.at_work()

    def seen():
        return {one.name: set(Client.objects.open_to(one)) for one in people}

    before, old = seen(), person.manager
    User.objects.filter(pk=person.pk).update(manager=manager)
    Supervision.objects.rebuild()
    after = seen()
    User.objects.filter(pk=person.pk).update(manager=old)
    Supervision.objects.rebuild()
    return {
        name: (
            sorted(client.name for client in after[name] - before[name]),
            sorted(client.name for client in before[name] - after[name]),
        )
        for name in before
        if before[name] != after[name]
    }


@pytest.fixture
def clients(ladder, omar):
    """Four clients: served by the AE alone; by AE and AD; walled off from Omar; shared with him."""
    made = {}
    for code in ("ONE", "TWO", "WALL", "OWN"):
        made[code] = make_client(code, code.title())
        put_on_team(made[code], ladder.ae, "ae")
    put_on_team(made["TWO"], ladder.ad, "ad")
    ConflictWall.objects.create(
        client=made["WALL"], person=omar, reason="x", raised_by=ladder.csd, raised_at=NOW
    )
    share_client(made["OWN"], omar, "pitch", by=ladder.csd, at=NOW)
    return made


def test_the_effect_names_who_gains_and_who_loses_which_client(ladder, omar, clients):
    assert told(effect_of_move(ladder.am, omar)) == {
        "Ad": ([], ["One", "Own", "Wall"]),
        "Omar": (["One", "Two"], []),
    }


@pytest.mark.parametrize("to", ["omar", "stranger", "csd", "nobody", "finance", "gad"])
@pytest.mark.parametrize("who", ["aae", "ae", "am", "ad"])
def test_the_effect_is_what_really_happens(ladder, omar, clients, who, to):
    make_absence(omar, date.today(), delegate=ladder.stranger)
    person = getattr(ladder, who)
    manager = {"omar": omar, "nobody": None}.get(to) or getattr(ladder, to, None)

    assert told(effect_of_move(person, manager)) == truth_of(person, manager)


def test_the_effect_writes_nothing(ladder, omar, clients, django_assert_num_queries):
    with django_assert_num_queries(5):
        effect_of_move(ladder.am, omar)


# -- The page -----------------------------------------------------------------------------------


def test_the_page_shows_the_effect_then_moves(ladder, omar, client_of, signed_in):
    browser, url = signed_in(ladder.csd), f"/people/{ladder.am.pk}/manager/"
    assert "See what changes" in browser.get(url).content.decode()

    page = browser.get(f"{url}?manager={omar.pk}").content.decode()
    assert "If Am reports to Omar" in page
    assert "Will newly see" in page
    assert "Brightwater Bank" in page
    ladder.am.refresh_from_db()
    assert ladder.am.manager == ladder.ad

    assert browser.post(url, {"manager": omar.pk}).status_code == 302
    ladder.am.refresh_from_db()
    assert ladder.am.manager == omar


def test_human_resources_learn_no_client_names_from_it(hr, ladder, omar, client_of, signed_in):
    page = signed_in(hr).get(f"/people/{ladder.am.pk}/manager/?manager={omar.pk}").content.decode()

    assert "Brightwater" not in page
    assert "clients that you may not see" in page


@pytest.mark.parametrize("manager", ["x", "999999", "9" * 50, "\x00"])
def test_nonsense_is_refused_beside_the_field(hr, ladder, signed_in, manager):
    browser, url = signed_in(hr), f"/people/{ladder.am.pk}/manager/"

    assert browser.post(url, {"manager": manager}).status_code == 422
    assert browser.get(url, {"manager": manager}).status_code == 422


def test_those_below_are_not_offered(hr, ladder, signed_in):
    page = signed_in(hr).get(f"/people/{ladder.am.pk}/manager/").content.decode()
    assert "Ad · AD" in page
    assert "Aae · AAE" not in page


def test_colleagues_do_not_move_people(ladder, omar, signed_in):
    url = f"/people/{ladder.am.pk}/manager/"
    assert signed_in(ladder.gad).get(url).status_code == 403
    assert signed_in(ladder.gad).post(url, {"manager": omar.pk}).status_code == 403
