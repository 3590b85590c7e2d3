from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from billing.models.columns import Currency


class ExchangeRateQuerySet(models.QuerySet):
    def on(self, currency, base, day):
        """The newest rate from `currency` into `base` on a day or before it; None without one.

        A currency into itself is one to one, and needs no row.
        """
        if currency == base:
            return self.model(currency=currency, base=base, day=day, rate=Decimal(1), source="")
        rows = self.filter(currency=currency, base=base, day__lte=day)
        return rows.order_by("-day").first()


class ExchangeRate(models.Model):
    """What one unit of a currency was worth on a day, and who says so."""

    currency = Currency(_("currency"))
    base = Currency(_("into"))
    day = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    source = models.CharField(_("source"), max_length=60)

    objects = ExchangeRateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-day", "currency"]
        verbose_name = _("exchange rate")
        constraints = [
            models.UniqueConstraint(fields=["currency", "base", "day"], name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self):
        return f"{self.currency}/{self.base} {self.rate} ({self.day})"
