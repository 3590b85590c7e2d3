from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agency.lib.money import Adjustment, Item
from billing.models.columns import Amount, Group, Percent, Price, Quantity, Unit, VatCategory
from billing.models.estimate_line import EstimateLine
from briefs.models import Job


class InvoiceLine(models.Model):
    """One line of an invoice or a credit note (BG-25 of EN 16931)."""

    invoice = models.ForeignKey("billing.Invoice", models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.CharField(_("group"), max_length=10, choices=Group.choices, default=Group.FEE)
    description = models.CharField(_("description"), max_length=300)
    quantity = Quantity(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit.choices, default=Unit.PIECE)
    price = Price(_("price"))
    base_quantity = Quantity(default=1)
    category = models.CharField(
        _("VAT"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    rate = Percent(_("VAT in per cent"), default=0)
    net = Amount(default=0)
    estimate_line = models.ForeignKey(
        EstimateLine, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The advance invoice that this line takes off again, with its tax.
    deducts = models.ForeignKey(
        "billing.Invoice", models.PROTECT, null=True, blank=True, related_name="deductions"
    )
    # When its invoice was issued; from then on it does not change.
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("line of an invoice")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0), name="invoice_price_not_negative"
            ),  # BR-27; what is taken off has a negative quantity
            models.CheckConstraint(
                condition=Q(base_quantity__gt=0), name="invoice_line_priced_per_something"
            ),
            models.CheckConstraint(
                condition=Q(category="S") | Q(rate=0), name="invoice_line_rate_fits_category"
            ),
        ]
        indexes = [models.Index(fields=["job"], name="invoice_lines_of_job")]

    def __str__(self):
        return self.description

    @property
    def item(self) -> Item:
        return Item(self.quantity, self.price, self.category, self.rate, self.base_quantity)


class InvoiceAdjustment(models.Model):
    """An allowance or a charge on the whole of an invoice (BG-20, BG-21)."""

    invoice = models.ForeignKey("billing.Invoice", models.CASCADE, related_name="adjustments")
    is_charge = models.BooleanField(default=False)
    amount = Amount(_("amount"))
    base = Amount(null=True, blank=True)
    percent = Percent(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120)
    reason_code = models.CharField(max_length=4, blank=True)
    category = models.CharField(max_length=2, choices=VatCategory.choices)
    rate = Percent(default=0)
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("allowance or charge")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="invoice_adjustment_not_negative"
            )
        ]

    def __str__(self):
        return self.reason

    @property
    def item(self) -> Adjustment:
        return Adjustment(
            self.is_charge, self.amount, self.category, self.rate,
            self.base, self.percent, self.reason, self.reason_code,
        )  # fmt: skip


class TaxSubtotal(models.Model):
    """The VAT of one category and rate (BG-23), stored when the invoice is issued."""

    invoice = models.ForeignKey("billing.Invoice", models.CASCADE, related_name="subtotals")
    category = models.CharField(max_length=2, choices=VatCategory.choices)
    rate = Percent()
    base = Amount()
    tax = Amount()
    reason = models.CharField(max_length=200, blank=True)
    reason_code = models.CharField(max_length=20, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["category", "rate"]
        verbose_name = _("VAT of one rate")
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "category", "rate"], name="one_subtotal_a_rate"
            )
        ]

    def __str__(self):
        return f"{self.category} {self.rate}"
