from django.db import models
from django.utils.translation import gettext_lazy as _

from agency.lib.refusal import Refused
from billing.models.legal_entity import LegalEntity

PREFIXES = {"invoice": "INV", "credit_note": "CN"}


class NumberSeriesQuerySet(models.QuerySet):
    def of(self, entity, kind, year):
        """The series a document of this kind is numbered in; made with the year's first one."""
        if kind == NumberSeries.Kind.CREDIT_NOTE and entity.shares_series:
            kind = NumberSeries.Kind.INVOICE
        prefix = prefix_of(entity, kind, year)
        row = NumberSeries(entity=entity, kind=kind, year=year, prefix=prefix)
        self.bulk_create([row], ignore_conflicts=True)
        found = self.select_for_update().filter(entity=entity, kind=kind, year=year).first()
        if found is None:  # the prefix is another company's
            sentence = _("Another company numbers as %(prefix)s. Give %(entity)s a short code.")
            raise Refused(sentence % {"prefix": prefix, "entity": entity})
        return found

    def draw(self, entity, kind, day):
        """The next number on this day, its row locked until the caller's transaction ends.

        Whatever fails after it gives the number back with the rest of the transaction.
        """
        series = self.of(entity, kind, day.year)
        if series.last_issued_on and day < series.last_issued_on:
            sentence = _("The last number of this series was issued on %(day)s; not before that.")
            raise Refused(sentence % {"day": series.last_issued_on}, field="issue_date")
        series.last += 1
        series.last_issued_on = day
        series.save(update_fields=["last", "last_issued_on"])
        return series, series.text_of(series.last)


def prefix_of(entity, kind, year):
    """INV-2026-; with the company's short code where the agency has several: INV-NL-2026-."""
    several = entity.code and LegalEntity.objects.exclude(pk=entity.pk).exists()
    parts = [PREFIXES[kind], entity.code if several else "", str(year)]
    return "-".join(part for part in parts if part) + "-"


class NumberSeries(models.Model):
    """The numbers of one company's invoices, or credit notes, in one year: none is left out."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoices")
        CREDIT_NOTE = "credit_note", _("Credit notes")

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="series")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=24, unique=True)
    padding = models.PositiveSmallIntegerField(default=5)
    last = models.PositiveIntegerField(default=0)
    last_issued_on = models.DateField(null=True, blank=True)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["entity", "-year", "kind"]
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "kind", "year"], name="one_series_a_kind_and_year"
            )
        ]

    def __str__(self):
        return self.prefix.rstrip("-")

    def text_of(self, number):
        return f"{self.prefix}{number:0{self.padding}d}"
