from datetime import timedelta
from decimal import Decimal

from billing.models import ApprovalLimit, ExchangeRate, TaxRate
from tests.billing.ground_cast import make_account, make_card, make_entity, make_profile


def make_ground(world):
    """The agency's own books, which name no client, and what was agreed with Brightwater."""
    canary, today = world.brand.name, world.at.date()
    ApprovalLimit.objects.put_usual()
    TaxRate.objects.put_usual()
    world.entity = make_entity()
    world.bank_account = make_account(world.entity)
    world.tax_rate = TaxRate.objects.standard("IE", today)
    world.exchange_rate = ExchangeRate.objects.create(
        currency="EUR", base="USD", day=today - timedelta(days=1), rate=Decimal("1.1"), source="ECB"
    )
    world.profile = make_profile(
        world.client, world.entity, legal_name=canary, street=canary, late_text=canary
    )
    make_card()
    world.rate_card = make_card(world.client, name=canary, note=canary)
    world.rate_card.rates.filter(position=0).update(activity=canary)
