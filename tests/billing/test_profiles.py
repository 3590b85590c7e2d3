"""How a client is invoiced: by whom, with which tax, and what is missing before the first time."""

from datetime import date

import pytest
from django.urls import reverse

from agency.lib.refusal import Refused
from billing.forms.profiles import ReminderDays
from billing.missing import missing
from billing.models import BillingProfile, TaxRate, VatCategory, proposed_tax
from tests.billing.ground_cast import GERMAN_VAT, make_account, make_entity, make_profile
from tests.cast import NOW

TODAY = date(2026, 3, 10)


@pytest.fixture
def entity(db):
    return make_entity()


@pytest.fixture
def ready(client_of, entity):
    """A client that could be sent an invoice."""
    TaxRate.objects.put_usual()
    make_account(entity)
    client_of.invoice_email = "invoices@brw.example"
    client_of.save()
    return make_profile(client_of, entity)


def typed(entity, **changes):
    facts = {"entity": entity.pk, "legal_name": "Brightwater plc", "street": "1 Quay"}
    facts |= {"city": "Cork", "country": "IE", "delivery": "mail", "markup_percent": "0"}
    return facts | {"commission_percent": "15", "reminder_days": "-3, 1, 15, 30"} | changes


def page(client, name="edit-profile"):
    return reverse(f"billing:{name}", args=[client.pk])


def gaps(profile):
    return [gap.text for gap in missing(profile, TODAY)]


# -- Tax ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "vat_id", "category"),
    [
        ("IE", "IE8256796U", VatCategory.STANDARD),
        ("DE", GERMAN_VAT, VatCategory.REVERSE),
        ("DE", "", VatCategory.STANDARD),
        ("CH", "", VatCategory.EXPORT),
        ("US", "", VatCategory.EXPORT),
    ],
)
def test_the_treatment_is_proposed_from_the_two_countries(entity, country, vat_id, category):
    assert proposed_tax(entity, country, vat_id)[0] == category


def test_a_seller_without_a_vat_id_charges_none(db):
    category, reason = proposed_tax(make_entity(vat_id=""), "DE", GERMAN_VAT)

    assert (category, reason) == (
        VatCategory.OUTSIDE,
        "The seller is not registered for VAT.",
    )


def test_a_seller_outside_the_union_exports(db):
    assert proposed_tax(make_entity(country="GB"), "DE", GERMAN_VAT)[0] == VatCategory.EXPORT


def test_the_code_of_the_reason_is_the_one_written_or_the_usual_one(client_of, entity):
    profile = make_profile(client_of, entity, tax_category="AE", tax_reason="Reverse charge")
    assert profile.reason_code == "VATEX-EU-AE"
    profile.tax_reason = "VATEX-EU-IC goods"
    assert profile.reason_code == "VATEX-EU-IC"


# -- What is missing ----------------------------------------------------------------------------


def test_nothing_is_missing_where_everything_is_there(ready):
    assert gaps(ready) == []


def test_reverse_charge_needs_the_vat_id_and_the_reason(ready):
    ready.tax_category, ready.vat_id = "AE", ""

    assert gaps(ready) == [
        "The client’s VAT id: without it there is no reverse charge.",
        "Why no VAT is charged: the invoice has to say it.",
    ]


def test_outside_the_scope_neither_side_has_a_vat_id(ready):
    ready.tax_category, ready.tax_reason = "O", "Not registered"

    assert gaps(ready) == ["Outside the scope of VAT neither side may have a VAT id."]


def test_the_seller_needs_an_account_in_the_clients_currency(ready):
    ready.client.currency = "USD"

    assert gaps(ready) == ["An account of Northlight Agency Ltd for USD."]


def test_a_seller_without_numbers_charges_no_vat(ready):
    ready.entity.vat_id = ""

    assert gaps(ready) == ["The VAT id or tax number of Northlight Agency Ltd."]


def test_a_country_without_a_rate_charges_none(ready):
    TaxRate.objects.filter(country="IE").delete()

    assert gaps(ready) == ["The standard rate of VAT of IE."]


def test_each_way_of_delivery_asks_for_its_own(ready):
    ready.client.invoice_email = ""
    assert gaps(ready) == ["The client’s e-mail address for invoices."]
    ready.delivery = "xrechnung"
    assert gaps(ready) == [
        "The Leitweg-ID: an XRechnung is refused without it.",
        "The client’s electronic address and its scheme.",
    ]
    ready.delivery = "post"
    assert gaps(ready) == []


