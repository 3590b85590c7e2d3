"""Rate cards: whose prices hold, who keeps them, and what a new card takes over."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Rank
from agency.lib.refusal import Refused
from billing.models import RateCard
from tests.billing.ground_cast import make_card
from tests.cast import LONG_AGO, NOW, make_client, make_contract, make_person, put_on_team
from tests.page import as_opened

TODAY = date(2026, 3, 10)
CARD = {"name": "Rates 2026", "currency": "EUR", "valid_from": date(2026, 1, 1)}
NEXT_YEAR = date(2027, 1, 1)


def rate(activity="Film direction", price="150", unit="HUR", cost=None, group="fee"):
    return {
        "activity": activity,
        "price": Decimal(price),
        "unit": unit,
        "cost": cost,
        "group": group,
    }


def page(name, *of):
    return reverse(f"billing:{name}", args=[row.pk for row in of])


# -- Whose prices hold --------------------------------------------------------------------------


def test_the_clients_own_newest_card_goes_before_the_agencys(client_of):
    make_card(name="Agency", valid_from=date(2026, 3, 1))
    make_card(client_of, "Old", valid_from=date(2025, 1, 1))
    newest = make_card(client_of, "New", valid_from=date(2026, 1, 1))
    make_card(client_of, "To come", valid_from=date(2026, 4, 1))

    assert RateCard.objects.for_client(client_of, TODAY, "EUR") == newest


def test_without_one_of_its_own_the_agencys_holds(client_of):
    agency = make_card()
    make_card(make_client("ORD", "Orchard Dairy"))
    make_card(client_of, valid_to=date(2026, 1, 1))
    make_card(client_of, currency="USD")

    assert RateCard.objects.for_client(client_of, TODAY, "EUR") == agency
    assert RateCard.objects.for_client(client_of, TODAY, "CHF") is None


# -- The verbs ----------------------------------------------------------------------------------


def test_directors_and_finance_draw_cards_up(client_of, ladder):
    for person in (ladder.ad, ladder.csd, ladder.finance):
        for client in (None, client_of):
            card = RateCard.objects.draw_up(person, NOW, client=client, rates=[rate()], **CARD)
            assert [row.activity for row in card.rates.all()] == ["Film direction"]


def test_managers_and_strangers_are_told_whom_to_ask(client_of, ladder):
    other = make_person("other.ad", rank=Rank.AD)
    for person, client, sentence in (
        (ladder.am, None, "Rate cards are kept by finance and the directors. Ask Finance."),
        (ladder.am, client_of, "Only AD or above of Brightwater Bank may do this. Ask Ad (AD)."),
        (other, client_of, "Only AD or above of Brightwater Bank may do this. Ask Ad (AD)."),
    ):
        with pytest.raises(Refused) as no:
            RateCard.objects.draw_up(person, NOW, client=client, **CARD)
        assert (no.value.status, str(no.value)) == (403, sentence)


def test_an_activity_stands_once_with_each_unit(ladder):
    both = [rate(unit="HUR"), rate(unit="DAY")]
    RateCard.objects.draw_up(ladder.ad, NOW, rates=both, **CARD)
    with pytest.raises(Refused) as no:
        RateCard.objects.draw_up(ladder.ad, NOW, rates=[rate(), rate("FILM DIRECTION")], **CARD)

    assert str(no.value) == "An activity stands there twice with the same unit."


def test_a_contract_is_that_of_the_client(client_of, ladder):
    other = make_contract(make_client("ORD", "Orchard Dairy"))
    with pytest.raises(Refused) as no:
        RateCard.objects.draw_up(ladder.ad, NOW, client=client_of, contract=other, **CARD)

    assert no.value.field == "contract"


def test_a_change_touches_only_the_prices_that_changed(ladder):
    card = make_card()
    kept, gone = card.rates.all()
    rates = [rate("Film direction"), kept.facts()]
    card.change(ladder.ad, NOW, rates=rates)

    assert [(row.activity, row.position) for row in card.rates.all()] == [
        ("Film direction", 0),
        ("Account management", 1),
    ]
    assert gone.history.filter(history_type="-").count() == 1
    before = kept.history.count()
    card.change(ladder.ad, NOW, rates=rates)
    assert kept.history.count() == before


def test_a_card_does_not_end_before_it_begins(ladder):
    with pytest.raises(Refused) as no:
        make_card().change(ladder.ad, NOW, valid_to=date(2019, 1, 1))

    assert no.value.field == "valid_to"


def test_a_new_card_from_a_day_ends_the_old_one_and_may_be_dearer(client_of, ladder):
    old = make_card(client_of)
    new = old.copy(ladder.ad, NOW, name="2027", valid_from=NEXT_YEAR, percent=Decimal("3.5"))

    assert old.valid_to == date(2026, 12, 31)
    assert (new.client, new.currency, new.valid_to) == (client_of, "EUR", None)
    assert [(row.price, row.cost) for row in new.rates.all()] == [
        (Decimal("124.20"), Decimal("70")),
        (Decimal("113.85"), Decimal("60")),
    ]
    assert RateCard.objects.for_client(client_of, date(2026, 12, 31), "EUR") == old
    assert RateCard.objects.for_client(client_of, NEXT_YEAR, "EUR") == new


def test_a_new_card_begins_after_the_old_one(ladder):
    with pytest.raises(Refused) as no:
        make_card().copy(ladder.ad, NOW, name="Again", valid_from=LONG_AGO)

    assert no.value.field == "valid_from"


# -- Who sees them ------------------------------------------------------------------------------


def test_a_clients_card_is_seen_by_its_team_and_finance_the_agencys_by_all_who_see_money(
    client_of, ladder
):
    agency, own = make_card(), make_card(client_of)
    coordinator = make_person("coordinator", rank=Rank.COORDINATOR)
    put_on_team(client_of, coordinator, "coordinator")

    def seen(person):
        return set(RateCard.objects.visible_to(person))

    assert seen(ladder.aae) == seen(ladder.finance) == {agency, own}
    assert seen(ladder.stranger) == {agency}
    for person in (coordinator, ladder.planner, ladder.admin, ladder.traffic):
        assert seen(person) == set()


def test_what_it_costs_us_is_not_for_an_assistant(client_of, ladder, signed_in):
    card = make_card(client_of)
    for person, sees in ((ladder.aae, False), (ladder.ae, True), (ladder.finance, True)):
        answer = signed_in(person).get(page("rate-card", card))
        assert answer.context["costs"] is sees
        assert ("€70.00" in answer.content.decode()) is sees


# -- The pages ----------------------------------------------------------------------------------


def rows(*typed):
    total = {"lines-TOTAL_FORMS": str(len(typed)), "lines-INITIAL_FORMS": "0"}
    cells = {f"lines-{n}-{key}": text for n, row in enumerate(typed) for key, text in row.items()}
    return total | cells


def test_a_card_is_drawn_up_on_its_page(client_of, ladder, signed_in):
    typed = {"name": "Bank rates", "client": client_of.pk, "currency": "eur"}
    typed |= {"valid_from": "2026-01-01"} | rows(
        {"group": "fee", "activity": "Strategy", "unit": "HUR", "price": "180", "cost": "95.50"},
        {"group": "production", "activity": "Retouching", "unit": "C62", "price": "60"},
        {"group": "fee", "activity": "", "unit": "HUR", "price": ""},
    )
    answer = signed_in(ladder.ad).post(page("add-rate-card"), typed)

    card = RateCard.objects.get()
    assert answer.url == card.get_absolute_url()
    assert [(row.activity, row.price, row.cost) for row in card.rates.all()] == [
        ("Strategy", Decimal(180), Decimal("95.50")),
        ("Retouching", Decimal(60), None),
    ]


def test_a_row_that_is_not_complete_is_kept_and_said(ladder, signed_in):
    typed = {"name": "Rates", "currency": "EUR", "valid_from": "2026-01-01"}
    typed |= rows({"group": "fee", "activity": "Strategy", "unit": "HUR", "price": "lots"})
    answer = signed_in(ladder.ad).post(page("add-rate-card"), typed)

    assert answer.status_code == 422
    assert answer.context["form"].rates.forms[0]["price"].value() == "lots"
    assert RateCard.objects.count() == 0


def test_what_was_opened_and_saved_unchanged_is_the_same(client_of, ladder, signed_in):
    card, browser = make_card(client_of), signed_in(ladder.ad)
    url = page("edit-rate-card", card)
    answer = browser.post(url, as_opened(browser.get(url)))

    assert answer.status_code == 302
    assert [card.history.count()] + [row.history.count() for row in card.rates.all()] == [1, 1, 1]


def test_a_card_is_copied_on_its_page(client_of, ladder, signed_in):
    card = make_card(client_of)
    typed = {"name": "2027", "valid_from": "2027-01-01", "percent": "0"}
    answer = signed_in(ladder.ad).post(page("copy-rate-card", card), typed)

    made = RateCard.objects.exclude(pk=card.pk).get()
    assert answer.url == made.get_absolute_url()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    client_of, signed_in, ladder, django_assert_num_queries, count
):
    for number in range(count):
        make_card(client_of, f"Card {number}")
    browser = signed_in(ladder.finance)
    browser.get(page("rate-cards"))

    with django_assert_num_queries(5):
        answer = browser.get(page("rate-cards"))
    assert len(answer.context["page"].object_list) == count


def test_the_page_of_a_card_takes_few_queries(
    client_of, signed_in, ladder, django_assert_num_queries
):
    card, browser = make_card(client_of), signed_in(ladder.ad)
    browser.get(page("rate-card", card))
    with django_assert_num_queries(6):
        browser.get(page("rate-card", card))
