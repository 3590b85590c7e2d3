from contextlib import contextmanager

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import AgencyProfile, Attachment, Client, Rung, User
from agency.lib.money import ZERO
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take, unique_or_refused
from billing import cost_news as news
from billing.ceilings import ceiling_of
from billing.models.approval_limit import ApprovalLimit
from billing.models.ceiling_watch import refuse_beyond, watch
from billing.models.columns import Amount, Currency
from billing.models.of_cost import (
    CostQuerySet,
    demand_finance,
    demand_other,
    holders_of,
    into,
    is_finance,
    is_within_limit,
)
from billing.models.order_states import COMMITTED
from billing.models.purchase_order import PurchaseOrder
from billing.models.supplier import Supplier
from billing.usual_limits import Limited
from briefs.models import Job

ENTERED_ALREADY = _("This bill of the supplier was entered already.")


class SupplierBillQuerySet(CostQuerySet):
    def for_list(self):
        return self.select_related("client__office", "supplier", "entered_by")

    def to_pay(self):
        """Approved, and in no payment list that still may be carried out."""
        listed = Q(payments__status__in=["listed", "executed"])
        return self.filter(status=SupplierBill.Status.APPROVED).exclude(listed)

    def enter(self, client, by, at, *, supplier, number, net, vat, parts=(), file=None, **facts):
        """Put down a bill that came; `parts` are (job, order or None, net) and make up its net."""
        with locked(client):
            demand_entering(client, by, at)
            bill = self.model(
                client=client,
                supplier=supplier,
                number=" ".join(number.split()),
                net=net,
                vat=vat,
                gross=net + vat,
                entered_by=by,
                entered_at=at,
                **facts,
            )
            with unique_or_refused(ENTERED_ALREADY, field="number"):
                signed(bill, by, at).save(force_insert=True)
            bill._put_parts(parts, by, at)
            if file:
                bill.file = Attachment.objects.keep(bill, client, file, by, at)
                signed(bill, by, at).save(update_fields=["file"])
            bill._ask(by, at)
        return bill


def demand_entering(client, by, at):
    """Bills are entered by the account executive and above, and by finance."""
    if not is_finance(by):
        client.demand(by, Rung.AE, at)


