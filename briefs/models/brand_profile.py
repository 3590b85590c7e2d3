from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Rung
from agency.lib.rows import locked
from briefs.models.of_brand import OfBrandQuerySet, keep


class BrandProfileQuerySet(OfBrandQuerySet):
    def write(self, brand, by, at, **facts):
        """Say what a brand is, whom it is for and where it stands."""
        with locked(brand):
            brand.client.demand(by, Rung.AE, at)
            profile = self.filter(brand=brand).first() or self.model(brand=brand)
            return keep(profile, by, at, **facts)


class BrandProfile(models.Model):
    """What everybody who works on a brand has to know of it."""

    brand = models.OneToOneField(Brand, models.PROTECT, related_name="profile")
    what_it_is = models.TextField(_("what it is"), max_length=2000, blank=True)
    audience = models.TextField(_("whom it is for"), max_length=2000, blank=True)
    position = models.TextField(_("where it stands"), max_length=2000, blank=True)
    guidelines_url = models.URLField(_("brand guidelines"), max_length=500, blank=True)

    objects = BrandProfileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("profile of the brand")

    def __str__(self):
        return str(self.brand)
