from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client
from billing.models.columns import Country, Percent, VatCategory
from billing.models.legal_entity import LegalEntity
from billing.models.of_money import MoneyQuerySet


def usual_reminders():
    """Days after the due day: a notice before it, then a friendly, a firm and a last letter."""
    return [-3, 1, 15, 30]


class BillingProfile(models.Model):
    """How one client is invoiced: in whose name, to which address, with which tax, how reminded.

    Currency, days to pay, language, the need of a purchase order and the mail address for
    invoices stand on the client.
    """

    class Delivery(models.TextChoices):
        MAIL = "mail", _("By e-mail, as a PDF")
        XRECHNUNG = "xrechnung", _("As an XRechnung file")
        PEPPOL = "peppol", _("As a Peppol file")
        POST = "post", _("On paper")

    client = models.OneToOneField(Client, models.PROTECT, related_name="billing")
    entity = models.ForeignKey(
        LegalEntity, models.PROTECT, related_name="profiles", verbose_name=_("invoiced by")
    )
    legal_name = models.CharField(_("legal name"), max_length=200)
    street = models.CharField(_("street"), max_length=160)
    street_more = models.CharField(_("address, continued"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = Country(_("country"))
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    vat_checked_on = models.DateField(_("VAT id checked on"), null=True, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    registration = models.CharField(_("register number"), max_length=80, blank=True)
    contact_name = models.CharField(_("who receives invoices"), max_length=120, blank=True)
    buyer_reference = models.CharField(
        _("buyer reference"), max_length=80, blank=True, help_text=_("Leitweg-ID, cost centre.")
    )
    tax_category = models.CharField(
        _("VAT"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    tax_reason = models.CharField(_("why no VAT is charged"), max_length=200, blank=True)
    account_code = models.CharField(_("customer number in the books"), max_length=20, blank=True)
    delivery = models.CharField(
        _("how invoices go out"), max_length=10, choices=Delivery.choices, default=Delivery.MAIL
    )
    endpoint = models.CharField(_("electronic address"), max_length=80, blank=True)
    endpoint_scheme = models.CharField(_("its scheme (EAS)"), max_length=4, blank=True)
    # Cash rounding of the amount due, such as 0.05 of CHF; nothing means to the cent.
    coin = models.DecimalField(
        _("smallest coin"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    markup_percent = Percent(_("mark-up on production"), default=0)
    commission_percent = Percent(_("commission on media"), default=0)
    folds_markup = models.BooleanField(
        _("mark-up stands in the prices, not on a line of its own"), default=True
    )
    reminder_days = models.JSONField(
        _("reminders, days after the due day"), default=usual_reminders
    )
    late_text = models.CharField(_("what late payment costs"), max_length=300, blank=True)

    objects = MoneyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("how a client is invoiced")

    def __str__(self):
        return self.legal_name
