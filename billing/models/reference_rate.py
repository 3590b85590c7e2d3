from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agency.lib.refusal import Refused
from agency.lib.rows import signed, unique_or_refused
from billing.models.booking import BookingQuerySet
from billing.models.columns import Percent
from billing.models.of_money import BooksQuerySet

ONE_A_DAY = _("There is a rate from this day on already.")


class ReferenceRateQuerySet(BooksQuerySet):
    def enter(self, by, at, *, valid_from, percent, source):
        """Enter the rate that interest on late payment counts from."""
        BookingQuerySet(self.model).demand_booking(by)
        if not -5 <= percent <= 50:
            raise Refused(_("A reference rate lies between −5 and 50 per cent."), field="percent")
        row = self.model(valid_from=valid_from, percent=percent, source=source.strip()[:120])
        with unique_or_refused(ONE_A_DAY, field="valid_from"):
            signed(row, by, at).save(force_insert=True)
        return row


class ReferenceRate(models.Model):
    """The central bank's rate that interest on late payment is counted from, dated."""

    valid_from = models.DateField(_("valid from"), unique=True)
    percent = Percent(_("per cent a year"))
    source = models.CharField(_("source"), max_length=120)

    objects = ReferenceRateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("reference rate")

    def __str__(self):
        return f"{self.percent.normalize():f} % ({self.valid_from})"

    def get_absolute_url(self):
        return reverse("billing:reference-rates")
