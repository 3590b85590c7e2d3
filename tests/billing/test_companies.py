"""The companies of the agency: who enters them, their accounts, and when their books close."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Rank
from agency.lib.refusal import Refused
from billing.models import BankAccount, LegalEntity
from tests.billing.ground_cast import (
    GERMAN_VAT,
    IRISH_IBAN,
    make_account,
    make_entity,
    make_profile,
)
from tests.cast import NOW, make_person

TODAY = date(2026, 3, 10)
FACTS = {"name": "Northlight Italia S.r.l.", "street": "Via Roma 1", "city": "Milano"}
FACTS |= {"country": "IT", "currency": "EUR"}
IBAN = "IT60X0542811101000000123456"


@pytest.fixture
def entity(db):
    return make_entity()


def page(name, *of):
    return reverse(f"billing:{name}", args=[row.pk for row in of])


# -- The verbs ----------------------------------------------------------------------------------


def test_finance_and_whoever_keeps_the_settings_enter_a_company(ladder):
    for number, person in enumerate((ladder.finance, ladder.csd, ladder.admin)):
        LegalEntity.objects.add(person, NOW, **FACTS | {"name": f"Company {number}"})

    assert LegalEntity.objects.count() == 3


def test_others_are_told_who_keeps_the_books(ladder, entity):
    for person in (ladder.gad, ladder.aae, ladder.planner):
        with pytest.raises(Refused) as no:
            entity.change(person, NOW, city="Cork")
        assert no.value.status == 403
        assert str(no.value) == "This is kept by finance and the administration. Ask Finance."


def test_two_companies_cannot_have_one_name(ladder, entity):
    with pytest.raises(Refused) as no:
        LegalEntity.objects.add(ladder.finance, NOW, **FACTS | {"name": entity.name})

    assert no.value.field == "name"


def test_a_change_that_changes_nothing_writes_no_history(ladder, entity):
    before = entity.history.count()
    entity.change(ladder.finance, NOW, city=entity.city)

    assert entity.history.count() == before


def test_books_close_until_a_day_and_further_on(ladder, entity):
    entity.close_books(ladder.finance, NOW, until=date(2026, 1, 31))
    entity.close_books(ladder.finance, NOW, until=date(2026, 2, 28))

    assert entity.frozen_until == date(2026, 2, 28)
    assert entity.is_closed_on(date(2026, 2, 28))
    assert not entity.is_closed_on(date(2026, 3, 1))


def test_books_are_not_closed_for_days_to_come(ladder, entity):
    with pytest.raises(Refused) as no:
        entity.close_books(ladder.finance, NOW, until=TODAY + timedelta(days=1))

    assert no.value.field == "until"


def test_closed_books_are_opened_again_by_the_csd_with_a_reason_only(ladder, entity):
    entity.close_books(ladder.finance, NOW, until=date(2026, 2, 28))

    with pytest.raises(Refused) as no:
        entity.close_books(ladder.finance, NOW, until=date(2026, 1, 31), reason="A late bill")
    assert no.value.status == 403
    with pytest.raises(Refused) as no:
        entity.close_books(ladder.csd, NOW, until=None)
    assert no.value.field == "reason"

    entity.close_books(ladder.csd, NOW, until=date(2026, 1, 31), reason="A late bill")
    assert (entity.frozen_until, entity.reopened_because) == (date(2026, 1, 31), "A late bill")


def test_a_company_that_invoices_somebody_is_not_retired(ladder, entity, client_of):
    make_profile(client_of, entity)

    with pytest.raises(Refused) as no:
        entity.retire(ladder.finance, NOW)

    assert str(no.value) == "One client is invoiced by it. Give it another company first."


def test_a_retired_company_comes_back_and_each_twice_changes_nothing(ladder, entity):
    for _twice in range(2):
        entity.retire(ladder.finance, NOW)
    assert list(LegalEntity.objects.in_use()) == []
    for _twice in range(2):
        entity.bring_back(ladder.finance, NOW)

    assert list(LegalEntity.objects.in_use()) == [entity]
    assert entity.history.count() == 3


def test_the_first_account_of_a_currency_is_printed_on_invoices(ladder, entity):
    add = {"entity": entity, "by": ladder.finance, "at": NOW, "holder": "Northlight"}
    first = BankAccount.objects.add(name="One", iban=IRISH_IBAN, currency="EUR", **add)
    second = BankAccount.objects.add(name="Two", iban=IBAN, currency="EUR", **add)
    dollars = BankAccount.objects.add(name="Three", number="123", currency="USD", **add)

    assert [first.is_default, second.is_default, dollars.is_default] == [True, False, True]
    assert BankAccount.objects.of(entity, "EUR") == first


def test_another_account_is_made_the_one_on_invoices(ladder, entity):
    first = make_account(entity)
    second = make_account(entity, iban=IBAN, is_default=False)
    for _twice in range(2):
        second.make_default(ladder.finance, NOW)
    first.refresh_from_db()

    assert (first.is_default, second.is_default) == (False, True)
    assert second.history.count() == 2


def test_a_closed_account_is_left_alone(ladder, entity):
    account = make_account(entity)
    account.close(ladder.finance, NOW)

    assert BankAccount.objects.of(entity, "EUR") is None
    for verb in (account.close, account.make_default):
        with pytest.raises(Refused) as no:
            verb(ladder.finance, NOW)
        assert str(no.value) == "This account is closed."


def test_an_account_has_a_number(ladder, entity):
    with pytest.raises(Refused) as no:
        BankAccount.objects.add(
            entity, ladder.finance, NOW, name="None", holder="N", currency="EUR"
        )

    assert no.value.field == "iban"


def test_an_account_is_entered_once(ladder, entity):
    make_account(entity)
    with pytest.raises(Refused) as no:
        BankAccount.objects.add(
            entity,
            ladder.finance,
            NOW,
            name="Twice",
            holder="N",
            iban=IRISH_IBAN,
            currency="EUR",
        )

    assert no.value.field == "iban"


def test_an_account_that_changes_its_currency_is_no_longer_the_one_on_invoices(ladder, entity):
    make_account(entity)
    dollars = make_account(entity, "USD", iban=IBAN)
    dollars.change(ladder.finance, NOW, currency="EUR")

    assert not dollars.is_default


# -- The pages ----------------------------------------------------------------------------------


def test_a_company_is_entered_on_its_page(signed_in, ladder):
    browser = signed_in(ladder.finance)
    answer = browser.post(page("add-legal-entity"), FACTS | {"vat_id": "it 007431 10157"})

    made = LegalEntity.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.vat_id == "IT00743110157"
    assert browser.get(answer.url).context["entity"] == made


@pytest.mark.parametrize("vat_id", ["IT00743110158", "12", "ÄÖ"])
def test_a_wrong_vat_id_is_said_beside_its_field(signed_in, ladder, vat_id):
    answer = signed_in(ladder.finance).post(page("add-legal-entity"), FACTS | {"vat_id": vat_id})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "vat_id": ["This is no valid VAT id: a character is wrong or missing."]
    }


def test_a_company_may_have_the_vat_id_of_another_state(signed_in, ladder):
    signed_in(ladder.finance).post(page("add-legal-entity"), FACTS | {"vat_id": GERMAN_VAT})

    assert LegalEntity.objects.get().vat_id == GERMAN_VAT


def test_an_account_is_entered_with_a_checked_iban_and_bic(signed_in, ladder, entity):
    browser, url = signed_in(ladder.finance), page("add-bank-account", entity)
    typed = {"name": "Current", "holder": "Northlight", "currency": "eur", "bic": "aibkie2d"}

    wrong = browser.post(url, typed | {"iban": IRISH_IBAN[:-1] + "9", "bic": "AIB"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "iban": ["This is no valid IBAN: a character is wrong or missing."],
        "bic": ["This is no valid BIC: it has 8 or 11 characters."],
    }

    browser.post(url, typed | {"iban": "ie29 aibk 9311 5212 3456 78"})
    made = entity.accounts.get()
    assert (made.iban, made.bic, made.currency) == (IRISH_IBAN, "AIBKIE2D", "EUR")


def test_the_books_are_closed_on_the_page(signed_in, ladder, entity):
    answer = signed_in(ladder.finance).post(page("close-books", entity), {"until": "2026-02-28"})

    entity.refresh_from_db()
    assert answer.status_code == 302
    assert entity.frozen_until == date(2026, 2, 28)


def test_those_without_money_find_nothing(signed_in, ladder, entity):
    coordinator = make_person("coordinator", rank=Rank.COORDINATOR)
    for person in (ladder.planner, ladder.traffic, coordinator):
        browser = signed_in(person)
        assert browser.get(page("legal-entities")).status_code == 404
        assert browser.get(page("legal-entity", entity)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    signed_in, ladder, django_assert_num_queries, count
):
    for number in range(count):
        make_entity(f"Company {number}")
    browser = signed_in(ladder.finance)
    browser.get(page("legal-entities"))

    with django_assert_num_queries(4):
        answer = browser.get(page("legal-entities"))
    assert len(answer.context["entities"]) == count


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_the_same_queries_for_one_account_and_for_thirty(
    signed_in, ladder, entity, django_assert_num_queries, count
):
    for number in range(count):
        make_account(entity, iban="", number=str(number), is_default=False)
    browser = signed_in(ladder.finance)
    browser.get(page("legal-entity", entity))

    with django_assert_num_queries(6):
        answer = browser.get(page("legal-entity", entity))
    assert len(answer.context["accounts"]) == count
