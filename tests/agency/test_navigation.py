"""What surrounds every page: who gets which links, what the numbers count, and what it costs."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve

from accounts.models import Client, PinnedClient, Rank, RiskSnapshot, User
from agency.navigation import navigation
from tests.cast import (
    NOW,
    make_action_item,
    make_client,
    make_debt,
    make_notice,
    make_person,
    put_on_team,
)

pytestmark = pytest.mark.django_db
ROLES = "aae ae am ad gad csd finance traffic planner admin stranger"


@pytest.fixture(autouse=True)
def _two_days_later(time_machine):
    time_machine.move_to(NOW.replace(day=12), tick=False)


def frame_of(person, path="/"):
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=person.pk)
    return navigation(request)["nav"]


def labels(nav, title=None):
    return [
        item["label"]
        for group in nav["groups"]
        if title is None or group["title"] == title
        for item in group["items"]
    ]


def current(nav):
    items = [nav["home"], nav["inbox"], *(i for g in nav["groups"] for i in g["items"])]
    return [item["label"] for item in items if item["current"]]


# -- Who sees what ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "home", "address"),
    [
        ("aae", "My day", "/"),
        ("ae", "My day", "/"),
        ("am", "My day", "/"),
        ("ad", "At-risk accounts", "/board/"),
        ("gad", "At-risk accounts", "/board/"),
        ("csd", "At-risk accounts", "/board/"),
        ("finance", "Clients", "/clients/"),
        ("traffic", "Jobs", "/jobs/"),
        ("planner", "What waits for you", "/waiting/"),
        ("admin", "Settings", "/settings/"),
    ],
)
def test_home_is_where_the_start_page_leads(ladder, signed_in, who, home, address):
    person = getattr(ladder, who)
    nav = frame_of(person)

    assert (nav["home"]["label"], nav["home"]["url"]) == (home, address)
    answer = signed_in(person).get("/")
    assert (answer.url if answer.status_code == 302 else "/") == address


def test_each_role_has_the_links_its_work_needs(ladder):
    everything = [
        "Clients",
        "Meetings and calls",
        "Contact reports",
        "Jobs",
        "Briefs",
        "Review boards",
        "Market notes",
    ]
    money = ["Estimates", "Invoices", "Payments", "Costs"]

    assert labels(frame_of(ladder.ae)) == [
        "Action items",
        "Milestones",
        "At-risk accounts",
        *everything,
        "With the client",
        "Hours",
        *money,
        "Rates and rules",
        "People",
    ]
    assert labels(frame_of(ladder.csd), "") == [
        "My day",
        "Approvals",
        "Escalations",
        "Action items",
        "Milestones",
    ]
    assert labels(frame_of(ladder.csd), "Work") == [*everything, "With the client", "Hours"]
    assert labels(frame_of(ladder.planner)) == [
        "Approvals",
        "Action items",
        "Milestones",
        *everything,
        "Hours",
        "People",
    ]
    finance = [*money, "Exports", "Check an e-invoice", "Rates and rules"]
    assert labels(frame_of(ladder.finance), "Money") == finance
    assert labels(frame_of(ladder.traffic)) == [
        "What waits for you",
        "Milestones",
        "Clients",
        "Hours",
        "People",
    ]
    assert labels(frame_of(ladder.admin)) == ["People"]


@pytest.mark.parametrize("who", ROLES.split())
def test_every_link_leads_somewhere_the_person_may_go(ladder, signed_in, who):
    nav, browser = frame_of(getattr(ladder, who)), signed_in(getattr(ladder, who))
    links = [
        nav["home"],
        nav["inbox"],
        *nav["tabs"],
        *(i for g in nav["groups"] for i in g["items"]),
    ]
    extra = [nav[name] for name in ("log_url", "search_url", "suggest_url")]
    extra += [nav["person"][name] for name in ("url", "absence_url", "settings_url")]

    for url in {*(link["url"] for link in links), *extra} - {""}:
        assert resolve(url)
        assert browser.get(url).status_code in {200, 302}, url


def test_only_the_ladder_logs_meetings(ladder):
    assert frame_of(ladder.aae)["log_url"] == "/contacts/new/"
    assert frame_of(ladder.finance)["log_url"] == ""


def test_the_five_tabs_of_a_narrow_window(ladder):
    def tabs(person):
        return [str(tab["label"]) for tab in frame_of(person)["tabs"]]

    assert tabs(ladder.ae) == ["My day", "Inbox", "New", "Clients", "More"]
    assert tabs(ladder.csd) == ["At risk", "Inbox", "New", "Clients", "More"]
    assert tabs(ladder.finance) == ["Clients", "Inbox", "More"]
    assert tabs(ladder.admin) == ["Settings", "Inbox", "More"]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "My day"),
        ("/my-day/", "My day"),
        ("/inbox/7/snooze/", "Inbox"),
        ("/clients/3/team/", "Clients"),
        ("/contacts/3/", "Meetings and calls"),
        ("/reports/3/", "Contact reports"),
        ("/action-items/", "Action items"),
        ("/board/", "At-risk accounts"),
        ("/milestones/", "Milestones"),
        ("/review-boards/3/", "Review boards"),
        ("/competitor-notes/3/", "Market notes"),
        ("/media-options/3/", "Market notes"),
        ("/trends/", "Market notes"),
        ("/week/", "Market notes"),
    ],
)
def test_the_page_one_is_on_is_marked(ladder, path, label):
    assert current(frame_of(ladder.ae, path)) == [label]


def test_elsewhere_nothing_is_marked(ladder):
    assert current(frame_of(ladder.ae, "/search/")) == []


# -- Numbers ------------------------------------------------------------------------------------


def test_the_numbers_count_late_reports_things_to_do_and_own_items(ladder, client_of):
    make_debt(client_of, ladder.ae)
    make_debt(client_of, ladder.ae, ended_at=NOW.replace(day=12), subject="Not late yet")
    make_action_item(client_of, person=ladder.ae)
    make_action_item(client_of, person=ladder.am)
    make_notice(ladder.ae, client_of, is_to_do=True, client=client_of)
    make_notice(ladder.ae, ladder.am, is_to_do=False)

    nav = frame_of(ladder.ae)

    assert (nav["home"]["count"], nav["home"]["hot"]) == (1, True)
    assert nav["inbox"]["count"] == 1
    assert nav["tabs"][1]["dot"] is True
    (items,) = [i for g in nav["groups"] for i in g["items"] if i["label"] == "Action items"]
    assert items["count"] == 1


def test_what_one_may_no_longer_see_is_not_counted(ladder, client_of):
    make_debt(client_of, ladder.ae)
    make_notice(ladder.ae, client_of, is_to_do=True, client=client_of)
    client_of.team.all().delete()

    nav = frame_of(ladder.ae)

    assert (nav["home"]["count"], nav["inbox"]["count"]) == (0, 0)


def test_pinned_clients_carry_the_band_of_their_latest_snapshot(ladder, client_of):
    for day, band in ((NOW.date(), "green"), (NOW.replace(day=11).date(), "red")):
        make_snapshot(client_of, day, band)
    for person in (ladder.ae, ladder.finance, ladder.stranger):
        PinnedClient.objects.pin(person, client_of)

    assert frame_of(ladder.ae)["pinned"] == [
        {
            "url": f"/clients/{client_of.pk}/",
            "label": "Brightwater Bank",
            "band": "red",
            "band_label": "At risk",
        }
    ]
    assert frame_of(ladder.finance)["pinned"][0]["band"] == ""
    assert frame_of(ladder.stranger)["pinned"] == []


def make_snapshot(client, on, band):
    RiskSnapshot.objects.create(
        client=client,
        on=on,
        points=50,
        band=band,
        since_on=on,
        coverage=100,
        signals=[],
        weights="1",
        taken_at=NOW,
    )


# -- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_one_query_however_much_there_is(ladder, client_of, count, django_assert_num_queries):
    for number in range(count):
        client = make_client(
            f"P{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Client {number}"
        )
        put_on_team(client, ladder.ae, "ae")
        PinnedClient.objects.pin(ladder.ae, client)
        make_notice(ladder.ae, client, is_to_do=True)
        make_action_item(client, person=ladder.ae)
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=ladder.ae.pk)

    with django_assert_num_queries(1):
        nav = navigation(request)["nav"]
        assert nav["inbox"]["count"] == count
        assert nav["home"]
        assert nav["tabs"]


def test_a_page_without_the_frame_pays_nothing(ladder, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = ladder.ae

    with django_assert_num_queries(0):
        variables = navigation(request)
        assert Template("Hello").render(Context(variables)) == "Hello"


@pytest.mark.parametrize(
    ("headers", "framed"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_a_fragment_has_no_frame(ladder, signed_in, headers, framed):
    answer = signed_in(ladder.ae).get("/inbox/", headers=headers)

    assert (b'class="side"' in answer.content) is framed


def test_a_visitor_has_no_frame():
    request = RequestFactory().get("/")
    assert navigation(request) == {}
    request.user = AnonymousUser()
    assert navigation(request) == {}


def test_somebody_without_a_rank_or_a_client_has_a_frame_too():
    person = make_person("new", rank=Rank.COORDINATOR)

    assert frame_of(person)["person"]["initials"] == "N"
    assert not Client.objects.visible_to(person).exists()
