from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Contract
from billing.models.columns import Amount, Currency, Group, Unit


class RateCard(models.Model):
    """What the agency charges by the hour or the piece, for everybody or by one contract."""

    name = models.CharField(_("name"), max_length=120)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="rate_cards"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="rate_cards"
    )
    currency = Currency(_("currency"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["client__name", "-valid_from", "name"]
        verbose_name = _("rate card")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rate_card_ends_after_it_starts",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("billing:rate-card", args=[self.pk])


class Rate(models.Model):
    """One price of a rate card, and what it costs the agency."""

    card = models.ForeignKey(RateCard, models.CASCADE, related_name="rates")
    position = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(_("group"), max_length=10, choices=Group.choices, default=Group.FEE)
    activity = models.CharField(_("activity"), max_length=120)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit.choices, default=Unit.HOUR)
    price = Amount(_("price"))
    cost = Amount(_("cost"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("rate")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "activity", "unit"], name="activity_once_a_card"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="rate_not_negative"),
        ]

    def __str__(self):
        return f"{self.activity} {self.price}"
