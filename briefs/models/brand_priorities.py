from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from briefs.models.of_brand import OfBrandQuerySet, keep


class BrandPrioritiesQuerySet(OfBrandQuerySet):
    def in_force(self, day):
        """The lists that have begun, the newest first."""
        return self.filter(starts_on__lte=day).order_by("-starts_on")

    def put(self, brand, by, at, *, starts_on, ends_on, text):
        """Say what comes first for a brand in a period; a period that is there is changed."""
        with locked(brand):
            brand.client.demand(by, Rung.AE, at)
            if ends_on < starts_on:
                raise Refused(_("The period ends before it starts."), field="ends_on")
            kept = self.filter(brand=brand, starts_on=starts_on).first()
            kept = kept or self.model(brand=brand, starts_on=starts_on)
            return keep(kept, by, at, ends_on=ends_on, text=text)


class BrandPriorities(models.Model):
    """What comes first for a brand in one period, in order."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="priorities")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    text = models.TextField(_("priorities"), max_length=4000)

    objects = BrandPrioritiesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("priorities of the brand")
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "starts_on"], name="one_priority_list_per_beginning"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="priorities_end_after_they_start",
            ),
        ]

    def __str__(self):
        return f"{self.brand} {self.starts_on}"

    @property
    def points(self):
        """One a line, the most important first."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    def is_over(self, day):
        return self.ends_on < day