class SupplierBill(models.Model):
    """What a supplier asks to be paid for, matched to what was ordered."""

    class Status(models.TextChoices):
        ENTERED = "entered", _("To approve")
        APPROVED = "approved", _("Approved for payment")
        DISPUTED = "disputed", _("Disputed")
        PAID = "paid", _("Paid")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    client = models.ForeignKey(Client, models.PROTECT, related_name="supplier_bills")
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="bills", verbose_name=_("supplier")
    )
    number = models.CharField(_("the supplier's number"), max_length=60)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ENTERED
    )
    issued_on = models.DateField(_("date of the bill"))
    due_on = models.DateField(_("to be paid by"))
    net = Amount(_("net"))
    vat = Amount(_("VAT"), default=0)
    gross = Amount(_("gross"))
    currency = Currency(_("currency"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    is_self_approved = models.BooleanField(default=False)
    over_reason = models.CharField(_("why more than was ordered"), max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    objects = SupplierBillQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("supplier bill")
        constraints = [
            models.UniqueConstraint(
                "supplier",
                Lower("number"),
                condition=~Q(status="withdrawn"),
                name="supplier_bill_once",
            ),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("vat")), name="supplier_bill_adds_up"
            ),
            models.CheckConstraint(condition=Q(gross__gt=0), name="supplier_bill_positive"),
            models.CheckConstraint(
                condition=~Q(status="paid") | Q(paid_on__isnull=False), name="paid_bill_has_a_day"
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="bills_to_pay")]

    def __str__(self):
        return f"{self.supplier.name} {self.number}"

    def get_absolute_url(self):
        return reverse("billing:supplier-bill", args=[self.pk])

    @property
    def label(self):
        return str(self)

    @property
    def tone(self):
        tones = {"entered": "warn", "approved": "info", "disputed": "crit", "paid": "good"}
        return tones.get(self.status, "")

    def overruns(self):
        """The parts that ask for more than their order has left, or that no order stands behind."""
        return [part for part in self.parts.select_related("order", "job") if part.is_over()]

    # -- Who may ------------------------------------------------------------------------------

    def can_write(self, user):
        return is_finance(user) or self.client.rung_for(user) >= Rung.AE

    def can_approve(self, user, at):
        own = user.pk == self.entered_by_id and not AgencyProfile.current().self_approval
        if self.status not in (self.Status.ENTERED, self.Status.DISPUTED) or own:
            return False
        enough = self.client.rung_for(user) >= Rung.AM
        return enough and is_within_limit(
            Limited.ORDER, user, self.client, self.net, self.currency, at
        )

    # -- Verbs --------------------------------------------------------------------------------

    def match(self, parts, by, at):
        """Say anew which orders it is for, before it is approved."""
        with self._moving(by, at, self.Status.ENTERED, self.Status.DISPUTED):
            for part in self.parts.all():
                signed(part, by, at).delete()
            self._put_parts(parts, by, at)

    def approve(self, by, at, over_reason=""):
        """It may be paid: an account manager within his limit, and not who entered it."""
        self.client.demand(by, Rung.AM, at)
        with locked(self):
            self._refuse_unless(self.Status.ENTERED, self.Status.DISPUTED)
            if not AgencyProfile.current().self_approval:
                demand_other(by, self.entered_by)
            ApprovalLimit.objects.demand(
                Limited.ORDER, by, self.client, self.net, self.currency, at, author=self.entered_by
            )
            self._hold_jobs()
            self._refuse_overruns(over_reason, at)
            self._become(
                self.Status.APPROVED,
                by,
                at,
                approved_by=by,
                approved_at=at,
                over_reason=over_reason.strip()[:500],
                is_self_approved=by.pk == self.entered_by_id,
            )
            self._note_on_orders(by, at)
            for part in self.parts.select_related("job__client"):
                watch(part.job, by, at)
            news.tell_of_decision(self, self.entered_by, by, at)

    def dispute(self, by, reason, at):
        """We do not agree with it; nothing is paid until it is settled."""
        with self._moving(by, at, self.Status.ENTERED, self.Status.APPROVED):
            self._refuse_listed()
            self._hold_jobs()
            self._become(self.Status.DISPUTED, by, at, reason=said(reason))
            self._note_on_orders(by, at)

    def withdraw(self, by, reason, at):
        """It was entered by mistake, or the supplier took it back."""
        with self._moving(by, at, self.Status.ENTERED, self.Status.DISPUTED):
            self._become(self.Status.WITHDRAWN, by, at, reason=said(reason))
            news.close(self, at)

    def pay(self, by, on, at):
        """It was paid outside of a payment list: by card, or in another currency."""
        with locked(self):
            self._refuse_unless(self.Status.APPROVED)
            demand_finance(by)
            self._refuse_listed()
            self.note_payment(on, by, at)

    def note_payment(self, on, by, at):
        """Called by the verb of a payment list: the bank carried it out on this day."""
        self._become(self.Status.PAID, by, at, paid_on=on)

    # -- Beneath the verbs --------------------------------------------------------------------

    @contextmanager
    def _moving(self, by, at, *start):
        demand_entering(self.client, by, at)
        with locked(self):
            self._refuse_unless(*start)
            yield

    def _refuse_unless(self, *start):
        if self.status not in start:
            sentence = _("The bill is “%(status)s”; this cannot be done now.")
            raise Refused(sentence % {"status": self.get_status_display()})

    def _refuse_listed(self):
        if self.payments.filter(status__in=["listed", "executed"]).exists():
            raise Refused(_("It is on a payment list already."))

    def _hold_jobs(self):
        """Of two bills for one order, the second is held against what the first has left."""
        list(Job.objects.filter(bill_parts__bill=self).order_by("pk").select_for_update())

    def _note_on_orders(self, by, at):
        for part in self.parts.exclude(order=None).select_related("order__job__client"):
            part.order.note_billing(by, at)

    def _refuse_overruns(self, reason, at):
        over = self.overruns()
        if over and not reason.strip():
            sentence = _("More is billed than was ordered. Say why it is right to pay it.")
            raise Refused(sentence, field="over_reason")
        for part in over:
            refuse_beyond(part.job, part.beyond(), at)

    def _become(self, status, by, at, **facts):
        changed = take(self, status=status, **facts)
        signed(self, by, at).save(update_fields=changed)

    def _ask(self, by, at):
        people = ApprovalLimit.objects.who_may(
            Limited.ORDER, self.client, self.net, at, currency=self.currency, author=by
        )
        able = [person for person in people if self.client.rung_for(person) >= Rung.AM]
        able = able or [each for each in holders_of(self.client, Rung.AM, at) if each != by]
        news.ask_for_approval(self, able, by, at)

    def _put_parts(self, parts, by, at):
        parts = list(parts)
        if not parts:
            raise Refused(_("Say which job or order the bill is for."), field="parts")
        if sum((net for _job, _order, net in parts), ZERO) != self.net:
            sentence = _("The parts do not add up to the net amount of the bill.")
            raise Refused(sentence, field="parts")
        day = self.client.local_date(at)
        for job, order, net in parts:
            self._refuse_part(job, order)
            base = order.base if order else ceiling_of(job).currency
            rate = order.rate if order and order.currency == self.currency else None
            cost, rate = into(net, self.currency, base, day, rate)
            part = BillPart(bill=self, job=job, order=order, net=net, cost=cost, rate=rate)
            signed(part, by, at).save(force_insert=True)

    def _refuse_part(self, job, order):
        if job.client_id != self.client_id:
            raise Refused(_("This job is another client's."), field="parts")
        if order is None:
            return
        if order.job_id != job.pk or order.supplier_id != self.supplier_id:
            raise Refused(_("This order went to another supplier."), field="parts")
        if order.status not in COMMITTED:
            sentence = _("The order %(order)s is “%(status)s”; no bill can come for it.")
            words = {"order": order, "status": order.get_status_display()}
            raise Refused(sentence % words, field="parts")


class BillPart(models.Model):
    """How much of a bill is for one job, and for which order of it."""

    bill = models.ForeignKey(SupplierBill, models.CASCADE, related_name="parts")
    job = models.ForeignKey(Job, models.PROTECT, related_name="bill_parts")
    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, null=True, blank=True, related_name="bill_parts"
    )
    net = Amount(_("net"))
    rate = models.DecimalField(max_digits=18, decimal_places=8, default=1)
    cost = Amount(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a bill")

    def __str__(self):
        return f"{self.bill} {self.net}"

    def is_over(self):
        return self.beyond() > 0

    def beyond(self):
        """What it asks for beyond its order, in the currency of the job; all of it without one."""
        if self.order is None:
            return self.cost
        others = self.order.bill_parts.filter(bill__status__in=["approved", "paid"])
        others = others.exclude(pk=self.pk).aggregate(sum=Sum("cost"))["sum"] or ZERO
        left = max(self.order.cost - others, ZERO)
        return max(self.cost - left, ZERO)


def said(reason):
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return reason.strip()[:500]
