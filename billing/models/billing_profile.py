from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Function, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from agency.lib.tax_numbers import EU
from billing.models.columns import Country, Percent, VatCategory
from billing.models.legal_entity import LegalEntity
from billing.models.of_money import MoneyQuerySet

THERE_IS_ONE = _("How this client is invoiced is set up already.")
# What stands on an invoice on which no VAT is charged (Directive 2006/112/EC).
REASONS = {
    VatCategory.REVERSE: _("Reverse charge: VAT is owed by the recipient (Art. 196 2006/112/EC)."),
    VatCategory.EXPORT: _("Outside the scope of EU VAT: place of supply is abroad (Art. 44)."),
    VatCategory.OUTSIDE: _("The seller is not registered for VAT."),
}
# The codes of the same (VATEX list of EN 16931).
REASON_CODES = {
    VatCategory.REVERSE: "VATEX-EU-AE",
    VatCategory.EXPORT: "VATEX-EU-G",
    VatCategory.OUTSIDE: "VATEX-EU-O",
}


def proposed_tax(entity, country, vat_id):
    """(category, reason) for a buyer in this country: what an adviser would say first.

    A business of another EU state with a VAT id owes the tax itself; one without is charged ours.
    """
    if not entity.vat_id:
        category = VatCategory.OUTSIDE
    elif country == entity.country:
        category = VatCategory.STANDARD
    elif country in EU and entity.country in EU:
        category = VatCategory.REVERSE if vat_id else VatCategory.STANDARD
    else:
        category = VatCategory.EXPORT
    return category, str(REASONS.get(category, ""))


class BillingProfileQuerySet(MoneyQuerySet):
    def can_keep(self, user, client):
        """Finance, and the client's account manager and above."""
        if user.function == Function.FINANCE:
            return user.is_active
        return client.rung_for(user) >= Rung.AM

    def demand_keeping(self, by, client, at):
        if not self.can_keep(by, client):
            client.demand(by, Rung.AM, at)

    def set_up(self, client, by, at, **facts):
        """Say how a client is invoiced; the first thing before its first invoice."""
        self.demand_keeping(by, client, at)
        with locked(client):
            if self.filter(client=client).exists():
                raise Refused(THERE_IS_ONE)
            profile = self.model(client=client, **facts)
            profile.refuse_unfit()
            signed(profile, by, at).save(force_insert=True)
        return profile


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

    objects = BillingProfileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("how a client is invoiced")

    def __str__(self):
        return self.legal_name

    def get_absolute_url(self):
        return reverse("billing:profile", args=[self.client_id])

    @property
    def address_lines(self):
        """The address as it is written on an envelope."""
        town = f"{self.postcode} {self.city}".strip()
        lines = [self.street, self.street_more, town, self.region, self.country]
        return [line for line in lines if line]

    @property
    def markup(self):
        return f"{self.markup_percent.normalize():f} %"

    @property
    def commission(self):
        return f"{self.commission_percent.normalize():f} %"

    @property
    def reason_code(self):
        """The VATEX code: the one written as the reason, else the usual one of the category."""
        if self.tax_reason.startswith("VATEX-"):
            return self.tax_reason.split()[0]
        return REASON_CODES.get(self.tax_category, "")

    def change(self, by, at, **facts):
        """Invoices that were issued keep what they were issued with."""
        BillingProfile.objects.demand_keeping(by, self.client, at)
        with locked(self):
            changed = take(self, **facts)
            if not changed:
                return
            if "vat_id" in changed and "vat_checked_on" not in changed:
                self.vat_checked_on = None
                changed.append("vat_checked_on")
            self.refuse_unfit()
            signed(self, by, at).save(update_fields=changed)

    def refuse_unfit(self):
        """What can never be right is refused; what is only missing yet is named by `missing`."""
        if self.entity.retired_at:
            raise Refused(_("This company sends no more invoices."), field="entity")
        if self.tax_category in {VatCategory.STANDARD, VatCategory.ZERO} and self.tax_reason:
            sentence = _("No reason is given where VAT is charged or the rate is nought.")
            raise Refused(sentence, field="tax_reason")
