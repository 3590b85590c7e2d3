from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models import Value as V
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, User
from agency.lib.money import ZERO, minor_units, rounded
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.allocation import Allocation, open_of
from billing.models.bank_statement import BankEntry
from billing.models.booking import can_book, demand_booking
from billing.models.columns import Amount, Currency
from billing.models.legal_entity import BankAccount
from billing.models.of_money import MoneyQuerySet

SUM = DecimalField(max_digits=18, decimal_places=4)
# SQLite adds decimals as floats; what is less than this is nothing.
NOTHING = Decimal("0.0005")
NIL = V(Decimal(0), output_field=SUM)


@dataclass(frozen=True)
class Part:
    """What one invoice gets of a payment: `amount`, `fee` and `difference` in its currency.

    `taken` is what that uses up of the payment, in the payment's own currency.
    """

    invoice: object
    amount: Decimal
    taken: Decimal
    fee: Decimal = ZERO
    difference: Decimal = ZERO


class PaymentQuerySet(MoneyQuerySet):
    def visible_to(self, user):
        """Those of the clients whose money one sees; whose they are not known, finance's only."""
        rows = super().visible_to(user)
        return rows | self.filter(client=None) if can_book(user) else rows

    def with_left(self):
        """Add `left_sum`: what of each is not used for an invoice yet, in its own currency."""
        parts = Allocation.objects.order_by().filter(payment=OuterRef("pk")).values("payment")
        used = Coalesce(Subquery(parts.annotate(s=Sum("taken")).values("s")), NIL)
        left = ExpressionWrapper(F("amount") - used, output_field=SUM)
        gone = When(reversed_at__isnull=False, then=NIL)
        return self.annotate(left_sum=Case(gone, default=left, output_field=SUM))

    def standing(self):
        return self.filter(reversed_at=None, set_aside_at=None)

    def to_match(self):
        """Of which something is left that nobody has decided about."""
        return self.standing().filter(kept_at=None).with_left().filter(left_sum__gt=NOTHING)

    def on_account(self):
        """What a client has paid that is not used for an invoice yet."""
        return self.standing().filter(client__isnull=False).with_left().filter(left_sum__gt=NOTHING)

    def record(self, by, at, **facts):
        """Write down a payment by hand; `facts` are the columns of the payment."""
        demand_booking(by)
        payment = self.model(recorded_by=by, recorded_at=at, **facts)
        payment.currency = facts.get("currency") or payment.account.currency
        if payment.amount <= 0:
            raise Refused(_("A payment is more than nothing."), field="amount")
        if payment.value_date > by.local_date(at):
            raise Refused(_("This day is still to come."), field="value_date")
        refuse_closed(payment.account.entity, payment.value_date, "value_date")
        signed(payment, by, at).save(force_insert=True)
        return payment

    def of_entries(self, entries, by, at):
        """A payment for each of these credit entries of the bank."""
        rows = [
            self.model(
                entry=entry, account=entry.account, value_date=entry.value_on,
                amount=entry.amount, currency=entry.currency, payer=entry.payer,
                payer_account=entry.payer_account,
                reference=" ".join(filter(None, [entry.reference, entry.text]))[:280],
                end_to_end=entry.end_to_end, bank_tx=entry.key, recorded_by=by, recorded_at=at,
            )
            for entry in entries
        ]  # fmt: skip
        for row in rows:
            signed(row, by, at).save(force_insert=True)
        return rows


def refuse_closed(entity, day, field=None):
    """Nothing is booked on a day whose books are closed."""
    if entity.is_closed_on(day):
        sentence = say("The books of %(entity)s are closed until %(day)s.")
        facts = {"entity": entity, "day": date_format(entity.frozen_until, "j M Y")}
        raise Refused(sentence % facts, field=field)


