"""The companies, accounts and profiles that tests of money live with."""

from datetime import date
from decimal import Decimal

from billing.models import BankAccount, BillingProfile, LegalEntity, Rate, RateCard

LONG_AGO = date(2020, 1, 1)
IRISH_IBAN = "IE29AIBK93115212345678"
IRISH_VAT, ITALIAN_VAT, GERMAN_VAT = "IE6433435F", "IT00743110157", "DE136695976"


def make_entity(name="Northlight Agency Ltd", **fields):
    facts = {"street": "12 Harbour Street", "city": "Dublin", "country": "IE"}
    facts |= {"postcode": "D02 X285", "vat_id": IRISH_VAT, "registration": "512345"}
    return LegalEntity.objects.create(name=name, **facts | fields)


def make_account(entity, currency="EUR", iban=IRISH_IBAN, *, is_default=True, **fields):
    facts = {"name": f"Current account {currency}", "holder": entity.name, "bic": "AIBKIE2D"}
    return BankAccount.objects.create(
        entity=entity, currency=currency, iban=iban, is_default=is_default, **facts | fields
    )


def make_profile(client, entity, **fields):
    """An Irish business, invoiced with VAT, with all an invoice asks for."""
    facts = {"legal_name": f"{client.name} plc", "street": "1 Quay", "city": "Cork"}
    facts |= {"postcode": "T12 A111", "country": "IE", "vat_id": "IE8256796U"}
    return BillingProfile.objects.create(client=client, entity=entity, **facts | fields)


def make_card(client=None, name="Standard rates", valid_from=LONG_AGO, **fields):
    card = RateCard.objects.create(client=client, name=name, valid_from=valid_from, **fields)
    for position, (activity, price, cost) in enumerate(
        (("Account management", "120", "70"), ("Art direction", "110", "60"))
    ):
        Rate.objects.create(
            card=card,
            position=position,
            activity=activity,
            price=Decimal(price),
            cost=Decimal(cost),
        )
    return card
