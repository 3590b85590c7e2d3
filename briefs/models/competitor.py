from django.db import models
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused
from briefs.models.of_brand import OfBrandQuerySet, keep

IS_THERE = _("The brand has a competitor of this name already.")


class CompetitorQuerySet(OfBrandQuerySet):
    def with_notes(self):
        """Add how many notes there are on each, and of which day the newest is."""
        return self.annotate(note_count=Count("notes"), last_seen_on=Max("notes__seen_on"))

    def add(self, brand, by, at, *, name, website=""):
        """Name somebody a brand competes with."""
        with locked(brand):
            brand.client.demand(by, Rung.AE, at)
            return self.named(brand, name, by, at, website=website)

    def named(self, brand, name, by, at, **facts):
        competitor = self.model(brand=brand, name=name, **facts)
        competitor._refuse_double()
        with unique_or_refused(IS_THERE, field="name"):
            signed(competitor, by, at).save(force_insert=True)
        return competitor


class Competitor(models.Model):
    """A brand that ours competes with."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="competitors")
    name = models.CharField(_("name"), max_length=120)
    website = models.URLField(_("website"), max_length=500, blank=True)

    objects = CompetitorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("competitor")
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="one_competitor_per_brand_name")
        ]

    def __str__(self):
        return self.name

    def edit(self, by, at, *, name, website):
        with locked(self):
            self.brand.client.demand(by, Rung.AE, at)
            if name != self.name:
                Competitor(pk=self.pk, brand=self.brand, name=name)._refuse_double()
            with unique_or_refused(IS_THERE, field="name"):
                keep(self, by, at, name=name, website=website)

    def _refuse_double(self):
        same = Competitor.objects.filter(brand=self.brand, name__iexact=self.name)
        if same.exclude(pk=self.pk).exists():
            raise Refused(IS_THERE, field="name")
