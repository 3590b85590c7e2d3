from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.columns import Amount
from billing.models.of_money import MoneyQuerySet, demand_billing


class CollectionCallQuerySet(MoneyQuerySet):
    client_path = "invoice__client"

    def log(self, invoice, by, at, *, spoke_with, said, promised_on=None, amount=None):
        """Note a call about an unpaid invoice, and the day that was promised in it."""
        demand_billing(invoice.client, by, Rung.AE, at)
        with locked(invoice):
            invoice.__dict__.pop("open_sum", None)
            if invoice.is_credit_note or not invoice.open_amount:
                raise Refused(_("Nothing of this invoice is open."))
            if promised_on and promised_on < invoice.client.local_date(at):
                raise Refused(_("That day has passed."), field="promised_on")
            row = self.model(
                invoice=invoice, spoke_with=spoke_with.strip()[:120], said=said.strip()[:1000],
                promised_on=promised_on, amount=amount if promised_on else None,
                noted_by=by, noted_at=at,
            )  # fmt: skip
            signed(row, by, at).save(force_insert=True)
        return row


class CollectionCall(models.Model):
    """A call about an unpaid invoice: with whom, what was said, and the day that was promised."""

    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="calls")
    spoke_with = models.CharField(_("spoke with"), max_length=120)
    said = models.CharField(_("what was said"), max_length=1000)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    amount = Amount(_("promised amount"), null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = CollectionCallQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-noted_at", "-pk"]
        verbose_name = _("call about an unpaid invoice")
        indexes = [
            models.Index(
                fields=["promised_on"],
                condition=models.Q(promised_on__isnull=False),
                name="promised_payments",
            )
        ]

    def __str__(self):
        return f"{self.spoke_with}: {self.said}"[:120]
