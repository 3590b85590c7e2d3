from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Client, Rung
from agency.lib.rows import locked
from briefs.models.of_brand import OfBrandQuerySet, keep


class BrandBudgetQuerySet(OfBrandQuerySet):
    def visible_to(self, user):
        """For the executives of the client and above; departments work without its money."""
        return self.filter(brand__client__in=Client.objects.served_by(user, Rung.AE).values("pk"))

    @staticmethod
    def can_see(client, user):
        return client.rung_for(user) >= Rung.AE

    def agree(self, brand, by, at, *, year, amount, currency):
        """Set what the client spends on a brand in a year."""
        with locked(brand):
            brand.client.demand(by, Rung.AM, at)
            kept = self.filter(brand=brand, year=year).first()
            return keep(
                kept or self.model(brand=brand, year=year), by, at, amount=amount, currency=currency
            )


class BrandBudget(models.Model):
    """What a client spends on a brand in one year."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.DecimalField(_("budget"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)

    objects = BrandBudgetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year"]
        verbose_name = _("budget of the brand")
        constraints = [
            models.UniqueConstraint(fields=["brand", "year"], name="one_brand_budget_per_year"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="brand_budget_not_below_nothing"
            ),
        ]

    def __str__(self):
        return f"{self.brand} {self.year}"
