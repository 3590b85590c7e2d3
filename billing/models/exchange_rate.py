from datetime import timedelta
from decimal import Decimal

from django.db import models, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from agency.lib import ecb
from agency.lib.money import EXACT
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused
from billing.models.columns import Currency
from billing.models.of_money import BooksQuerySet

PIVOT = "EUR"  # the European Central Bank quotes every currency against the euro
ONE_A_DAY = _("There is a rate for this day already. Remove it first if it is wrong.")
OLDEST = timedelta(days=366)  # a rate older than a year says nothing about today


class ExchangeRateQuerySet(BooksQuerySet):
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

    def enter(self, by, at, **facts):
        """Enter what a currency was worth on a day, and who says so."""
        self.demand_keeping(by)
        row = self.model(**facts)
        if row.currency == row.base:
            raise Refused(_("These are the same currency."), field="base")
        if row.day > by.local_date(at):
            raise Refused(_("This day is still to come."), field="day")
        with unique_or_refused(ONE_A_DAY, field="day"):
            signed(row, by, at).save(force_insert=True)
        return row

    def take_in(self, by, at, rates):
        """Enter the euro rates of the central bank; how many were new. Known ones stay as they are.

        `rates` are (day, currency, what one euro is worth).
        """
        self.demand_keeping(by)
        with transaction.atomic():
            days = {day for day, _code, _rate in rates}
            rows = self.filter(currency=PIVOT, day__gte=min(days), day__lte=max(days))
            known = set(rows.values_list("day", "base"))
            new = {(day, code): rate for day, code, rate in rates if (day, code) not in known}
            rows = [
                self.model(currency=PIVOT, base=code, day=day, rate=rate, source=ecb.SOURCE)
                for (day, code), rate in new.items()
            ]
            bulk_create_with_history(
                rows, self.model, batch_size=500, default_user=by, default_date=at
            )
        return len(rows)


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

    def get_absolute_url(self):
        return reverse("billing:exchange-rates")

    @property
    def rate_text(self):
        return f"{self.rate.normalize():f}"

    def remove(self, by, at):
        """Strike out a wrong rate; papers keep the one they were reckoned with."""
        ExchangeRate.objects.demand_keeping(by)
        with locked(self):
            signed(self, by, at).delete()
