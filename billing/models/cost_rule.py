from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung
from agency.lib.rows import locked, signed, take
from billing.models.columns import Amount, Currency, Percent
from billing.models.of_cost import demand_rung

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class CostRule(models.Model):
    """What holds for all costs of the house: when quotes are asked for, how far a job may run."""

    quotes_above = Amount(
        _("two quotes are needed above"), default=Decimal(5000), validators=NOT_NEGATIVE
    )
    currency = Currency(_("currency"))
    tolerance_percent = Percent(
        _("tolerance over the approved estimate, in per cent"),
        default=Decimal(10),
        validators=[*NOT_NEGATIVE, MaxValueValidator(Decimal(100))],
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rules for costs")

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("billing:cost-rule")

    @classmethod
    def current(cls):
        """The one row; its defaults where nobody has changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def change(cls, by, at, **facts):
        """Set the rules anew; the client services director's to say."""
        demand_rung(by, Rung.CSD)
        rule, _made = cls.objects.get_or_create(pk=1)
        with locked(rule):
            if changed := take(rule, **facts):
                signed(rule, by, at).save(update_fields=changed)
        return rule