class Payment(models.Model):
    """Money that came in on an account of ours, and of which client it is."""

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="payments")
    entry = models.OneToOneField(
        BankEntry, models.PROTECT, null=True, blank=True, related_name="payment"
    )
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
    payer_account = models.CharField(_("payer's account"), max_length=60, blank=True)
    reference = models.CharField(_("reference"), max_length=280, blank=True)
    end_to_end = models.CharField(max_length=70, blank=True)
    # The hash of the entry of the bank, so that no entry is booked twice.
    bank_tx = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    # What is left of it stays with the client until it is used.
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # It is no client's: interest, a tax refund, a mistake.
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PaymentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-value_date", "-pk"]
        verbose_name = _("payment")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["bank_tx"], condition=~Q(bank_tx=""), name="bank_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) | Q(reversed_at=None),
                name="payment_set_aside_or_reversed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["value_date"],
                condition=Q(reversed_at=None, set_aside_at=None, kept_at=None),
                name="payments_to_match",
            )
        ]

    def __str__(self):
        return f"{date_format(self.value_date, 'j M Y')} {self.payer}".strip()

    def get_absolute_url(self):
        return reverse("billing:payment", args=[self.pk])

    @property
    def left(self):
        """What of it is not used yet, in its own currency."""
        if not hasattr(self, "left_sum"):
            row = Payment.objects.filter(pk=self.pk).with_left().values("left_sum").get()
            self.left_sum = row["left_sum"]
        return rounded(self.left_sum, 4) if abs(self.left_sum) > NOTHING else ZERO

    @property
    def state(self):
        """What stands on its badge, as (word, tone)."""
        if self.reversed_at:
            return _("Reversed"), "crit"
        if self.set_aside_at:
            return _("Not a client's"), ""
        if not self.left:
            return _("Allocated"), "good"
        if self.kept_at:
            return _("On account"), "info"
        return (_("To match"), "warn") if self.left == self.amount else (_("Partly used"), "warn")

    # -- Verbs -------------------------------------------------------------------------------------

    def allocate(self, by, at, parts):
        """Use it for invoices; all of the parts together, or none."""
        if not parts:
            raise Refused(_("Say which invoice it pays."))
        demand_booking(by)
        with locked(self):
            self._demand_standing()
            self.__dict__.pop("left_sum", None)
            taken = sum((part.taken for part in parts), ZERO)
            if taken > self.left:
                sentence = say("Only %(left)s %(currency)s of this payment are left.")
                raise Refused(sentence % {"left": f"{self.left:.2f}", "currency": self.currency})
            held = hold({part.invoice.pk for part in parts})
            for part in sorted(parts, key=lambda part: part.invoice.pk):
                self._settle(held[part.invoice.pk], part, by, at)
            self.client = self.client or held[parts[0].invoice.pk].client
            self.kept_at = self.kept_by = None
            signed(self, by, at).save(update_fields=["client", "kept_at", "kept_by"])
            self.__dict__.pop("left_sum", None)

    def keep_on_account(self, by, at, client=None):
        """Leave what is not used with the client, to be set against later invoices."""
        demand_booking(by)
        with locked(self):
            self._demand_standing()
            if not (client or self.client):
                raise Refused(_("Say whose payment it is."), field="client")
            if client and self.client and client != self.client:
                sentence = _("It has paid invoices of another client already.")
                if self.allocations.exists():
                    raise Refused(sentence, field="client")
            self.client = client or self.client
            self.kept_at, self.kept_by = at, by
            signed(self, by, at).save(update_fields=["client", "kept_at", "kept_by"])

    def set_aside(self, by, at, reason):
        """It is no client's payment; why is kept."""
        demand_booking(by)
        with locked(self):
            self._demand_standing()
            if not reason.strip():
                raise Refused(_("Say what it is."), field="reason")
            if self.left != self.amount:
                raise Refused(_("It has paid invoices. Take that back first."))
            self.set_aside_at, self.set_aside_by = at, by
            self.reason = reason.strip()[:300]
            signed(self, by, at).save(update_fields=["set_aside_at", "set_aside_by", "reason"])

    def take_up(self, by, at):
        """Look at it again, after it was set aside."""
        demand_booking(by)
        with locked(self):
            if not self.set_aside_at:
                raise Refused(_("It is not set aside."))
            self.set_aside_at, self.set_aside_by, self.reason = None, None, ""
            signed(self, by, at).save(update_fields=["set_aside_at", "set_aside_by", "reason"])

    def reverse(self, by, at, reason):
        """It was taken back or booked in error: contra entries, nothing is deleted."""
        demand_booking(by)
        with locked(self):
            if self.reversed_at:
                raise Refused(_("It is reversed already."))
            if self.set_aside_at:
                raise Refused(_("It is set aside as no client's payment."))
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            rows = [row for row in self.allocations.all() if not row.is_contra]
            undone = set(self.allocations.values_list("reverses", flat=True))
            for row in rows:
                if row.pk not in undone:
                    row.reverse(by, at, reason)
            self.reversed_at, self.reversed_by = at, by
            self.reason = reason.strip()[:300]
            signed(self, by, at).save(update_fields=["reversed_at", "reversed_by", "reason"])
            self.__dict__.pop("left_sum", None)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def _demand_standing(self):
        if self.reversed_at:
            raise Refused(_("This payment was reversed."))
        if self.set_aside_at:
            raise Refused(_("It is set aside as no client's payment."))

    def _settle(self, invoice, part, by, at):
        """The rows of one part, within what is open of its invoice."""
        self._refuse_unfit(invoice, part)
        kinds = Allocation.Kind
        rows = [
            (kinds.PAYMENT, part.amount, part.taken),
            (kinds.BANK_FEE, part.fee, ZERO),
            (kinds.FX_DIFFERENCE, part.difference, ZERO),
        ]
        for kind, amount, taken in rows:
            if amount:
                row = Allocation(
                    invoice=invoice, payment=self, kind=kind, amount=amount, taken=taken,
                    made_by=by, made_at=at,
                )  # fmt: skip
                signed(row, by, at).save(force_insert=True)

    def _refuse_unfit(self, invoice, part):
        field = f"amount_{invoice.pk}"
        if not invoice.issued_at or invoice.is_credit_note:
            raise Refused(_("Only issued invoices are paid."), field=field)
        if min(part.amount, part.taken) <= 0 or min(part.fee, part.difference) < 0:
            raise Refused(_("An amount is more than nothing."), field=field)
        places = minor_units(invoice.currency)
        if any(rounded(sum_, places) != sum_ for sum_ in (part.amount, part.fee, part.difference)):
            raise Refused(say("%s has no such small coin.") % invoice.currency, field=field)
        if invoice.currency == self.currency and part.amount != part.taken:
            raise Refused(_("Both are in the same currency."), field=field)
        if invoice.currency == self.currency and part.difference:
            raise Refused(_("There is no difference of exchange in one currency."), field=field)
        left, whole = open_of(invoice), part.amount + part.fee + part.difference
        if whole > left:
            sentence = say("Of %(invoice)s only %(left)s %(currency)s are open.")
            facts = {"invoice": invoice, "left": f"{left:.2f}", "currency": invoice.currency}
            raise Refused(sentence % facts, field=field)


def hold(keys):
    """{key: invoice} of these, locked in one order until the transaction ends."""
    rows = Allocation._meta.get_field("invoice").related_model._base_manager
    with transaction.atomic():
        found = rows.select_for_update(of=("self",)).select_related("client", "entity")
        return {row.pk: row for row in found.filter(pk__in=keys).order_by("pk")}
