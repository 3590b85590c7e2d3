from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Rung
from agency.lib.rows import locked
from briefs.models.of_brand import OfBrandQuerySet, keep


class BrandPlanQuerySet(OfBrandQuerySet):
    def write(self, brand, by, at, *, year, objectives, direction):
        """Write down, or change, what a brand is to reach in a year."""
        with locked(brand):
            brand.client.demand(by, Rung.AE, at)
            plan = self.filter(brand=brand, year=year).first() or self.model(brand=brand, year=year)
            return keep(plan, by, at, objectives=objectives, direction=direction)


class BrandPlan(models.Model):
    """What a brand is to reach in one year, and which way it goes there."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("year"))
    objectives = models.TextField(_("objectives"), max_length=4000)
    direction = models.TextField(_("direction"), max_length=4000, blank=True)

    objects = BrandPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year"]
        verbose_name = _("brand plan")
        constraints = [
            models.UniqueConstraint(fields=["brand", "year"], name="one_brand_plan_per_year")
        ]

    def __str__(self):
        return f"{self.brand} {self.year}"