# -- The verbs ----------------------------------------------------------------------------------


def facts(entity):
    return {"entity": entity, "legal_name": "B", "street": "S", "city": "C", "country": "IE"}


def test_finance_and_the_manager_set_it_up_and_only_once(client_of, entity, ladder):
    BillingProfile.objects.set_up(client_of, ladder.am, NOW, **facts(entity))
    with pytest.raises(Refused) as no:
        BillingProfile.objects.set_up(client_of, ladder.finance, NOW, **facts(entity))

    assert str(no.value) == "How this client is invoiced is set up already."


def test_an_executive_is_told_whom_to_ask(client_of, entity, ladder):
    for person in (ladder.ae, ladder.stranger):
        with pytest.raises(Refused) as no:
            BillingProfile.objects.set_up(client_of, person, NOW, **facts(entity))
        assert no.value.status == 403
        assert str(no.value) == "Only AM or above of Brightwater Bank may do this. Ask Am (AM)."


def test_a_new_vat_id_was_not_checked_yet(ready, ladder):
    ready.change(ladder.am, NOW, vat_checked_on=TODAY)
    ready.change(ladder.am, NOW, vat_id=GERMAN_VAT)

    assert ready.vat_checked_on is None


def test_no_reason_stands_beside_vat_that_is_charged(ready, ladder):
    with pytest.raises(Refused) as no:
        ready.change(ladder.am, NOW, tax_reason="Because")

    assert no.value.field == "tax_reason"


def test_the_same_again_writes_no_history(ready, ladder):
    ready.change(ladder.am, NOW, city=ready.city)

    assert ready.history.count() == 1


# -- The pages ----------------------------------------------------------------------------------


def test_a_profile_is_set_up_with_the_tax_the_countries_ask_for(
    client_of, entity, signed_in, ladder
):
    sent = typed(entity, country="DE", vat_id="136 695 976")
    answer = signed_in(ladder.am).post(page(client_of), sent)

    made = client_of.billing
    assert answer.url == page(client_of, "profile")
    assert (made.vat_id, made.tax_category) == (GERMAN_VAT, "AE")
    assert made.tax_reason == (
        "Reverse charge: VAT is owed by the recipient (Art. 196 2006/112/EC)."
    )
    assert made.reminder_days == [-3, 1, 15, 30]


def test_what_was_opened_and_saved_unchanged_is_the_same(ready, signed_in, ladder):
    browser = signed_in(ladder.finance)
    form = browser.get(page(ready.client)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    browser.post(page(ready.client), {n: v for n, v in sent.items() if v not in (None, False)})

    assert ready.history.count() == 1


def test_a_treatment_that_is_unusual_is_said_on_the_page(ready, signed_in, ladder):
    ready.country, ready.vat_id = "DE", GERMAN_VAT
    ready.save()
    answer = signed_in(ladder.am).get(page(ready.client, "profile"))

    assert answer.context["unusual"] == ("From IE to DE the usual treatment is “Reverse charge”.")


@pytest.mark.parametrize("days", ["x", "3, 1", "1, 1", "1 2 3 4 5 6 7", "999", "99999"])
def test_days_that_are_none_are_refused(client_of, entity, signed_in, ladder, days):
    answer = signed_in(ladder.am).post(page(client_of), typed(entity, reminder_days=days))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reminder_days"]


def test_a_client_may_be_reminded_of_nothing():
    assert ReminderDays(max_length=60, required=False).clean("") == []


def test_strangers_and_those_without_money_find_nothing(ready, signed_in, ladder):
    for person in (ladder.stranger, ladder.planner, ladder.traffic, ladder.admin):
        browser = signed_in(person)
        for name in ("profile", "profile-panel", "edit-profile", "client-limits"):
            assert browser.get(page(ready.client, name)).status_code == 404


def test_the_panel_counts_what_is_missing(ready, signed_in, ladder):
    ready.delivery = "peppol"
    ready.save()
    answer = signed_in(ladder.ae).get(page(ready.client, "profile-panel"))

    assert [gap.text for gap in answer.context["missing"]] == [
        "The client’s electronic address and its scheme."
    ]


def test_the_page_takes_few_queries(ready, signed_in, ladder, django_assert_num_queries):
    browser = signed_in(ladder.am)
    browser.get(page(ready.client, "profile"))
    with django_assert_num_queries(8):
        browser.get(page(ready.client, "profile"))
