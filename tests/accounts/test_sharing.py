"""Sharing a client with somebody outside its team, and keeping somebody from it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.access import today
from accounts.models import (
    Client,
    ClientUserObjectPermission,
    ConflictWall,
    Notice,
    Rank,
    TeamMember,
)
from agency.lib.refusal import Refused
from tests.cast import NOW, make_client, make_person, put_on_team

ONE_DAY = timedelta(days=1)


def url(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


@pytest.fixture
def restricted(client_of):
    Client.objects.filter(pk=client_of.pk).update(confidentiality="restricted")
    return client_of


@pytest.fixture
def share(client_of, ladder):
    return client_of.share(ladder.stranger, "Joins the pitch review", ladder.am, NOW)


# -- Sharing ------------------------------------------------------------------------------------


def test_a_shared_client_opens_on_the_next_request(client_of, ladder, signed_in):
    assert signed_in(ladder.stranger).get(client_of.get_absolute_url()).status_code == 404
    data = {"person": ladder.stranger.pk, "reason": "Joins the pitch review"}
    response = signed_in(ladder.am).post(url("share-client", client_of), data)
    assert response.url == url("client-access", client_of)
    assert signed_in(ladder.stranger).get(client_of.get_absolute_url()).status_code == 200


def test_a_share_says_who_gave_it_when_and_why(client_of, share, ladder, signed_in):
    row = share.history.get()
    assert (row.history_type, row.history_user, row.reason) == (
        "+",
        ladder.am,
        "Joins the pitch review",
    )
    page = signed_in(ladder.am).get(url("client-access", client_of)).content.decode()
    assert "Stranger" in page
    assert "Joins the pitch review" in page


def test_the_person_is_told(client_of, share, ladder):
    notice = Notice.objects.get()
    assert (notice.person, notice.client, notice.about) == (ladder.stranger, client_of, share)
    assert notice.text == "Am shared Brightwater Bank with you: Joins the pitch review"


def test_a_share_is_for_reading_only(client_of, share, ladder, signed_in):
    browser = signed_in(ladder.stranger)
    assert browser.get(url("client-team", client_of)).status_code == 200
    for name in ("edit-client", "add-contact", "assign-to-team", "share-client", "client-access"):
        assert browser.get(url(name, client_of)).status_code == 403


def test_a_share_taken_back_closes_the_client_and_stays_in_history(
    client_of, share, ladder, signed_in
):
    revoke = url("revoke-share", share)
    browser = signed_in(ladder.am)
    assert browser.get(revoke).status_code == 405
    assert browser.post(revoke).status_code == 302
    assert browser.post(revoke).status_code == 404
    assert signed_in(ladder.stranger).get(client_of.get_absolute_url()).status_code == 404
    page = signed_in(ladder.am).get(url("client-access", client_of)).content.decode()
    assert "shared it with Stranger" in page
    assert "took it back from Stranger" in page
    gone = ClientUserObjectPermission.history.filter(history_type="-").get()
    assert (gone.user, gone.history_user) == (ladder.stranger, ladder.am)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "normal", "restricted_"),
    [
        ("csd", True, True),
        ("ad", True, True),
        ("am", True, False),
        ("ae", False, False),
        ("stranger", False, False),
        ("finance", False, False),
    ],
)
def test_managers_share_and_only_directors_what_is_restricted(
    client_of, ladder, who, normal, restricted_
):
    by, planner = getattr(ladder, who), ladder.planner
    assert client_of.can_share(by) is normal
    client_of.confidentiality = "restricted"
    client_of.save()
    assert client_of.can_share(by) is restricted_
    if restricted_:
        assert client_of.share(planner, "Why not", by, NOW).pk
        return
    with pytest.raises(Refused, match="Ask ") as refusal:
        client_of.share(planner, "Why not", by, NOW)
    assert refusal.value.status == 403
    assert planner not in [grant.user for grant in client_of.shares.all()]


@pytest.mark.parametrize(("who", "status"), [("ae", 403), ("stranger", 404), ("finance", 404)])
def test_the_pages_of_access_are_not_for_everybody(client_of, ladder, signed_in, who, status):
    share = client_of.share(ladder.planner, "Reads along", ladder.am, NOW)
    browser = signed_in(getattr(ladder, who))
    assert browser.get(url("client-access", client_of)).status_code == status
    assert browser.get(url("share-client", client_of)).status_code == status
    data = {"person": ladder.planner.pk, "reason": "x"}
    assert browser.post(url("share-client", client_of), data).status_code == status
    assert browser.post(url("revoke-share", share)).status_code == status
    assert client_of.shares.count() == 1


def test_whoever_can_read_the_client_anyway_needs_no_share(client_of, ladder):
    for person in (ladder.ae, ladder.csd):
        with pytest.raises(Refused, match="can read this client already"):
            client_of.share(person, "Why not", ladder.ad, NOW)


def test_sharing_twice_shares_once(client_of, share, ladder):
    with pytest.raises(Refused, match="already"):
        client_of.share(ladder.stranger, "Again", ladder.am, NOW)
    assert client_of.shares.count() == 1


def test_whoever_has_left_or_is_walled_off_gets_no_share(client_of, ladder):
    ladder.planner.is_active = False
    ladder.planner.save()
    with pytest.raises(Refused, match="no longer works here"):
        client_of.share(ladder.planner, "Why not", ladder.am, NOW)
    client_of.walls.raise_wall(client_of, ladder.stranger, "Competitor", ladder.csd, NOW)
    with pytest.raises(Refused, match="conflict wall"):
        client_of.share(ladder.stranger, "Why not", ladder.am, NOW)


def test_finance_gets_the_work_of_one_client_by_a_share(client_of, ladder, signed_in):
    client_of.share(ladder.finance, "Prepares the fee review", ladder.am, NOW)
    assert signed_in(ladder.finance).get(url("client-team", client_of)).status_code == 200


# -- Walls --------------------------------------------------------------------------------------


def raise_wall(client, person, by):
    return ConflictWall.objects.raise_wall(client, person, "Worked for a competitor", by, NOW)


@pytest.mark.parametrize("who", ["ae", "gad", "finance", "traffic"])
def test_a_wall_closes_the_client_on_the_next_request(client_of, ladder, signed_in, who):
    person = getattr(ladder, who)
    assert signed_in(person).get(client_of.get_absolute_url()).status_code == 200
    data = {"client": client_of.pk, "person": person.pk, "reason": "Worked for a competitor"}
    assert signed_in(ladder.csd).post(reverse("accounts:raise-wall"), data).status_code == 302
    assert signed_in(person).get(client_of.get_absolute_url()).status_code == 404
    assert client_of.name not in signed_in(person).get("/clients/").content.decode()


def test_a_walled_person_leaves_the_team_at_once(client_of, ladder):
    put_on_team(client_of, ladder.ae, "am", from_on=today() + 300 * ONE_DAY)
    raise_wall(client_of, ladder.ae, ladder.csd)
    place = TeamMember.objects.get(person=ladder.ae)
    assert place.until_on == NOW.date() - ONE_DAY
    assert place.history.order_by("history_id").last().history_user == ladder.csd


def test_a_lifted_wall_lets_the_person_be_given_the_client_again(client_of, ladder, signed_in):
    wall = raise_wall(client_of, ladder.traffic, ladder.csd)
    lift = url("lift-wall", wall)
    browser = signed_in(ladder.csd)
    assert browser.get(lift).status_code == 405
    assert browser.post(lift).status_code == 302
    assert browser.post(lift).status_code == 409
    assert signed_in(ladder.traffic).get(client_of.get_absolute_url()).status_code == 200
    assert wall.history.filter(history_type="~").get().history_user == ladder.csd
    page = signed_in(ladder.csd).get(reverse("accounts:walls"))
    assert page.context["walls"] == []
    assert page.context["lifted"] == [wall]


def test_a_wall_stands_once(client_of, ladder):
    raise_wall(client_of, ladder.ae, ladder.csd)
    with pytest.raises(Refused, match="stands already"):
        raise_wall(client_of, ladder.ae, ladder.csd)
    assert ConflictWall.objects.count() == 1


@pytest.mark.parametrize("who", ["gad", "ad", "ae", "finance", "admin", "stranger"])
def test_walls_are_the_csds_matter(client_of, ladder, signed_in, who):
    by = getattr(ladder, who)
    wall = raise_wall(client_of, ladder.planner, ladder.csd)
    for act in (lambda: raise_wall(client_of, ladder.traffic, by), lambda: wall.lift(by, NOW)):
        with pytest.raises(Refused, match=f"Ask {ladder.csd.name}") as refusal:
            act()
        assert refusal.value.status == 403
    browser = signed_in(by)
    assert browser.get(reverse("accounts:walls")).status_code == 403
    assert browser.get(reverse("accounts:raise-wall")).status_code == 403
    sees_client = by.rung and by != ladder.stranger
    assert browser.post(url("lift-wall", wall)).status_code == (403 if sees_client else 404)


def test_only_another_csd_walls_off_and_lets_back_a_csd(client_of, ladder, signed_in):
    with pytest.raises(Refused, match="Nobody else could lift"):
        raise_wall(client_of, ladder.csd, ladder.csd)
    second = make_person("second", rank=Rank.CSD)
    wall = raise_wall(client_of, ladder.csd, second)
    browser = signed_in(ladder.csd)
    assert client_of not in Client.objects.open_to(ladder.csd)
    assert client_of.name not in browser.get(reverse("accounts:walls")).content.decode()
    assert browser.post(url("lift-wall", wall)).status_code == 404
    with pytest.raises(Refused, match="lifted by somebody else"):
        wall.lift(ladder.csd, NOW)
    wall.lift(second, NOW)
    assert client_of in Client.objects.open_to(ladder.csd)


def test_a_wall_is_raised_only_around_a_client_that_is_seen(client_of, ladder, signed_in):
    second = make_person("second", rank=Rank.CSD)
    raise_wall(client_of, ladder.csd, second)
    data = {"client": client_of.pk, "person": ladder.ae.pk, "reason": "x"}
    response = signed_in(ladder.csd).post(reverse("accounts:raise-wall"), data)
    assert response.status_code == 422
    assert response.context["form"].errors["client"]


def test_the_csd_reads_every_wall_and_why(client_of, ladder, signed_in):
    raise_wall(client_of, ladder.traffic, ladder.csd)
    browser = signed_in(ladder.csd)
    for page in (reverse("accounts:walls"), url("client-access", client_of)):
        text = browser.get(page).content.decode()
        assert "Traffic" in text
        assert "Worked for a competitor" in text
    assert "Worked for a competitor" not in (
        signed_in(ladder.ad).get(url("client-access", client_of)).content.decode()
    )


@pytest.mark.parametrize("page", ["walls", "access"])
def test_the_pages_cost_the_same_with_one_row_and_with_thirty(
    client_of, ladder, signed_in, django_assert_num_queries, page
):
    address = reverse("accounts:walls") if page == "walls" else url("client-access", client_of)
    browser = signed_in(ladder.csd)
    for count in (1, 29):
        for number in range(count):
            person = make_person(f"p{count}-{number}", rank=Rank.AE)
            raise_wall(client_of, person, ladder.csd)
            reader = make_person(f"r{count}-{number}", rank=Rank.AE)
            client_of.share(reader, "Reads along", ladder.csd, NOW)
        with django_assert_num_queries({"walls": 4, "access": 7}[page]):
            assert browser.get(address).status_code == 200


def test_a_wall_on_one_client_leaves_the_others_open(client_of, ladder):
    other = put_on_team(make_client("ORC", "Orchard"), ladder.ae, "ae").client
    raise_wall(client_of, ladder.ae, ladder.csd)
    assert list(Client.objects.open_to(ladder.ae)) == [other]
