from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from agency.lib.money import ZERO, minor_units, rounded
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.approval_limit import ApprovalLimit
from billing.models.booking import demand_booking
from billing.models.columns import Amount
from billing.models.of_money import MoneyQuerySet
from billing.usual_limits import Limited


class AllocationQuerySet(MoneyQuerySet):
    client_path = "invoice__client"

    def write_off(self, invoice, by, at, amount, reason):
        """Let go what will not be paid; who may is in the limits of approval."""
        if not reason.strip():
            raise Refused(_("Say why it will not be paid."), field="reason")
        with locked(invoice):
            self._demand_open(invoice, amount)
            limits, client = ApprovalLimit.objects, invoice.client
            on = client.local_date(at)
            asked = (Limited.WRITE_OFF, by, client, amount, invoice.currency, on)
            if not limits.may_approve(*asked):
                people = limits.who_may(
                    Limited.WRITE_OFF, client, amount, at, currency=invoice.currency
                )
                names = ", ".join(person.name for person in people) or say("the CSD")
                sentence = say("Writing off %(amount)s %(currency)s takes %(names)s.")
                facts = {"amount": f"{amount:.2f}", "currency": invoice.currency, "names": names}
                raise Refused.rank(sentence % facts)
            return self._add(
                by, at, invoice=invoice, kind=Allocation.Kind.WRITE_OFF, amount=amount,
                reason=reason.strip()[:300],
            )  # fmt: skip

    def set_off(self, credit_note, invoice, by, at, amount):
        """Use what is left of a credit note against another invoice of the same client."""
        demand_booking(by)
        with locked(credit_note), locked(invoice):
            if not credit_note.is_credit_note or not credit_note.issued_at:
                raise Refused(_("This is no issued credit note."))
            if (credit_note.client_id, credit_note.currency, credit_note.entity_id) != (
                invoice.client_id, invoice.currency, invoice.entity_id,
            ):  # fmt: skip
                raise Refused(_("Both are of one client, one company and one currency."))
            if amount > open_of(credit_note):
                raise Refused(_("So much is not left of the credit note."), field="amount")
            self._demand_open(invoice, amount)
            return self._add(
                by, at, invoice=invoice, credit_note=credit_note, amount=amount,
                kind=Allocation.Kind.CREDIT_NOTE,
            )  # fmt: skip

    def withhold(self, invoice, by, at, amount, reason):
        """Tax that the client kept back and paid to the tax office in our name."""
        demand_booking(by)
        with locked(invoice):
            self._demand_open(invoice, amount)
            return self._add(
                by, at, invoice=invoice, kind=Allocation.Kind.WITHHOLDING, amount=amount,
                reason=reason.strip()[:300],
            )  # fmt: skip

    def _demand_open(self, invoice, amount):
        if not invoice.issued_at or invoice.is_credit_note:
            raise Refused(_("Only an issued invoice is settled."))
        if amount <= 0 or rounded(amount, minor_units(invoice.currency)) != amount:
            raise Refused(_("This is no amount of its currency."), field="amount")
        if amount > (left := open_of(invoice)):
            sentence = say("Only %(left)s %(currency)s are open.")
            facts = {"left": f"{left:.2f}", "currency": invoice.currency}
            raise Refused(sentence % facts, field="amount")

    def _add(self, by, at, **facts):
        row = self.model(made_by=by, made_at=at, **facts)
        signed(row, by, at).save(force_insert=True)
        return row


def open_of(invoice):
    """What is open of it right now, asked anew: the row must be held by the caller."""
    row = type(invoice).objects.filter(pk=invoice.pk).with_open().values("open_sum").get()
    invoice.open_sum = row["open_sum"]
    return rounded(invoice.open_amount, 4)


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
        "billing.Payment", models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    credit_note = models.ForeignKey(
        "billing.Invoice", models.PROTECT, null=True, blank=True, related_name="settled"
    )
    # In the currency of the invoice; negative where something booked is taken back.
    amount = Amount(_("amount"))
    # What it uses of the payment, in the payment's currency.
    taken = Amount(default=0)
    # A contra entry says which one it takes back.
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="contra"
    )
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
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0, taken__gte=0)
                | Q(reverses__isnull=False, amount__lt=0, taken__lte=0),
                name="allocation_taken_back_is_negative",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}"

    @property
    def is_contra(self):
        return self.reverses_id is not None

    def reverse(self, by, at, reason):
        """Take it back by a contra entry: the invoice is open again by so much."""
        if not reason.strip():
            raise Refused(_("Say why."), field="reason")
        demand_booking(by)
        with locked(self.invoice):
            if self.is_contra or Allocation.objects.filter(reverses=self).exists():
                raise Refused(_("This is taken back already."))
            if self.kind == self.Kind.CREDIT_NOTE and self.credit_note.preceding_id == (
                self.invoice_id
            ):
                raise Refused(_("A credit note stays with the invoice that it corrects."))
            row = Allocation(
                invoice=self.invoice, kind=self.kind, payment=self.payment,
                credit_note=self.credit_note, amount=ZERO - self.amount, taken=ZERO - self.taken,
                reverses=self, reason=reason.strip()[:300], made_by=by, made_at=at,
            )  # fmt: skip
            signed(row, by, at).save(force_insert=True)
        return row
