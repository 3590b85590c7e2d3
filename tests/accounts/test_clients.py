"""Clients: the list, the page, opening, changing, the status, the side bar."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import (
    Client,
    Counter,
    DocumentView,
    PinnedClient,
    Rank,
    RiskSnapshot,
    SearchEntry,
    TeamMember,
)
from agency.lib.refusal import Refused
from tests.cast import (
    NOW,
    make_client,
    make_contract,
    make_domain,
    make_group,
    make_office,
    make_person,
    put_on_team,
)

LIST = "/clients/"


@pytest.fixture
def facts():
    """What the form of a new client says."""
    return {
        "name": "Orchard Dairy",
        "code": "orc",
        "status": "active",
        "office": make_office().pk,
        "confidentiality": "normal",
        "contact_cadence_days": "14",
        "acceptance_days": "2",
        "language": "en",
        "payment_days": "30",
        "currency": "eur",
    }


def page_of(client):
    return reverse("accounts:client", args=[client.pk])


def changes(client):
    """Who changed the client since it was made, the first first."""
    rows = client.history.filter(history_type="~").order_by("history_id")
    return [row.history_user for row in rows]


def snapshot(client, band, on=date(2026, 3, 10), since_on=date(2026, 3, 1)):
    return RiskSnapshot.objects.create(
        client=client,
        on=on,
        points=50,
        band=band,
        since_on=since_on,
        coverage=80,
        signals=[],
        weights="1",
        taken_at=NOW,
    )


# -- The list -----------------------------------------------------------------------------------


def listed(response):
    return [client.name for client in response.context["page"]]


def test_the_list_holds_what_the_person_may_see(client_of, ladder, signed_in):
    make_client("ORC", "Orchard Dairy")
    assert listed(signed_in(ladder.ae).get(LIST)) == ["Brightwater Bank"]
    assert listed(signed_in(ladder.csd).get(LIST)) == ["Brightwater Bank", "Orchard Dairy"]
    assert listed(signed_in(ladder.stranger).get(LIST)) == []


def test_whoever_is_not_signed_in_is_asked_to(client_of, client):
    assert client.get(LIST).status_code == 302
    assert client.get(page_of(client_of)).status_code == 302


@pytest.mark.parametrize("who", ["finance", "traffic"])
def test_names_alone_show_neither_team_nor_risk(client_of, ladder, signed_in, who):
    client_of.group = make_group("Finance group", ladder.gad)
    client_of.save()
    snapshot(client_of, "red")
    page = signed_in(getattr(ladder, who)).get(LIST).content.decode()
    assert "Brightwater Bank" in page
    assert "BRW" in page
    words = re.findall(r"\w+", strip_tags(page))
    for person in (ladder.ad, ladder.am, ladder.ae, ladder.gad):
        assert person.name not in words
    assert "At risk" not in page


def test_the_band_is_that_of_the_newest_snapshot(client_of, ladder, signed_in):
    snapshot(client_of, "red", on=NOW.date() - timedelta(days=1))
    snapshot(client_of, "green")
    page = signed_in(ladder.ae).get(LIST).content.decode()
    assert "Steady" in page
    assert "At risk" not in page


def test_a_client_without_a_snapshot_says_so(client_of, ladder, signed_in):
    assert "No data yet" in signed_in(ladder.ae).get(LIST).content.decode()


def test_the_list_is_narrowed_by_office_group_status_and_words(client_of, ladder, signed_in):
    browser = signed_in(ladder.csd)
    dublin = make_office("Dublin", "Europe/Dublin", "IE")
    food = make_group("Food")
    make_client("ORC", "Orchard Dairy", office=dublin, group=food, status="on_hold")
    for query in (f"office={dublin.pk}", f"group={food.pk}", "status=on_hold", "q=dairy", "q=orc"):
        assert listed(browser.get(f"{LIST}?{query}")) == ["Orchard Dairy"], query
    assert "No client matches" in browser.get(f"{LIST}?q=nothing").content.decode()


@pytest.mark.parametrize(
    "query", ["office=x", "group=999", "status=gone", "sort=-nonsense", "page=99", "q=%00"]
)
def test_a_filter_that_makes_no_sense_narrows_nothing(client_of, ladder, signed_in, query):
    assert listed(signed_in(ladder.ae).get(f"{LIST}?{query}")) == ["Brightwater Bank"]


def test_mine_are_those_whose_team_i_am_on(client_of, ladder, signed_in):
    other = make_client("ORC", "Orchard Dairy")
    put_on_team(other, ladder.am, "am")
    assert listed(signed_in(ladder.ad).get(LIST)) == ["Brightwater Bank", "Orchard Dairy"]
    assert listed(signed_in(ladder.ad).get(f"{LIST}?mine=1")) == ["Brightwater Bank"]
    assert "on no client" in signed_in(ladder.csd).get(f"{LIST}?mine=1").content.decode()


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "Aurelia"), ("-name", "Brightwater Bank"), ("band", "Brightwater")]
)
def test_the_list_is_sorted_as_asked(client_of, ladder, signed_in, sort, first):
    snapshot(make_client("AUR", "Aurelia"), "green")
    snapshot(client_of, "red")
    assert listed(signed_in(ladder.csd).get(f"{LIST}?sort={sort}"))[0].startswith(first)


def test_the_list_costs_the_same_with_one_client_and_with_thirty(
    client_of, ladder, signed_in, django_assert_num_queries
):
    def measure():
        with django_assert_num_queries(LIST_QUERIES):
            browser.get(LIST)

    browser = signed_in(ladder.ad)
    browser.get(LIST)
    measure()
    for number in range(29):
        more = make_client(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Client {number}")
        snapshot(put_on_team(more, ladder.ad, "ad").client, "amber")
    measure()


LIST_QUERIES = 6


# -- The page -----------------------------------------------------------------------------------


def test_the_page_opens_for_the_team_and_not_for_a_stranger(client_of, ladder, signed_in):
    assert signed_in(ladder.aae).get(page_of(client_of)).status_code == 200
    assert signed_in(ladder.stranger).get(page_of(client_of)).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("csd", True),
        ("ad", True),
        ("am", True),
        ("finance", True),
        ("ae", False),
        ("aae", False),
        ("traffic", False),
    ],
)
def test_the_fee_is_for_managers_and_above_and_for_finance(client_of, ladder, signed_in, who, sees):
    make_contract(client_of, yearly_fee=1_120_000)
    browser = signed_in(getattr(ladder, who))
    assert ("€1.12m" in browser.get(page_of(client_of)).content.decode()) is sees


@pytest.mark.parametrize("who", ["finance", "traffic"])
@pytest.mark.parametrize("tab", ["team", "people", "agreement", "timeline", "access"])
def test_the_work_behind_a_name_is_not_found(client_of, ladder, signed_in, who, tab):
    url = reverse(f"accounts:client-{tab}", args=[client_of.pk])
    assert signed_in(getattr(ladder, who)).get(url).status_code == 404


@pytest.mark.parametrize("who", ["finance", "traffic"])
def test_the_page_of_a_name_tells_neither_team_nor_notes(client_of, ladder, signed_in, who):
    client_of.notes = "The board decides twice a year"
    client_of.save()
    make_domain(client_of, "brightwater.example")
    page = signed_in(getattr(ladder, who)).get(page_of(client_of)).content.decode()
    assert "Brightwater Bank" in page
    for secret in ("twice a year", "brightwater.example", ladder.ae.email):
        assert secret not in page
    panels = set(re.findall(r'hx-get="/clients/\d+/([a-z/-]+)"', page))
    assert panels == ({"billing/panel/"} if who == "finance" else set())


def test_a_walled_csd_does_not_find_the_client(client_of, ladder, signed_in):
    other = make_person("other-csd", rank=Rank.CSD)
    browser = signed_in(ladder.csd)
    assert browser.get(page_of(client_of)).status_code == 200
    client_of.walls.raise_wall(client_of, ladder.csd, "Worked there", other, NOW)
    assert browser.get(page_of(client_of)).status_code == 404


@pytest.mark.parametrize(
    ("tab", "queries"),
    [("", 7), ("team/", 6), ("people/", 7), ("agreement/", 6), ("timeline/", 4), ("access/", 7)],
)
def test_a_page_costs_the_same_however_much_stands_on_it(
    client_of, ladder, signed_in, django_assert_num_queries, tab, queries
):
    browser, url = signed_in(ladder.csd), page_of(client_of) + tab
    browser.get(url)
    with django_assert_num_queries(queries):
        browser.get(url)
    fill(client_of)
    with django_assert_num_queries(queries):
        browser.get(url)


def fill(client):
    for number in range(30):
        person = make_person(f"person{number}", rank=Rank.AE)
        put_on_team(client, person, "ae")
        client.contacts.create(name=f"Contact {number}", email=f"c{number}@brw.example")
        client.partners.create(name=f"Partner {number}", agency="Northstar")
        client.brands.create(name=f"Brand {number}")
        client.domains.create(domain=f"d{number}.example")
        make_contract(client, starts_on=date(2000 + number, 1, 1))
        snapshot(client, "red", on=date(2026, 1, 1) + timedelta(days=number))


# -- Opening ------------------------------------------------------------------------------------


def test_a_director_opens_a_client_and_leads_its_team(ladder, facts, signed_in):
    response = signed_in(ladder.ad).post("/clients/new/", facts)
    client = Client.objects.get()
    assert response.status_code == 302
    assert response.url == page_of(client)
    assert (client.code, client.currency, client.status) == ("ORC", "EUR", "active")
    assert client.since_on == client.history.get().history_date.date()
    assert [(m.person, m.role, m.is_lead) for m in client.team.all()] == [(ladder.ad, "ad", True)]
    assert client.history.get().history_user == ladder.ad
    assert signed_in(ladder.ad).get(response.url).status_code == 200


def test_a_client_the_csd_opens_shows_what_its_team_lacks(ladder, facts, signed_in):
    page = signed_in(ladder.csd).post("/clients/new/", facts, follow=True).content.decode()
    assert TeamMember.objects.count() == 0
    assert "Nobody on the team is AM or above." in page
    assert "Nobody on the team is AE." in page


@pytest.mark.parametrize("who", ["am", "ae", "stranger", "finance", "planner", "admin"])
def test_whoever_is_no_director_is_told_whom_to_ask(ladder, facts, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    for response in (browser.get("/clients/new/"), browser.post("/clients/new/", facts)):
        assert response.status_code == 403
        asked = ladder.ad if who in {"am", "ae"} else ladder.csd
        assert f"Ask {asked.name}." in response.content.decode()
    assert Client.objects.count() == 0


def test_a_code_is_given_once(client_of, ladder, facts, signed_in):
    response = signed_in(ladder.ad).post("/clients/new/", facts | {"code": "BRW"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Another client has this code." in page
    assert "Orchard Dairy" in page
    assert Client.objects.count() == 1


def test_a_new_client_is_found_by_name_and_code(ladder, facts, signed_in):
    signed_in(ladder.ad).post("/clients/new/", facts | {"legal_name": "Obstgarten KG"})
    entry = SearchEntry.objects.get(kind="client")
    assert (entry.title, entry.detail) == ("Orchard Dairy", "ORC")
    words = set(entry.words.values_list("word", flat=True))
    assert {"orchard", "dairy", "orc", "obstgarten", "kg"} <= words


# -- Changing -----------------------------------------------------------------------------------


def edit_url(client):
    return reverse("accounts:edit-client", args=[client.pk])


def test_a_manager_changes_the_facts(client_of, ladder, facts, signed_in):
    data = facts | {"name": "Brightwater", "payment_days": "45"}
    assert signed_in(ladder.am).post(edit_url(client_of), data).status_code == 302
    client_of.refresh_from_db()
    assert (client_of.name, client_of.payment_days, client_of.code) == ("Brightwater", 45, "BRW")
    assert changes(client_of) == [ladder.am]
    assert SearchEntry.objects.get(kind="client").title == "Brightwater"


def test_the_managers_form_leaves_out_what_a_director_decides(client_of, ladder, signed_in):
    managers = signed_in(ladder.am).get(edit_url(client_of)).context["form"].fields
    directors = signed_in(ladder.ad).get(edit_url(client_of)).context["form"].fields
    assert set(directors) - set(managers) == {"code", "group", "is_key_account", "confidentiality"}


@pytest.mark.parametrize(
    "change",
    [
        {"confidentiality": "restricted"},
        {"is_key_account": True},
        {"code": "BRX"},
    ],
)
def test_what_is_guarded_takes_a_director(client_of, ladder, change):
    with pytest.raises(Refused, match=f"Only AD or above .* Ask {ladder.ad.name}") as refusal:
        client_of.edit(ladder.am, NOW, **change)
    assert refusal.value.status == 403
    client_of.edit(ladder.ad, NOW, **change)
    client_of.refresh_from_db()
    assert {name: getattr(client_of, name) for name in change} == change


@pytest.mark.parametrize("who", ["ae", "aae", "finance", "traffic"])
def test_whoever_is_no_manager_of_the_client_does_not_change_it(
    client_of, ladder, facts, signed_in, who
):
    browser = signed_in(getattr(ladder, who))
    expected = 404 if who in {"finance", "traffic"} else 403
    assert browser.get(edit_url(client_of)).status_code == expected
    response = browser.post(edit_url(client_of), facts)
    assert response.status_code == expected
    if expected == 403:
        assert f"Ask {ladder.am.name} (AM)." in response.content.decode()


def test_a_stranger_finds_no_form(client_of, ladder, facts, signed_in):
    assert signed_in(ladder.stranger).get(edit_url(client_of)).status_code == 404
    assert signed_in(ladder.stranger).post(edit_url(client_of), facts).status_code == 404


def test_saving_the_same_again_changes_nothing(client_of, ladder):
    client_of.edit(ladder.am, NOW, name="Brightwater")
    client_of.edit(ladder.am, NOW, name="Brightwater")
    assert len(changes(client_of)) == 1


@pytest.mark.parametrize("key", ["job:{}:26", "contact-report:{}:25"])
def test_the_first_number_of_any_kind_freezes_the_code(client_of, ladder, signed_in, key):
    Counter.objects.create(key=key.format(client_of.pk), value=1)
    with pytest.raises(Refused, match="can no longer change"):
        client_of.edit(ladder.ad, NOW, code="BRX")
    assert "code" not in signed_in(ladder.ad).get(edit_url(client_of)).context["form"].fields


def test_another_clients_numbers_leave_the_code_free(client_of, ladder):
    Counter.objects.create(key=f"job:{client_of.pk}1:26", value=1)
    client_of.edit(ladder.ad, NOW, code="BRX")
    assert Client.objects.get(pk=client_of.pk).code == "BRX"


# -- The status ---------------------------------------------------------------------------------


def status_url(client):
    return reverse("accounts:client-status", args=[client.pk])


ARROWS = {
    ("prospect", "active"),
    ("active", "on_hold"),
    ("on_hold", "active"),
    ("active", "notice"),
    ("notice", "closed"),
}


@pytest.mark.parametrize("now", Client.Status.values)
@pytest.mark.parametrize("then", Client.Status.values)
def test_a_client_goes_along_the_arrows_and_no_other_way(client_of, ladder, now, then):
    Client.objects.filter(pk=client_of.pk).update(status=now)
    if (now, then) in ARROWS:
        client_of.change_status(then, ladder.ad, NOW)
        assert Client.objects.get().status == then
        assert changes(client_of) == [ladder.ad]
    else:
        with pytest.raises(Refused, match="cannot become"):
            client_of.change_status(then, ladder.ad, NOW)


def test_closing_asks_first(client_of, ladder, signed_in):
    Client.objects.filter(pk=client_of.pk).update(status="notice")
    browser = signed_in(ladder.ad)
    response = browser.post(status_url(client_of), {"to": "closed"})
    assert response.status_code == 422
    assert "cannot be taken back" in response.content.decode()
    assert browser.post(status_url(client_of), {"to": "closed", "sure": "on"}).status_code == 302
    client_of.refresh_from_db()
    assert client_of.status == "closed"


def test_a_prospect_that_signs_is_a_client_from_that_day_on(client_of, ladder):
    Client.objects.filter(pk=client_of.pk).update(status="prospect")
    client_of.change_status("active", ladder.ad, NOW)
    client_of.refresh_from_db()
    assert client_of.since_on == date(2026, 3, 10)


def test_a_second_click_on_the_same_status_is_refused(client_of, ladder, signed_in):
    browser = signed_in(ladder.ad)
    assert browser.post(status_url(client_of), {"to": "on_hold"}).status_code == 302
    assert browser.post(status_url(client_of), {"to": "on_hold"}).status_code == 422
    assert len(changes(client_of)) == 1


def test_the_status_takes_a_director(client_of, ladder, signed_in):
    assert signed_in(ladder.am).post(status_url(client_of), {"to": "on_hold"}).status_code == 403
    assert (
        signed_in(ladder.stranger).post(status_url(client_of), {"to": "on_hold"}).status_code == 404
    )
    client_of.refresh_from_db()
    assert client_of.status == "active"


# -- The side bar -------------------------------------------------------------------------------


def test_a_client_is_pinned_and_unpinned_by_whoever_sees_it(client_of, ladder, signed_in):
    pin = reverse("accounts:pin-client", args=[client_of.pk])
    unpin = reverse("accounts:unpin-client", args=[client_of.pk])
    for who in ("ae", "finance"):
        browser = signed_in(getattr(ladder, who))
        for _twice in range(2):
            assert browser.post(pin).status_code == 302
            assert PinnedClient.objects.filter(person=getattr(ladder, who)).count() == 1
    browser.post(unpin)
    browser.post(unpin)
    assert [pinned.person for pinned in PinnedClient.objects.all()] == [ladder.ae]
    assert browser.get(pin).status_code == 405
    assert browser.get(unpin).status_code == 405
    assert signed_in(ladder.stranger).post(pin).status_code == 404


def test_pins_stand_in_the_order_they_were_set(client_of, ladder):
    other = make_client("ORC", "Orchard Dairy")
    for client in (other, client_of):
        PinnedClient.objects.pin(ladder.csd, client)
    assert [pin.client for pin in ladder.csd.pins.all()] == [other, client_of]


# -- Views of documents -------------------------------------------------------------------------


def test_views_of_a_restricted_clients_documents_are_kept(client_of, ladder):
    DocumentView.objects.note(ladder.ae, client_of, client_of, "BRW/CR/26-001 v1", NOW)
    assert DocumentView.objects.count() == 0
    client_of.edit(ladder.ad, NOW, confidentiality="restricted")
    DocumentView.objects.note(ladder.ae, client_of, client_of, "BRW/CR/26-001 v1", NOW)
    view = DocumentView.objects.get()
    assert (view.person, view.about, view.what) == (ladder.ae, client_of, "BRW/CR/26-001 v1")


def test_directors_read_who_looked(client_of, ladder, signed_in):
    client_of.edit(ladder.ad, NOW, confidentiality="restricted")
    DocumentView.objects.note(ladder.ae, client_of, client_of, "BRW/CR/26-001 v1", NOW)
    url = reverse("accounts:client-access", args=[client_of.pk])
    for who in ("ad", "csd"):
        assert "BRW/CR/26-001 v1" in signed_in(getattr(ladder, who)).get(url).content.decode()
    assert signed_in(ladder.am).get(url).status_code == 403
