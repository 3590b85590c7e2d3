from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from billing.models.columns import Country, Currency


class LegalEntityQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired_at=None)


class LegalEntity(models.Model):
    """A company of the agency's that sends invoices in its own name and numbers."""

    name = models.CharField(_("legal name"), max_length=200, unique=True)
    street = models.CharField(_("street"), max_length=160)
    street_more = models.CharField(_("address, continued"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = Country(_("country"))
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    registration = models.CharField(_("register number"), max_length=80, blank=True)
    legal_form = models.CharField(
        _("what the law wants on every letter"),
        max_length=300,
        blank=True,
        help_text=_("Register court, directors, capital."),
    )
    contact_name = models.CharField(_("contact for invoices"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    endpoint = models.CharField(_("electronic address"), max_length=80, blank=True)
    endpoint_scheme = models.CharField(_("its scheme (EAS)"), max_length=4, blank=True)
    currency = Currency(_("currency of the books"))
    code = models.CharField(
        _("short code in numbers"),
        max_length=6,
        blank=True,
        help_text=_("Stands in the numbers of its papers where the agency has several companies."),
    )
    shares_series = models.BooleanField(
        _("credit notes are numbered with the invoices"), default=False
    )
    # Nothing is issued, credited or booked as paid on this day or before it.
    frozen_until = models.DateField(_("books closed until"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LegalEntityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("company of the agency")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("billing:legal-entity", args=[self.pk])


class BankAccount(models.Model):
    """An account that clients pay into and suppliers are paid from."""

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="accounts")
    name = models.CharField(_("what we call it"), max_length=80)
    holder = models.CharField(_("holder"), max_length=70)
    bank = models.CharField(_("bank"), max_length=120, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    number = models.CharField(_("account number"), max_length=60, blank=True)
    routing = models.CharField(
        _("bank code"), max_length=120, blank=True, help_text=_("Sort code, routing number, БИК.")
    )
    currency = Currency(_("currency"))
    is_default = models.BooleanField(_("printed on invoices in this currency"), default=False)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["entity", "-is_default", "name"]
        verbose_name = _("bank account")
        constraints = [
            models.UniqueConstraint(
                fields=["iban", "currency"], condition=~Q(iban=""), name="bank_account_once"
            ),
            models.UniqueConstraint(
                fields=["entity", "currency"],
                condition=Q(is_default=True, closed_on=None),
                name="one_default_account_per_currency",
            ),
            models.CheckConstraint(
                condition=~Q(iban="") | ~Q(number=""), name="bank_account_has_a_number"
            ),
        ]

    def __str__(self):
        return self.name
