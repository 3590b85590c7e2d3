"""What is still missing before a client can be sent its first invoice."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import BankAccount, BillingProfile, TaxRate, VatCategory

NEED_A_REASON = {
    VatCategory.REVERSE,
    VatCategory.EXEMPT,
    VatCategory.EXPORT,
    VatCategory.OUTSIDE,
}
DELIVERY = BillingProfile.Delivery


@dataclass(frozen=True)
class Gap:
    """One thing that an invoice needs and that nobody has entered yet."""

    text: str
    url: str

    def __str__(self):
        return self.text


def missing(profile: BillingProfile, on) -> list[Gap]:
    """What `issue` would refuse an invoice of this client for on a day, with where to mend it.

    By finance/README.md 2.1 and 3.2: both names and addresses, the numbers and the reason that
    the category of VAT asks for, a rate, an account to pay into, and a way to deliver.
    """
    return [*_of_seller(profile, on), *_of_tax(profile), *_of_delivery(profile)]


def _of_seller(profile, on):
    entity, client = profile.entity, profile.client
    url = entity.get_absolute_url()
    if entity.retired_at:
        yield Gap(_("%(company)s sends no more invoices.") % _name(entity), profile_url(profile))
    if not (entity.street and entity.city):
        yield Gap(_("The address of %(company)s.") % _name(entity), url)
    if profile.tax_category != VatCategory.OUTSIDE and not (entity.vat_id or entity.tax_number):
        yield Gap(_("The VAT id or tax number of %(company)s.") % _name(entity), url)
    if profile.tax_category == VatCategory.OUTSIDE and not (
        entity.registration or entity.tax_number
    ):
        yield Gap(_("A register number or tax number of %(company)s.") % _name(entity), url)
    if BankAccount.objects.of(entity, client.currency) is None:
        sentence = _("An account of %(company)s for %(currency)s.")
        yield Gap(sentence % (_name(entity) | {"currency": client.currency}), url)
    charged = profile.tax_category == VatCategory.STANDARD
    if charged and TaxRate.objects.standard(entity.country, on) is None:
        sentence = _("The standard rate of VAT of %(country)s.") % {"country": entity.country}
        yield Gap(sentence, reverse("billing:tax-rates"))


def _of_tax(profile):
    url = profile_url(profile)
    category = profile.tax_category
    if category == VatCategory.REVERSE and not profile.vat_id:
        yield Gap(_("The client’s VAT id: without it there is no reverse charge."), url)
    if category in NEED_A_REASON and not profile.tax_reason:
        yield Gap(_("Why no VAT is charged: the invoice has to say it."), url)
    if category == VatCategory.OUTSIDE and (profile.vat_id or profile.entity.vat_id):
        yield Gap(_("Outside the scope of VAT neither side may have a VAT id."), url)
    if category == VatCategory.EXPORT and profile.country == profile.entity.country:
        yield Gap(_("This client is in the same country: that is no export."), url)


def _of_delivery(profile):
    url, client = profile_url(profile), profile.client
    if not profile.street and not profile.postcode:
        yield Gap(_("The client’s street or postcode."), url)
    if profile.delivery == DELIVERY.MAIL and not client.invoice_email:
        yield Gap(_("The client’s e-mail address for invoices."), url)
    if profile.delivery == DELIVERY.XRECHNUNG and not profile.buyer_reference:
        yield Gap(_("The Leitweg-ID: an XRechnung is refused without it."), url)
    if profile.delivery in {DELIVERY.XRECHNUNG, DELIVERY.PEPPOL} and not (
        profile.endpoint and profile.endpoint_scheme
    ):
        yield Gap(_("The client’s electronic address and its scheme."), url)


def profile_url(profile):
    return reverse("billing:edit-profile", args=[profile.client_id])


def _name(entity):
    return {"company": entity.name}
