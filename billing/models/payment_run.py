import hashlib
from datetime import UTC

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Counter, User
from agency.lib.bank import pain
from agency.lib.money import ZERO
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused
from billing.models.columns import Amount, Currency
from billing.models.legal_entity import BankAccount
from billing.models.of_cost import demand_finance, is_finance
from billing.models.supplier_bill import SupplierBill

LISTED_ALREADY = _("One of these bills is on a payment list already. Load the page again.")


class PaymentRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Finance makes the payment lists; the client services director may look at them."""
        return self if is_finance(user) or user.is_csd else self.none()

    def make(self, account, bills, by, at, *, pay_on):
        """Seal a list of approved bills with the file for the bank; no bill is in two lists."""
        demand_finance(by)
        with locked(account):
            keys = [bill.pk for bill in bills]
            held = SupplierBill.objects.filter(pk__in=keys).select_for_update(of=("self",))
            bills = list(held.select_related("supplier").order_by("pk"))
            refuse_unpayable(account, bills, by.local_date(at), pay_on)
            number = f"PAY-{at:%y}-{Counter.objects.draw(f'payment-run:{at:%Y}'):05d}"
            content = made_file(account, bills, number, pay_on, at)
            run = self.model(
                account=account,
                number=number,
                pay_on=pay_on,
                currency=account.currency,
                total=sum((bill.gross for bill in bills), ZERO),
                count=len(bills),
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                made_by=by,
                made_at=at,
            )
            signed(run, by, at).save(force_insert=True)
            with unique_or_refused(LISTED_ALREADY):
                for bill in bills:
                    payment = OutgoingPayment(run=run, bill=bill, amount=bill.gross)
                    signed(payment, by, at).save(force_insert=True)
        return run


def refuse_unpayable(account, bills, today, pay_on):
    if not bills:
        raise Refused(_("Choose the bills that are to be paid."), field="bills")
    if pay_on < today:
        raise Refused(_("The bank carries nothing out on a day that is over."), field="pay_on")
    for bill in bills:
        words = {"bill": bill, "name": bill.supplier.name}
        if bill.status != SupplierBill.Status.APPROVED:
            raise Refused(_("%(bill)s is not approved for payment.") % words, field="bills")
        if bill.currency != account.currency:
            raise Refused(_("%(bill)s is in another currency.") % words, field="bills")
        if not bill.supplier.can_be_paid:
            sentence = _("The account of %(name)s was not checked by a second person.")
            raise Refused(sentence % words, field="bills")


def made_file(account, bills, number, pay_on, at):
    """The bytes of the SEPA file; what the bank would not take is said in sentences."""
    transfers = [
        pain.Transfer(
            name=bill.supplier.name[: pain.LONGEST_NAME],
            iban=bill.supplier.iban,
            bic=bill.supplier.bic,
            amount=bill.gross,
            end_to_end=f"{number}-{bill.pk}",
            pay_on=pay_on,
            text=bill.number,
        )
        for bill in bills
    ]
    order = pain.Order(
        number=number,
        created_at=at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        name=account.holder,
        iban=account.iban,
        bic=account.bic,
        transfers=tuple(transfers),
    )
    try:
        return pain.credit_transfers(order)
    except pain.Unsendable as faulty:
        raise Refused(" ".join(faulty.faults[:5]), field="bills") from faulty


class PaymentRun(models.Model):
    """A list of bills to be paid from one account, sealed with the file the bank gets."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="payment_runs")
    number = models.CharField(_("number"), max_length=20, unique=True)
    pay_on = models.DateField(_("to be paid on"))
    currency = Currency()
    total = Amount(_("control total"))
    count = models.PositiveIntegerField(_("payments"))
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = PaymentRunQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("payment list")

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("billing:payment-run", args=[self.pk])

    @property
    def file_name(self):
        return f"{self.number}.xml"


class OutgoingPaymentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if is_finance(user) or user.is_csd else self.none()


class OutgoingPayment(models.Model):
    """One bill on a payment list, and whether the bank carried it out."""

    class Status(models.TextChoices):
        LISTED = "listed", _("With the bank")
        EXECUTED = "executed", _("Paid")
        FAILED = "failed", _("Failed")

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments")
    bill = models.ForeignKey(SupplierBill, models.PROTECT, related_name="payments")
    amount = Amount()
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.LISTED
    )
    executed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = OutgoingPaymentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["run", "pk"]
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=~Q(status="failed"), name="bill_on_one_payment_list"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="outgoing_payment_positive"),
        ]

    def __str__(self):
        return f"{self.run} {self.bill}"

    def get_absolute_url(self):
        return self.run.get_absolute_url()

    @property
    def tone(self):
        return {"executed": "good", "failed": "crit", "listed": "info"}[self.status]

    def execute(self, by, on, at):
        """The bank has paid it on this day."""
        with locked(self):
            self._refuse_unless_listed()
            demand_finance(by)
            if on < self.run.made_at.date():
                raise Refused(_("That is before the list was made."), field="on")
            self.status, self.executed_on = self.Status.EXECUTED, on
            signed(self, by, at).save(update_fields=["status", "executed_on"])
            with locked(self.bill):
                self.bill.note_payment(on, by, at)

    def fail(self, by, reason, at):
        """The bank has not paid it; the bill may be put on another list."""
        with locked(self):
            self._refuse_unless_listed()
            demand_finance(by)
            if not reason.strip():
                raise Refused(_("Say what the bank answered."), field="reason")
            self.status, self.reason = self.Status.FAILED, reason.strip()[:300]
            signed(self, by, at).save(update_fields=["status", "reason"])

    def _refuse_unless_listed(self):
        if self.status != self.Status.LISTED:
            sentence = _("This payment is “%(status)s” already.")
            raise Refused(sentence % {"status": self.get_status_display()})
