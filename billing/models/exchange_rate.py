from datetime import timedelta
from decimal import Decimal

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agency.lib.money import EXACT
from agency.lib.refusal import Refused
from billing.models.columns import Currency

PIVOT = "EUR"  # the European Central Bank quotes every currency against the euro
OLDEST = timedelta(days=366)  # a rate older than a year says nothing about today


class ExchangeRateQuerySet(models.QuerySet):
    def on(self, currency, base, day):
        """The newest rate from `currency` into `base` on a day or before it; None without one.

        A currency into itself is one to one, and needs no row. Where only the other way round is
        known, or each against the euro, the answer is an unsaved row reckoned from those.
        """
        if currency == base:
            return self.model(currency=currency, base=base, day=day, rate=Decimal(1), source="")
        pair, codes = {currency, base}, {currency, base, PIVOT}
        rows = self.filter(currency__in=codes, base__in=codes, day__lte=day).order_by("-day")
        found = {}
        for row in rows.filter(day__gte=day - OLDEST):
            found.setdefault((row.currency, row.base), row)
        if (direct := _either_way(found, currency, base)) or PIVOT in pair:
            return direct
        first, second = _either_way(found, currency, PIVOT), _either_way(found, PIVOT, base)
        if first is None or second is None:
            return None
        return _derived(currency, base, EXACT.multiply(first.rate, second.rate), first, second)

    def convert(self, amount, currency, base, day):
        """An amount in another currency, not rounded; refused where no rate is known."""
        if (rate := self.on(currency, base, day)) is None:
            sentence = _("No exchange rate from %(currency)s into %(base)s is known on %(day)s.")
            facts = {"currency": currency, "base": base, "day": date_format(day, "j M Y")}
            raise Refused(sentence % facts)
        return EXACT.multiply(amount, rate.rate)


def _either_way(found, currency, base):
    """The newer of the rate as it was entered and the one entered the other way round."""
    straight, back = found.get((currency, base)), found.get((base, currency))
    if straight and (back is None or straight.day >= back.day):
        return straight
    return back and _derived(currency, base, EXACT.divide(Decimal(1), back.rate), back)


def _derived(currency, base, rate, *of):
    """An unsaved rate as old as the oldest of those it was reckoned from."""
    sources = ", ".join(dict.fromkeys(row.source for row in of))
    day = min(row.day for row in of)
    return of[0].__class__(currency=currency, base=base, day=day, rate=rate, source=sources)


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
