from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, User
from billing.models.columns import Amount, Currency
from billing.models.legal_entity import BankAccount
from billing.models.of_money import MoneyQuerySet


class Payment(models.Model):
    """Money of a client that came in on an account of ours."""

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="payments")
    value_date = models.DateField(_("value date"))
    amount = Amount(_("amount"))
    currency = Currency(_("currency"))
    fx_rate = models.DecimalField(
        _("rate into the currency of the invoice"),
        max_digits=18,
        decimal_places=8,
        null=True,
        blank=True,
    )
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    reference = models.CharField(_("reference"), max_length=280, blank=True)
    end_to_end = models.CharField(max_length=70, blank=True)
    # The hash of the entry of the bank, so that no entry is booked twice.
    bank_tx = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = MoneyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-value_date", "-pk"]
        verbose_name = _("payment")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["bank_tx"], condition=~Q(bank_tx=""), name="bank_entry_once"
            ),
        ]

    def __str__(self):
        return f"{self.value_date} {self.payer}"


class AllocationQuerySet(MoneyQuerySet):
    client_path = "invoice__client"


class Allocation(models.Model):
    """What settles a part of an invoice: a payment, a credit note, or what is let go."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        CREDIT_NOTE = "credit_note", _("Credit note")
        WRITE_OFF = "write_off", _("Written off")
        FX_DIFFERENCE = "fx_difference", _("Difference of exchange")
        BANK_FEE = "bank_fee", _("Bank fee")
        WITHHOLDING = "withholding", _("Tax withheld")

    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="allocations")
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.PAYMENT)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    credit_note = models.ForeignKey(
        "billing.Invoice", models.PROTECT, null=True, blank=True, related_name="settled"
    )
    # In the currency of the invoice; negative where something booked is taken back.
    amount = Amount(_("amount"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AllocationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("allocation")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="allocation_not_nothing"),
            models.CheckConstraint(
                condition=Q(kind="payment", payment__isnull=False, credit_note=None)
                | Q(kind="credit_note", credit_note__isnull=False, payment=None)
                | (~Q(kind__in=["payment", "credit_note"]) & Q(credit_note=None)),
                name="allocation_of_what_its_kind_says",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}"
