"""Contracts, brands and mail domains of a client."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.access import today
from accounts.models import Brand, ClientDomain, Contract, SearchEntry
from accounts.models.brand import is_freemail
from agency.lib.refusal import Refused
from tests.cast import (
    NOW,
    make_brand,
    make_client,
    make_contract,
    make_domain,
)


@pytest.fixture
def terms():
    return {
        "kind": "retainer",
        "yearly_fee": "1,120,000.00",
        "starts_on": "2026-01-01",
        "ends_on": "2027-06-30",
        "notice_days": "90",
        "rounds_included": "2",
        "report_hours": "12",
        "report_clock": "office_hours",
        "silence_accepts": "on",
        "silence_days": "3",
    }


def url(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


# -- Contracts ----------------------------------------------------------------------------------


def test_a_director_writes_down_a_contract(client_of, ladder, terms, signed_in):
    response = signed_in(ladder.ad).post(url("add-contract", client_of), terms)
    assert response.url == url("client-agreement", client_of)
    contract = Contract.objects.get()
    assert contract.yearly_fee == Decimal("1120000")
    assert (contract.report_hours, contract.report_clock) == (12, "office_hours")
    assert (contract.silence_accepts, contract.silence_days) == (True, 3)
    assert contract.history.get().history_user == ladder.ad


def test_a_contract_is_changed_and_its_history_tells(client_of, ladder, terms, signed_in):
    contract = make_contract(client_of)
    for _twice in range(2):
        answer = signed_in(ladder.ad).post(url("edit-contract", contract), terms)
        assert answer.status_code == 302
    contract.refresh_from_db()
    assert contract.ends_on == date(2027, 6, 30)
    assert contract.history.filter(history_type="~").get().history_user == ladder.ad


@pytest.mark.parametrize(
    ("who", "status"),
    [("csd", 200), ("gad", 200), ("am", 403), ("ae", 403), ("finance", 404), ("stranger", 404)],
)
def test_contracts_are_a_directors_matter(client_of, ladder, signed_in, who, status):
    contract = make_contract(client_of)
    browser = signed_in(getattr(ladder, who))
    for page in (url("add-contract", client_of), url("edit-contract", contract)):
        assert browser.get(page).status_code == status
        answer = browser.post(page, {})
        assert answer.status_code == (422 if status == 200 else status)
        if status == 403:
            assert f"Ask {ladder.ad.name} (AD)." in answer.content.decode()


def test_the_verbs_refuse_managers_too(client_of, ladder):
    contract = make_contract(client_of)
    with pytest.raises(Refused, match="Only AD or above"):
        Contract.objects.add(client_of, ladder.am, NOW, starts_on=NOW.date())
    with pytest.raises(Refused, match="Only AD or above"):
        contract.edit(ladder.am, NOW, notice_days=30)


def test_a_contract_does_not_end_before_it_starts(client_of, ladder, terms, signed_in):
    data = terms | {"ends_on": "2025-12-31"}
    response = signed_in(ladder.ad).post(url("add-contract", client_of), data)
    assert response.status_code == 422
    assert response.context["form"].errors["ends_on"] == ["The contract ends before it starts."]
    with pytest.raises(Refused, match="before it starts"):
        make_contract(client_of).edit(ladder.ad, NOW, ends_on=date(2019, 1, 1))


def test_the_page_of_the_client_shows_the_newest_contract_in_force(client_of, ladder, signed_in):
    make_contract(client_of, yearly_fee=100_000)
    make_contract(client_of, yearly_fee=200_000, starts_on=today() - timedelta(days=9))
    make_contract(client_of, yearly_fee=300_000, starts_on=today() + timedelta(days=9))
    page = signed_in(ladder.am).get(client_of.get_absolute_url())
    assert page.context["contract"].yearly_fee == 200_000


def test_the_list_of_contracts_keeps_the_fee_from_executives(client_of, ladder, signed_in):
    make_contract(client_of, yearly_fee=1_120_000)
    page = url("client-agreement", client_of)
    assert "1,120,000" in signed_in(ladder.am).get(page).content.decode()
    assert "1,120,000" not in signed_in(ladder.ae).get(page).content.decode()


# -- Brands -------------------------------------------------------------------------------------


def test_an_executive_adds_a_brand_and_it_is_found(client_of, ladder, signed_in):
    data = {"name": "Junior saver", "category": "Savings"}
    assert signed_in(ladder.ae).post(url("add-brand", client_of), data).status_code == 302
    brand = Brand.objects.get()
    assert (brand.client, brand.is_active) == (client_of, True)
    assert brand.history.get().history_user == ladder.ae
    entry = SearchEntry.objects.get(kind="client")
    assert entry.words.filter(word="junior").exists()


def test_a_brand_is_renamed_or_put_to_rest(client_of, ladder, signed_in):
    brand = make_brand(client_of)
    for _twice in range(2):
        signed_in(ladder.ae).post(url("edit-brand", brand), {"name": "Credit cards"})
    brand.refresh_from_db()
    assert (brand.name, brand.is_active) == ("Credit cards", False)
    assert brand.history.filter(history_type="~").count() == 1
    words = SearchEntry.objects.get(kind="client").words
    assert words.filter(word="credit").exists()


@pytest.mark.parametrize("name", ["Cards", "CARDS"])
def test_a_brand_name_stands_once_for_a_client(client_of, ladder, signed_in, name):
    make_brand(client_of)
    make_brand(make_client("ORC", "Orchard"), name="Milk")
    other = make_brand(client_of, "Loans")
    browser = signed_in(ladder.ae)
    for page in (url("add-brand", client_of), url("edit-brand", other)):
        response = browser.post(page, {"name": name, "is_active": "on"})
        assert response.status_code == 409
        assert "a brand of this name already" in response.content.decode()
    assert browser.post(url("add-brand", client_of), {"name": "Milk"}).status_code == 302


# -- Mail domains -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("brightwater.example", "brightwater.example"),
        ("  BrightWater.Example. ", "brightwater.example"),
        ("@brightwater.example", "brightwater.example"),
        ("joanna@brightwater.example", "brightwater.example"),
        ("бренд.рф", "xn--90agc6an.xn--p1ai"),
    ],
)
def test_a_domain_is_kept_as_mail_writes_it(client_of, ladder, signed_in, typed, kept):
    response = signed_in(ladder.ae).post(url("add-domain", client_of), {"domain": typed})
    assert response.status_code == 302
    domain = ClientDomain.objects.get()
    assert domain.domain == kept
    assert domain.history.get().history_user == ladder.ae


@pytest.mark.parametrize(
    "typed",
    ["", "x", "no dots", "a..b.example", "-a.example", "http://a.example", "a.1", "é" * 300],
)
def test_what_is_no_domain_is_refused_at_the_field(client_of, ladder, signed_in, typed):
    response = signed_in(ladder.ae).post(url("add-domain", client_of), {"domain": typed})
    assert response.status_code == 422
    assert response.context["form"].errors["domain"]


@pytest.mark.parametrize(
    "domain",
    """gmail.com googlemail.com outlook.com outlook.de hotmail.fr yahoo.com yahoo.co.uk icloud.com
    qq.com 163.com 126.com mail.ru bk.ru yandex.ru ya.ru libero.it gmx.de gmx.net web.de proton.me
    protonmail.com live.com msn.com me.com t-online.de""".split(),
)
def test_everybodys_post_office_belongs_to_no_client(client_of, ladder, domain):
    with pytest.raises(Refused, match="gives addresses to everybody"):
        ClientDomain.objects.add(client_of, domain, ladder.ae, NOW)


@pytest.mark.parametrize(
    "domain", ["brightwater.example", "yandex-team.ru", "live.brightwater.com", "gmail.agency.eu"]
)
def test_a_companys_own_domain_is_no_freemail(domain):
    assert not is_freemail(domain)


def test_a_domain_belongs_to_one_client(client_of, ladder, signed_in):
    make_domain(make_client("ORC", "Orchard"), "orchard.example")
    response = signed_in(ladder.ae).post(
        url("add-domain", client_of), {"domain": "orchard.example"}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "Another client has this mail domain." in page
    assert "Orchard" not in page.replace("orchard.example", "")


def test_the_agencys_own_domain_is_no_clients(client_of, ladder):
    with pytest.raises(Refused, match="agency's own"):
        ClientDomain.objects.add(client_of, "northlight.example", ladder.ae, NOW)


def test_a_domain_is_removed_once(client_of, ladder, signed_in):
    domain = make_domain(client_of)
    remove = url("remove-domain", domain)
    browser = signed_in(ladder.ae)
    assert browser.get(remove).status_code == 405
    assert browser.post(remove).status_code == 302
    assert browser.post(remove).status_code == 404
    assert ClientDomain.history.filter(history_type="-").get().history_user == ladder.ae


@pytest.mark.parametrize(("who", "status"), [("aae", 403), ("finance", 404), ("stranger", 404)])
def test_brands_and_domains_are_kept_by_executives(client_of, ladder, signed_in, who, status):
    brand, domain = make_brand(client_of), make_domain(client_of)
    browser = signed_in(getattr(ladder, who))
    for page in (
        url("add-brand", client_of),
        url("edit-brand", brand),
        url("add-domain", client_of),
    ):
        assert browser.get(page).status_code == status
        assert browser.post(page, {"name": "X", "domain": "x.example"}).status_code == status
    assert browser.post(url("remove-domain", domain)).status_code == status
    assert ClientDomain.objects.count() == Brand.objects.count() == 1
