"""Places on a client's team: given, led, ended, handed over; the ladder they make."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.access import today
from accounts.ladder import steps_of
from accounts.models import AgencyProfile, Client, Notice, Rank, Rung, TeamMember
from accounts.models.team import Gap, gaps
from agency.lib.refusal import Refused
from tests.cast import (
    NOW,
    make_absence,
    make_client,
    make_person,
    put_on_team,
)

ONE_DAY = timedelta(days=1)
DAY = date(2026, 3, 10)


@pytest.fixture
def kim(ladder):
    return make_person("kim", rank=Rank.AE, manager=ladder.am)


def assign(client, person, role, by, **terms):
    terms.setdefault("from_on", DAY)
    return TeamMember.objects.assign(client, person, role, by, NOW, **terms)


def url(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


def place_of(client, person):
    return client.team.get(person=person)


# -- Giving a place -----------------------------------------------------------------------------


def test_a_manager_puts_somebody_on_the_team_and_the_client_opens(
    client_of, ladder, kim, signed_in
):
    data = {"person": kim.pk, "role": "ae", "from_on": today().isoformat()}
    response = signed_in(ladder.am).post(url("assign-to-team", client_of), data)
    assert response.url == url("client-team", client_of)
    place = place_of(client_of, kim)
    assert (place.role, place.from_on, place.until_on) == ("ae", today(), None)
    assert place.history.get().history_user == ladder.am
    assert signed_in(kim).get(client_of.get_absolute_url()).status_code == 200


def test_whoever_is_put_on_a_team_is_told(client_of, ladder, kim):
    place = assign(client_of, kim, "ae", ladder.am)
    notice = Notice.objects.get()
    assert (notice.person, notice.about, notice.client) == (kim, place, client_of)
    assert notice.text == "You are AE of Brightwater Bank from Tue 10 Mar 2026."
    assert notice.url == client_of.get_absolute_url()


def test_nobody_is_told_of_what_he_did_himself(client_of, ladder):
    assign(client_of, ladder.am, "ae", ladder.am)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("am", "ae", True),
        ("am", "am", True),
        ("am", "planning", True),
        ("am", "ad", False),
        ("am", "gad", False),
        ("ad", "ad", True),
        ("csd", "csd", True),
        ("ae", "aae", False),
        ("stranger", "aae", False),
        ("finance", "finance", False),
    ],
)
def test_managers_staff_the_team_and_directors_its_top(client_of, ladder, who, role, may):
    person = make_person("new", rank=Rank.GAD)
    by = getattr(ladder, who)
    assert client_of.can_staff(by, role) is may
    if may:
        assert assign(client_of, person, role, by).pk
        return
    with pytest.raises(Refused, match="Ask ") as refusal:
        assign(client_of, person, role, by)
    assert refusal.value.status == 403
    assert not client_of.team.filter(person=person).exists()


def test_the_page_for_a_new_place_is_for_managers(client_of, ladder, signed_in):
    new = url("assign-to-team", client_of)
    assert signed_in(ladder.am).get(new).status_code == 200
    assert signed_in(ladder.ae).get(new).status_code == 403
    assert signed_in(ladder.stranger).get(new).status_code == 404
    assert signed_in(ladder.stranger).post(new, {}).status_code == 404


def test_a_director_by_role_on_this_client_staffs_its_top(client_of, ladder, kim):
    put_on_team(client_of, kim, "ad")
    assert client_of.can_staff(kim, "gad")


def test_the_same_role_twice_in_the_same_days_is_refused(client_of, ladder, kim):
    assign(client_of, kim, "ae", ladder.am, until_on=DAY + 9 * ONE_DAY)
    with pytest.raises(Refused, match="in these days"):
        assign(client_of, kim, "ae", ladder.am, from_on=DAY + 9 * ONE_DAY)
    assign(client_of, kim, "ae", ladder.am, from_on=DAY + 10 * ONE_DAY)
    with pytest.raises(Refused, match="in these days"):
        assign(client_of, kim, "ae", ladder.am, from_on=DAY - ONE_DAY, until_on=DAY)
    assert client_of.team.filter(person=kim).count() == 2


def test_two_people_share_a_role_and_one_person_has_two(client_of, ladder, kim):
    assign(client_of, kim, "ae", ladder.am)
    assign(client_of, kim, "am", ladder.am)
    assert client_of.team.filter(role="ae").count() == 2


@pytest.mark.parametrize(
    ("change", "role", "sentence"),
    [
        ({"is_active": False}, "ae", "no longer works here"),
        ({"rank": ""}, "ae", "no rank on the ladder"),
    ],
)
def test_who_cannot_hold_a_place_is_refused(client_of, ladder, kim, change, role, sentence):
    for name, value in change.items():
        setattr(kim, name, value)
    kim.save()
    with pytest.raises(Refused, match=sentence):
        assign(client_of, kim, role, ladder.am)


def test_whoever_is_walled_off_gets_no_place(client_of, ladder, kim):
    client_of.walls.raise_wall(client_of, kim, "Worked there", ladder.csd, NOW)
    with pytest.raises(Refused, match="conflict wall"):
        assign(client_of, kim, "ae", ladder.am)


def test_a_place_does_not_end_before_it_begins(client_of, ladder, kim):
    with pytest.raises(Refused, match="before the first"):
        assign(client_of, kim, "ae", ladder.am, until_on=DAY - ONE_DAY)


# -- The lead -----------------------------------------------------------------------------------


def test_a_new_lead_takes_the_lead_from_the_old_one(client_of, ladder, kim):
    nadia = place_of(client_of, ladder.ae)
    nadia.edit(True, 60, ladder.am, NOW)
    place = assign(client_of, kim, "ae", ladder.am, is_lead=True)
    nadia.refresh_from_db()
    assert (nadia.is_lead, place.is_lead) == (False, True)
    assert nadia.history.order_by("history_id").last().history_user == ladder.am


def test_a_place_is_changed_by_managers_only(client_of, ladder, signed_in):
    place = place_of(client_of, ladder.ae)
    data = {"is_lead": "on", "load_percent": "60"}
    assert signed_in(ladder.am).post(url("edit-place", place), data).status_code == 302
    place.refresh_from_db()
    assert (place.is_lead, place.load_percent) == (True, 60)
    assert signed_in(ladder.ae).post(url("edit-place", place), data).status_code == 403
    assert signed_in(ladder.stranger).post(url("edit-place", place), data).status_code == 404
    top = place_of(client_of, ladder.gad)
    assert signed_in(ladder.am).post(url("edit-place", top), data).status_code == 403


def test_saving_the_same_terms_again_writes_no_history(client_of, ladder):
    place = place_of(client_of, ladder.ae)
    place.edit(True, 60, ladder.am, NOW)
    place.edit(True, 60, ladder.am, NOW)
    assert place.history.count() == 2


# -- Ending -------------------------------------------------------------------------------------


def test_a_place_ends_and_the_client_closes_the_day_after(client_of, ladder, signed_in):
    place = place_of(client_of, ladder.aae)
    response = signed_in(ladder.am).post(url("end-place", place), {"on": today().isoformat()})
    assert response.status_code == 302
    place.refresh_from_db()
    assert place.until_on == today()
    assert client_of in Client.objects.open_to(ladder.aae)
    place.end(today() - ONE_DAY, ladder.am, NOW)
    assert client_of not in Client.objects.open_to(ladder.aae)


def test_ending_twice_changes_nothing_more(client_of, ladder):
    place = place_of(client_of, ladder.ae)
    for _twice in range(2):
        place.end(DAY, ladder.am, NOW)
    assert place.history.filter(history_type="~").count() == 1
    with pytest.raises(Refused, match="ended before today"):
        place.end(DAY, ladder.am, NOW + ONE_DAY)


def test_a_place_that_has_not_begun_is_taken_back(client_of, ladder, kim):
    place = assign(client_of, kim, "ae", ladder.am, from_on=DAY + 5 * ONE_DAY)
    place.end(DAY, ladder.am, NOW)
    assert not client_of.team.filter(person=kim).exists()
    assert TeamMember.history.filter(person=kim, history_type="-").get().history_user == ladder.am


def test_a_place_does_not_end_before_its_first_day(client_of, ladder, kim):
    place = assign(client_of, kim, "ae", ladder.am, from_on=DAY - ONE_DAY)
    with pytest.raises(Refused, match="began later"):
        place.end(DAY - 2 * ONE_DAY, ladder.am, NOW)


def test_the_page_says_what_an_ending_leaves_empty(client_of, ladder, signed_in):
    place = place_of(client_of, ladder.ae)
    browser = signed_in(ladder.am)
    page = browser.post(url("end-place", place), {"on": today().isoformat()}, follow=True)
    tomorrow = (today() + ONE_DAY).strftime("%-d %b %Y")
    assert f"{tomorrow} on." in page.content.decode()


@pytest.mark.parametrize("name", ["end-place", "hand-over-place", "edit-place"])
def test_places_of_other_clients_are_not_found(client_of, ladder, signed_in, name):
    place = place_of(client_of, ladder.ae)
    assert signed_in(ladder.stranger).get(url(name, place)).status_code == 404
    assert signed_in(ladder.aae).get(url(name, place)).status_code == 403
    assert signed_in(ladder.aae).post(url(name, place), {}).status_code == 403


# -- Handing over -------------------------------------------------------------------------------


def test_a_place_is_handed_over_without_a_day_between(client_of, ladder, kim, signed_in):
    place = place_of(client_of, ladder.ae)
    place.edit(True, 60, ladder.am, NOW)
    data = {"to": kim.pk, "on": today().isoformat()}
    assert signed_in(ladder.am).post(url("hand-over-place", place), data).status_code == 302
    place.refresh_from_db()
    after = place_of(client_of, kim)
    assert (place.until_on, after.from_on) == (today(), today() + ONE_DAY)
    assert (after.role, after.is_lead, after.load_percent) == ("ae", True, 60)
    assert not client_of.gaps(today())
    assert {notice.person for notice in Notice.objects.all()} == {ladder.ae, kim}


def test_a_second_click_hands_over_once(client_of, ladder, kim):
    place = place_of(client_of, ladder.ae)
    place.hand_over(kim, DAY, ladder.am, NOW)
    with pytest.raises(Refused):
        place.hand_over(kim, DAY, ladder.am, NOW)
    assert client_of.team.filter(person=kim).count() == 1


def test_a_refused_hand_over_leaves_everything_as_it_was(client_of, ladder, kim):
    kim.is_active = False
    kim.save()
    place = place_of(client_of, ladder.ae)
    with pytest.raises(Refused, match="no longer works here"):
        place.hand_over(kim, DAY, ladder.am, NOW)
    assert place_of(client_of, ladder.ae).until_on is None
    assert Notice.objects.count() == 0


def test_a_handed_over_place_keeps_its_end(client_of, ladder, kim):
    client_of.team.filter(person=ladder.ae).update(until_on=DAY + 30 * ONE_DAY)
    place_of(client_of, ladder.ae).hand_over(kim, DAY, ladder.am, NOW)
    assert place_of(client_of, kim).until_on == DAY + 30 * ONE_DAY
    with pytest.raises(Refused, match="ends on this day"):
        place_of(client_of, kim).hand_over(ladder.ae, DAY + 30 * ONE_DAY, ladder.am, NOW)


# -- Gaps ---------------------------------------------------------------------------------------


def served_by(ladder, *places):
    client = make_client()
    for person, role, first, last in places:
        put_on_team(
            client,
            getattr(ladder, person),
            role,
            from_on=DAY + first * ONE_DAY,
            until_on=None if last is None else DAY + last * ONE_DAY,
        )
    return list(client.team.select_related("person"))


@pytest.mark.parametrize(
    ("places", "lacking"),
    [
        ([("am", "am", 0, None), ("ae", "ae", 0, None)], []),
        ([("am", "am", 0, None), ("am", "ae", 0, None)], []),
        ([("ad", "ad", 0, None), ("ae", "ae", 0, None)], []),
        ([], [("am", None, None), ("ae", None, None)]),
        ([("ae", "ae", 0, None)], [("am", None, None)]),
        ([("am", "am", 0, None), ("aae", "aae", 0, None)], [("ae", None, None)]),
        ([("am", "am", 0, None), ("ae", "ae", 3, None)], [("ae", None, 2)]),
        ([("am", "am", 0, 5), ("ae", "ae", 0, None)], [("am", 6, None)]),
        (
            [("am", "am", 0, None), ("ae", "ae", 0, 5), ("stranger", "ae", 8, None)],
            [("ae", 6, 7)],
        ),
        ([("am", "am", 0, None), ("ae", "ae", 0, 5), ("stranger", "ae", 6, None)], []),
        ([("am", "am", 0, None), ("ae", "ae", 0, 9), ("stranger", "ae", 5, None)], []),
    ],
)
def test_a_gap_is_every_stretch_in_which_nobody_answers(ladder, places, lacking):
    def day(offset):
        return None if offset is None else DAY + offset * ONE_DAY

    expected = [Gap(level, day(first), day(last)) for level, first, last in lacking]
    assert gaps(served_by(ladder, *places), DAY) == expected


def test_a_gap_that_several_changes_fall_into_is_one(ladder):
    places = served_by(
        ladder,
        ("am", "am", 0, None),
        ("ae", "ae", 0, 5),
        ("aae", "aae", 7, 9),
        ("stranger", "ae", 20, None),
    )
    assert gaps(places, DAY) == [Gap("ae", DAY + 6 * ONE_DAY, DAY + 19 * ONE_DAY)]


def test_whoever_has_left_answers_for_nobody(ladder):
    ladder.ae.is_active = False
    ladder.ae.save()
    places = served_by(ladder, ("am", "am", 0, None), ("ae", "ae", 0, None))
    assert gaps(places, DAY) == [Gap("ae", None, None)]


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        (Gap("ae", None, None), "Nobody on the team is AE."),
        (Gap("am", None, DAY), "Nobody on the team is AM or above until Tue 10 Mar 2026."),
        (Gap("ae", DAY, None), "Nobody on the team is AE from Tue 10 Mar 2026 on."),
        (
            Gap("ae", DAY, DAY + ONE_DAY),
            "Nobody on the team is AE from Tue 10 Mar 2026 to Wed 11 Mar 2026.",
        ),
    ],
)
def test_a_gap_says_since_when_and_until_when(gap, sentence):
    assert gap.sentence == sentence


@pytest.mark.parametrize("status", ["prospect", "closed"])
def test_a_client_that_is_not_served_lacks_nobody(ladder, status):
    assert make_client(status=status).gaps(DAY) == []


# -- The load -----------------------------------------------------------------------------------


def test_too_many_clients_are_warned_of_and_not_refused(client_of, ladder, signed_in):
    for code in ("AAA", "BBB"):
        put_on_team(make_client(code, code), ladder.stranger, "ae")
    data = {"person": ladder.stranger.pk, "role": "ae", "from_on": today().isoformat()}
    page = signed_in(ladder.am).post(url("assign-to-team", client_of), data, follow=True)
    assert "Stranger serves 3 clients; the agency wants 2 at most." in page.content.decode()
    assert client_of.team.filter(person=ladder.stranger).exists()


def test_key_accounts_have_a_limit_of_their_own(ladder):
    profile = AgencyProfile.current()
    profile.load_limit = 9
    profile.save()
    for code in ("AAA", "BBB"):
        put_on_team(make_client(code, code, is_key_account=True), ladder.ae, "ae")
    warning = TeamMember.objects.load_warning(ladder.ae, DAY)
    assert warning == "Ae serves 2 key accounts; the agency wants 1 at most."


def test_only_places_of_today_at_served_clients_weigh(ladder):
    put_on_team(make_client("AAA", "A"), ladder.ae, "ae")
    put_on_team(make_client("BBB", "B", status="closed"), ladder.ae, "ae")
    put_on_team(make_client("CCC", "C"), ladder.ae, "ae", until_on=DAY - ONE_DAY)
    put_on_team(make_client("DDD", "D"), ladder.ae, "planning")
    assert TeamMember.objects.loads(DAY) == {ladder.ae.pk: (1, 0)}
    assert TeamMember.objects.load_warning(ladder.ae, DAY) == ""


def test_the_choice_of_people_says_how_many_clients_each_serves(client_of, ladder, signed_in):
    page = signed_in(ladder.am).get(url("assign-to-team", client_of)).content.decode()
    assert f"{ladder.ae.name} · AE · 1 client<" in page
    assert f"{ladder.stranger.name} · AE<" in page


# -- The ladder on the page ---------------------------------------------------------------------


def steps(client):
    places = list(client.team.on(DAY).select_related("person"))
    return {
        step.rung: (
            [place.person for place in step.places],
            list(step.stand_ins),
        )
        for step in steps_of(client, places)
    }


def test_the_ladder_names_who_holds_each_rung(client_of, ladder):
    for rung, person in enumerate(ladder.rungs[:5], start=1):
        assert steps(client_of)[rung] == ([person], [])


def test_where_the_team_is_empty_the_org_chart_steps_in(ladder):
    client = make_client()
    put_on_team(client, ladder.ae, "ae")
    for rung in (Rung.AM, Rung.AD, Rung.GAD, Rung.CSD):
        assert steps(client)[rung] == ([], [ladder.rungs[rung - 1]])
    assert steps(client)[Rung.AAE] == ([], [])


def test_without_any_team_the_csd_is_left(ladder):
    assert steps(make_client()) == {
        rung: ([], [ladder.csd] if rung == Rung.CSD else []) for rung in Rung
    }


def test_the_team_page_says_who_steps_in_and_who_is_away(ladder, signed_in):
    client = make_client()
    put_on_team(client, ladder.ae, "ae")
    make_absence(ladder.ae, today(), delegate=ladder.stranger)
    page = signed_in(ladder.am).get(url("client-team", client)).content.decode()
    assert "from the org chart" in page
    assert "Away until" in page
    assert "Stranger stands in" in page


def test_places_to_come_and_gone_stand_apart(client_of, ladder, kim, signed_in):
    put_on_team(client_of, kim, "ae", from_on=today() + ONE_DAY)
    put_on_team(client_of, ladder.planner, "planning", until_on=today() - ONE_DAY)
    context = signed_in(ladder.am).get(url("client-team", client_of)).context
    assert [place.person for place in context["coming"]] == [kim]
    assert [place.person for place in context["gone"]] == [ladder.planner]
    assert kim not in [place.person for step in context["steps"] for place in step.places]
