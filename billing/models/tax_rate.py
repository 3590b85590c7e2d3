from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from billing.models.columns import Country, Percent, VatCategory


class TaxRateQuerySet(models.QuerySet):
    def on(self, day, country=None):
        """Those in force on a day, of a country if one is named; the standard rate first."""
        rows = self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))
        return rows.filter(country=country) if country else rows

    def standard(self, country, day):
        """The standard rate of a country on a day; None where nobody has entered one."""
        rows = self.on(day, country).filter(category=VatCategory.STANDARD, is_standard=True)
        return rows.order_by("-valid_from").first()


class TaxRate(models.Model):
    """A rate of VAT and the days it is in force; a change of the law is a new row, never an edit.

    Which rate holds is asked by the day of the tax point.
    """

    country = Country(_("country"))
    category = models.CharField(
        _("category"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    name = models.CharField(_("name"), max_length=60)
    rate = Percent(_("rate in per cent"))
    is_standard = models.BooleanField(_("the standard rate"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = TaxRateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["country", "-is_standard", "-rate", "-valid_from"]
        verbose_name = _("rate of VAT")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="tax_rate_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(category="S", rate__gt=0) | (~Q(category="S") & Q(rate=0)),
                name="only_the_charged_category_has_a_rate",
            ),
            models.UniqueConstraint(
                fields=["country", "category", "rate", "valid_from"], name="tax_rate_once"
            ),
        ]

    def __str__(self):
        return f"{self.country} {self.name}"
