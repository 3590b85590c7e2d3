from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.columns import Country, Percent, VatCategory
from billing.models.of_money import BooksQuerySet
from billing.usual_rates import usual_rates

ONE_DAY = timedelta(days=1)


class TaxRateQuerySet(BooksQuerySet):
    def on(self, day, country=None):
        """Those in force on a day, of a country if one is named; the standard rate first."""
        rows = self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))
        return rows.filter(country=country) if country else rows

    def standard(self, country, day):
        """The standard rate of a country on a day; None where nobody has entered one."""
        rows = self.on(day, country).filter(category=VatCategory.STANDARD, is_standard=True)
        return rows.order_by("-valid_from").first()

    def enter(self, by, at, **facts):
        """Enter a rate that was not known yet; one that takes the place of another succeeds it."""
        self.demand_keeping(by)
        with transaction.atomic():
            row = self.model(**facts)
            row.refuse_unfit()
            signed(row, by, at).save(force_insert=True)
        return row

    def put_usual(self):
        """Lay down the rates of the countries we know, where they are not there yet."""
        for facts in usual_rates():
            key = {name: facts.pop(name) for name in ("country", "category", "rate", "valid_from")}
            self.get_or_create(**key, defaults=facts)


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

    def get_absolute_url(self):
        return reverse("billing:tax-rates")

    @property
    def percent(self):
        """The rate as it is written: 19, 5.5."""
        return f"{self.rate.normalize():f}"

    def is_in_force(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def succeed(self, by, at, *, rate, valid_from):
        """The law changes: this rate ends the day before, and another takes its place."""
        TaxRate.objects.demand_keeping(by)
        with locked(self):
            if self.valid_to:
                raise Refused(_("This rate has an end already."))
            if valid_from <= self.valid_from:
                raise Refused(_("The new rate begins after this one."), field="valid_from")
            if rate == self.rate:
                raise Refused(_("This is the rate that holds already."), field="rate")
            self.valid_to = valid_from - ONE_DAY
            signed(self, by, at).save(update_fields=["valid_to"])
            row = TaxRate(
                country=self.country,
                category=self.category,
                name=self.name,
                is_standard=self.is_standard,
                rate=rate,
                valid_from=valid_from,
            )
            row.refuse_unfit()
            signed(row, by, at).save(force_insert=True)
        return row

    def take_back(self, by, at):
        """Strike out a rate that has not begun; the one before it goes on."""
        TaxRate.objects.demand_keeping(by)
        with locked(self):
            if self.valid_from <= by.local_date(at):
                raise Refused(_("This rate has begun: let another one succeed it."))
            same = {name: getattr(self, name) for name in ("country", "category", "name")}
            day_before = self.valid_from - ONE_DAY
            before = TaxRate.objects.select_for_update().filter(**same, valid_to=day_before)
            for row in before.exclude(pk=self.pk):
                row.valid_to = None
                signed(row, by, at).save(update_fields=["valid_to"])
            signed(self, by, at).delete()

    def refuse_unfit(self):
        """A rate fits its category, ends after it begins, and is not there twice."""
        if self.valid_to and self.valid_to < self.valid_from:
            raise Refused(_("It ends before it begins."), field="valid_to")
        if (self.rate > 0) != (self.category == VatCategory.STANDARD):
            raise Refused(_("Only where VAT is charged there is a rate."), field="rate")
        others = TaxRate.objects.filter(country=self.country, category=self.category)
        others = others.exclude(pk=self.pk).filter(
            Q(valid_to=None) | Q(valid_to__gte=self.valid_from)
        )
        if self.valid_to:
            others = others.filter(valid_from__lte=self.valid_to)
        if others.filter(rate=self.rate).exists():
            raise Refused(_("This rate is entered for these days already."), field="rate")
        if self.is_standard and (other := others.filter(is_standard=True).first()):
            sentence = _("The standard rate on these days is %(percent)s %%: let it be succeeded.")
            raise Refused(sentence % {"percent": other.percent}, field="is_standard")
