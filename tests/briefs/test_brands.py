"""Brands: their page, and what is written about them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from agency.lib.refusal import Refused
from briefs.models import (
    BrandBudget,
    BrandPlan,
    BrandPriorities,
    BrandProfile,
    Brief,
    Competitor,
    Job,
)
from tests.briefs.brand_cast import at, make_note, set_budget
from tests.cast import NOW, make_brand, make_client, put_on_team


@pytest.fixture
def brand(client_of):
    return make_brand(client_of)


# -- What is written ----------------------------------------------------------------------------


def test_an_executive_describes_a_brand_and_the_history_keeps_each_word(brand, ladder, signed_in):
    browser = signed_in(ladder.ae)
    words = {"what_it_is": "A bank card", "audience": "Young families", "guidelines_url": ""}
    for audience in ("Young families", "Young families", "Students"):
        sent = words | {"audience": audience}
        assert browser.post(at("edit-brand-profile", brand), sent).status_code == 302
    profile = BrandProfile.objects.get()
    assert profile.audience == "Students"
    assert [row.audience for row in profile.history.order_by("history_id")] == [
        "Young families",
        "Students",
    ]
    page = browser.get(at("brand", brand)).content.decode()
    assert "A bank card" in page
    assert "Students" in page


def test_a_brand_has_one_plan_a_year(brand, ladder, signed_in):
    browser = signed_in(ladder.ae)
    for objectives in ("Ten thousand cards", "Twelve thousand cards"):
        sent = {"year": 2026, "objectives": objectives, "direction": "Speak to families"}
        assert browser.post(at("edit-brand-plan", brand), sent).status_code == 302
    plan = BrandPlan.objects.get()
    assert plan.objectives == "Twelve thousand cards"
    assert plan.history.count() == 2
    asked = browser.get(at("edit-brand-plan", brand), {"year": "2027"}).context["form"]
    assert asked["year"].value() == 2027
    assert asked["objectives"].value() is None


def test_the_priorities_of_a_period_are_read_in_order(brand, ladder, signed_in):
    today = brand.client.local_date(timezone.now())
    sent = {"starts_on": today, "ends_on": today, "text": "Cards first\n\n Loans next "}
    browser = signed_in(ladder.ae)
    assert browser.post(at("set-brand-priorities", brand), sent).status_code == 302
    assert BrandPriorities.objects.get().points == ["Cards first", "Loans next"]
    page = browser.get(at("brand", brand)).content.decode()
    assert page.index("Cards first") < page.index("Loans next")


def test_a_period_does_not_end_before_it_starts(brand, ladder):
    with pytest.raises(Refused, match="before it starts"):
        BrandPriorities.objects.put(
            brand, ladder.ae, NOW, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1), text="X"
        )


@pytest.mark.parametrize("name", ["Harbour Bank", "harbour bank"])
def test_a_competitor_stands_once_for_a_brand(brand, ladder, signed_in, name):
    Competitor.objects.add(brand, ladder.ae, NOW, name="Harbour Bank")
    answer = signed_in(ladder.ae).post(at("add-competitor", brand), {"name": name})
    assert answer.status_code == 409
    assert "of this name already" in answer.content.decode()
    other = make_brand(brand.client, "Loans")
    assert Competitor.objects.add(other, ladder.ae, NOW, name=name)


# -- Money --------------------------------------------------------------------------------------


def test_a_manager_sets_the_budget_of_a_year(brand, ladder, signed_in):
    for amount in ("250000.00", "260000.00"):
        sent = {"year": 2026, "amount": amount, "currency": "eur"}
        assert signed_in(ladder.am).post(at("set-brand-budget", brand), sent).status_code == 302
    budget = BrandBudget.objects.get()
    assert (budget.amount, budget.currency) == (Decimal("260000.00"), "EUR")
    assert budget.history.count() == 2


@pytest.mark.parametrize(
    ("who", "status"), [("ae", 403), ("planner", 403), ("finance", 404), ("stranger", 404)]
)
def test_nobody_below_a_manager_sets_it(brand, ladder, signed_in, who, status):
    put_on_team(brand.client, ladder.planner, "planning")
    browser = signed_in(getattr(ladder, who))
    assert browser.get(at("set-brand-budget", brand)).status_code == status
    sent = {"year": 2026, "amount": "1", "currency": "EUR"}
    assert browser.post(at("set-brand-budget", brand), sent).status_code == status
    with pytest.raises(Refused):
        set_budget(brand, getattr(ladder, who))
    assert not BrandBudget.objects.exists()


@pytest.mark.parametrize(
    ("who", "sees"), [("am", True), ("ae", True), ("aae", False), ("planner", False)]
)
def test_departments_see_the_brand_without_its_money(brand, ladder, signed_in, who, sees):
    put_on_team(brand.client, ladder.planner, "planning")
    year = brand.client.local_date(timezone.now()).year
    set_budget(brand, ladder.am, 424_242, year)
    browser, person = signed_in(getattr(ladder, who)), getattr(ladder, who)
    shown = browser.get(at("brand", brand)).content.decode()
    set_budget(brand, ladder.am, 535_353, year)
    history = browser.get(reverse("history", args=["brand", brand.pk])).content.decode()
    assert ("424,242" in shown) is sees
    assert ("Budget" in shown) is sees
    assert ("535353" in history.replace(",", "")) is sees
    assert BrandBudget.objects.visible_to(person).exists() is sees


# -- The pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "finance", "traffic"])
def test_whoever_does_not_read_the_client_finds_no_brand(brand, ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    for name in ("brand", "brand-work", "brand-notes"):
        assert browser.get(at(name, brand)).status_code == 404
    assert browser.get(at("client-brands", brand.client)).status_code == 404


def test_the_clients_brands_lead_to_their_pages(brand, ladder, signed_in):
    page = signed_in(ladder.ae).get(at("client-brands", brand.client)).content.decode()
    assert at("brand", brand) in page
    assert reverse("accounts:add-brand", args=[brand.client.pk]) in page


def test_a_brand_shows_its_jobs(brand, ladder, signed_in):
    Job.objects.open_job(brand.client, brand, "Card launch", ladder.ae, by=ladder.ae, at=NOW)
    other = make_brand(brand.client, "Loans")
    Job.objects.open_job(brand.client, other, "Loan week", ladder.ae, by=ladder.ae, at=NOW)
    page = signed_in(ladder.ae).get(at("brand-work", brand)).content.decode()
    assert "Card launch" in page
    assert "Loan week" not in page


def test_a_brands_briefs_lead_to_their_pages(brand, ladder, signed_in):
    brief = Brief.objects.start(brand.client, "media", "Student card", ladder.ae, NOW, brand=brand)
    page = signed_in(ladder.ae).get(at("brand-work", brand)).content.decode()
    assert f'<a href="{brief.get_absolute_url()}">Student card</a>' in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_of_a_brand_ask_the_same_however_much_is_known(
    brand, ladder, signed_in, rows, django_assert_num_queries
):
    year = brand.client.local_date(timezone.now()).year
    set_budget(brand, ladder.am, year=year)
    for number in range(rows):
        make_note(brand, ladder.aae, new_competitor=f"Rival {number}")
        Job.objects.open_job(brand.client, brand, f"J{number}", ladder.ae, by=ladder.ae, at=NOW)
        make_brand(brand.client, f"Brand {number}")
    browser = signed_in(ladder.am)
    for name, row, queries in (
        ("brand", brand, 9),
        ("brand-work", brand, 7),
        ("client-brands", brand.client, 5),
    ):
        browser.get(at(name, row))
        with django_assert_num_queries(queries):
            browser.get(at(name, row))


def test_a_brand_of_others_is_not_in_the_lists(brand, ladder, signed_in):
    foreign = make_brand(make_client("ORC", "Orchard"), "Milk")
    assert signed_in(ladder.ae).get(at("brand", foreign)).status_code == 404
