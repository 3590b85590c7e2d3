from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.columns import Amount, Group, Percent, Quantity, Unit, VatCategory
from billing.models.estimate_version import EstimateVersion
from billing.models.of_money import MoneyQuerySet


class OfVersionQuerySet(MoneyQuerySet):
    client_path = "version__estimate__job__client"


class EstimateLine(models.Model):
    """One line of a version: what the client pays for it, and what it costs the agency."""

    version = models.ForeignKey(EstimateVersion, models.CASCADE, related_name="lines")
    # The same in every version of the estimate, so that versions compare and orders find it.
    key = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(_("group"), max_length=10, choices=Group.choices)
    description = models.CharField(_("description"), max_length=300)
    quantity = Quantity(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit.choices, default=Unit.PIECE)
    price = Amount(_("price"))
    # What one unit costs the agency; the price is this and the mark-up where one is given.
    cost = Amount(_("cost"), null=True, blank=True)
    markup_percent = Percent(_("mark-up"), null=True, blank=True)
    category = models.CharField(
        _("VAT"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    rate = Percent(_("VAT in per cent"), default=0)
    net = Amount(default=0)
    # With its version; from then on it stays as it is.
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("line of an estimate")
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="estimate_line_key_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="estimate_price_not_negative"),
        ]

    def __str__(self):
        return self.description

    @property
    def has_reckoned_price(self):
        """Whether the price follows from cost and mark-up."""
        return self.cost is not None and self.markup_percent is not None


class BillingStep(models.Model):
    """One part of an estimate that is billed by itself: how much of it, and when."""

    version = models.ForeignKey(EstimateVersion, models.CASCADE, related_name="billing_steps")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("what is billed"), max_length=120)
    # Either a share of the estimate or an amount without VAT.
    percent = Percent(_("per cent"), null=True, blank=True)
    amount = Amount(_("amount"), null=True, blank=True)
    due_on = models.DateField(_("to be billed on"), null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("step of a billing plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None, amount__isnull=False)
                | Q(percent__isnull=False, amount=None),
                name="billing_step_is_a_share_or_an_amount",
            )
        ]

    def __str__(self):
        return self.label
