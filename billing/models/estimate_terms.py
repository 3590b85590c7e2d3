"""What an estimate begins with: the client's terms, and the VAT of its lines."""

from decimal import Decimal

from django.utils.translation import gettext as _

from billing.models.billing_profile import BillingProfile
from billing.models.columns import VatCategory
from billing.models.rate_card import Rate, RateCard
from billing.models.tax_rate import TaxRate


def terms_for(client, at):
    """Currency, mark-up and commission of the client's profile, and the contract's rounds."""
    profile = BillingProfile.objects.filter(client=client).first()
    contract = client.contracts.in_force(client.local_date(at)).order_by("-starts_on").first()
    facts = {"currency": client.currency}
    if contract:
        facts["rounds"] = contract.rounds_included
    if profile:
        names = ("markup_percent", "commission_percent", "folds_markup")
        facts |= {name: getattr(profile, name) for name in names}
    return facts


def rates_for(client, currency, on):
    """The rates that may be picked for a client on a day: of its own card, else of the agency's."""
    card = RateCard.objects.for_client(client, on, currency)
    return card.rates.all() if card else Rate.objects.none()


def taxes_for(client, on):
    """[(category, rate, name)] that a line may have on a day; what the client usually has first."""
    profile = BillingProfile.objects.filter(client=client).select_related("entity").first()
    country = profile.entity.country if profile else client.office.country
    rates = TaxRate.objects.on(on, country).filter(category=VatCategory.STANDARD)
    found = [(row.category, row.rate, f"{row.percent} %, {row.name}") for row in rates]
    found += [
        (category.value, Decimal(0), str(category.label))
        for category in VatCategory
        if category != VatCategory.STANDARD
    ]
    usual = profile.tax_category if profile else VatCategory.STANDARD
    if not any(category == usual for category, _rate, _name in found):
        usual = VatCategory.OUTSIDE
    return sorted(found, key=lambda tax: tax[0] != usual)


def tax_words(category, rate):
    """ "19 %", or why there is none."""
    if category == VatCategory.STANDARD:
        return _("VAT %(rate)s %%") % {"rate": f"{rate.normalize():f}"}
    return str(VatCategory(category).label)
