from contextlib import contextmanager

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import AgencyProfile, Counter, Rung, User
from agency.lib.money import ZERO, minor_units, percent_of
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from billing import cost_news as news
from billing.ceilings import ceiling_of
from billing.models.approval_limit import ApprovalLimit
from billing.models.ceiling_watch import refuse_beyond, watch
from billing.models.columns import Amount, Currency, Percent
from billing.models.cost_rule import CostRule
from billing.models.estimate import Estimate
from billing.models.of_cost import CostQuerySet, demand_other, demand_rung, into, is_within_limit
from billing.models.order_states import COMMITTED, COUNTED, EDITABLE, TONES, Status
from billing.models.quote import Quote
from billing.models.supplier import Supplier
from billing.usual_limits import Limited
from briefs.models import Job


class PurchaseOrderQuerySet(CostQuerySet):
    client_path = "job__client"

    def committed(self):
        """Approved and not closed: what they are worth is spoken for."""
        return self.filter(status__in=COMMITTED)

    def on_line(self, estimate_id, key):
        return self.filter(estimate=estimate_id, line_key=key)

    def for_list(self):
        return self.select_related("job__client__office", "supplier", "author")

    def raise_order(self, job, by, at, *, line=None, **facts):
        """Draft an order for a job; its number is drawn when it is approved."""
        with locked(job):
            job.client.demand(by, Rung.AE, at)
            if job.has_ended:
                raise Refused(_("This job has ended; nothing is ordered for it."))
            order = self.model(job=job, author=by, made_at=at, supplier=facts["supplier"])
            order._take(at, line=line, **facts)
            signed(order, by, at).save(force_insert=True)
        return order


class PurchaseOrder(models.Model):
    """What the agency orders from a supplier for a job, against a line of its estimate."""

    Status = Status

    job = models.ForeignKey(Job, models.PROTECT, related_name="purchase_orders")
    number = models.CharField(_("number"), max_length=20, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    version = models.PositiveSmallIntegerField(default=1)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="orders", verbose_name=_("supplier")
    )
    # Which approved line it is bought for; by its key, which a newer version of the estimate keeps.
    estimate = models.ForeignKey(
        Estimate, models.PROTECT, null=True, blank=True, related_name="purchase_orders"
    )
    line_key = models.PositiveIntegerField(null=True, blank=True)
    line_label = models.CharField(max_length=300, blank=True)
    title = models.CharField(_("what is ordered"), max_length=160)
    description = models.TextField(_("specification"), max_length=4000, blank=True)
    net = Amount(_("net"))
    vat_rate = Percent(_("VAT in per cent"), default=0)
    vat = Amount(_("VAT"), default=0)
    currency = Currency(_("currency"))
    # What it costs in the job's currency, and at which rate it was turned.
    rate = models.DecimalField(max_digits=18, decimal_places=8, default=1)
    cost = Amount(default=0)
    base = Currency()
    due_on = models.DateField(_("delivered by"), null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    is_at_risk = models.BooleanField(default=False)
    is_self_approved = models.BooleanField(default=False)
    single_source = models.CharField(_("why one quote is enough"), max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = PurchaseOrderQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("purchase order")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="purchase_order_number_once"
            ),
            models.CheckConstraint(condition=Q(net__gt=0), name="purchase_order_positive"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | ~Q(number=""),
                name="approved_order_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(estimate=None, line_key=None)
                | Q(estimate__isnull=False, line_key__isnull=False),
                name="order_names_a_whole_line",
            ),
        ]
        indexes = [models.Index(fields=["job", "status"], name="orders_of_job")]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("billing:purchase-order", args=[self.pk])

    @property
    def client(self):
        return self.job.client

    @property
    def label(self):
        return str(self)

    @property
    def gross(self):
        return self.net + self.vat

    @property
    def tone(self):
        return TONES.get(self.status, "")

    @property
    def is_editable(self):
        return self.status in EDITABLE

    @property
    def billed(self):
        """What approved bills have asked of it so far, in its own currency."""
        counted = self.bill_parts.filter(bill__status__in=COUNTED)
        return counted.aggregate(sum=Sum("net"))["sum"] or ZERO

    @property
    def document(self):
        """Which row of the limits holds: that for orders inside the estimate, or outside."""
        return Limited.ORDER_AT_RISK if self.exceeds_its_line() else Limited.ORDER

    def exceeds_its_line(self):
        """Whether it is outside an approved estimate: no line, or more than the line holds."""
        line = ceiling_of(self.job).line_of(self.estimate_id, self.line_key)
        if line is None:
            return True
        return self.cost + self.others_on_line(line) > line.ceiling

    def others_on_line(self, line):
        rows = PurchaseOrder.objects.on_line(line.estimate, line.key).exclude(pk=self.pk)
        billed = Sum("bill_parts__cost", filter=Q(bill_parts__bill__status__in=COUNTED))
        closed = rows.filter(status=Status.CLOSED).aggregate(sum=billed)["sum"]
        return (rows.committed().aggregate(sum=Sum("cost"))["sum"] or ZERO) + (closed or ZERO)

    @property
    def whole(self):
        """What the limit is asked for: all orders here for this line, so that splitting is vain."""
        rows = PurchaseOrder.objects.filter(job=self.job_id, supplier=self.supplier_id)
        rows = rows.on_line(self.estimate_id, self.line_key).exclude(pk=self.pk).committed()
        return self.cost + (rows.aggregate(sum=Sum("cost"))["sum"] or ZERO)

    def lacks_quotes(self):
        """Whether more than the set amount is ordered on fewer than two suppliers' quotes."""
        rule = CostRule.current()
        day = self.job.client.local_date(self.made_at)
        if into(self.net, self.currency, rule.currency, day)[0] <= rule.quotes_above:
            return False
        found = Quote.objects.beside(self).order_by().values("supplier").distinct()
        return found.count() < 2

    # -- Who may ------------------------------------------------------------------------------

    def can_write(self, user):
        return self.client.rung_for(user) >= Rung.AE

    def can_approve(self, user, at):
        own = user.pk == self.author_id and not AgencyProfile.current().self_approval
        return (
            self.status == Status.DRAFT
            and not own
            and is_within_limit(self.document, user, self.client, self.whole, self.base, at)
        )

    # -- Verbs --------------------------------------------------------------------------------

    def edit(self, by, at, *, line=None, **facts):
        """Change it; more money or another supplier has to be approved again."""
        with self._moving(by, at, *EDITABLE):
            was = (self.supplier_id, self.cost, self.estimate_id, self.line_key)
            changed = self._take(at, line=line, **facts)
            supplier, cost, *place = was
            dearer = self.cost > cost or self.supplier_id != supplier
            moved = place != [self.estimate_id, self.line_key]
            if self.status != Status.DRAFT and (dearer or moved):
                changed += take(self, version=self.version + 1, approved_at=None, asked_at=None)
                changed += take(self, approved_by=None, status=Status.DRAFT)
                changed += take(self, sent_at=None, received_at=None)
            if changed:
                signed(self, by, at).save(update_fields=changed)

    def ask(self, by, at):
        """Ask whoever's limit covers it for the approval."""
        with self._moving(by, at, Status.DRAFT):
            people = ApprovalLimit.objects.who_may(
                self.document, self.client, self.whole, at, currency=self.base, author=self.author
            )
            self.asked_at = at
            signed(self, by, at).save(update_fields=["asked_at"])
            news.ask_for_approval(self, people, by, at)

    def approve(self, by, at, single_source=""):
        """It may be ordered: within the line and the limit, at the better of two offers."""
        with locked(self.job), locked(self):
            self._refuse_unless(Status.DRAFT)
            is_own = by.pk == self.author_id
            if not AgencyProfile.current().self_approval:
                demand_other(by, self.author)
            document, amount = self.document, self.whole
            ApprovalLimit.objects.demand(
                document, by, self.client, amount, self.base, at, author=self.author
            )
            self._refuse_supplier()
            self._refuse_without_quotes(by, single_source)
            refuse_beyond(self.job, self.cost, at)
            self.is_at_risk = document == Limited.ORDER_AT_RISK
            self.number = self.number or draw_number(self.client.local_date(at))
            facts = {"approved_by": by, "approved_at": at, "is_self_approved": is_own}
            self._become(Status.APPROVED, by, at, "is_at_risk", "number", "single_source", **facts)
            news.tell_of_decision(self, self.author, by, at)
            watch(self.job, by, at)

    def send(self, by, at):
        """The supplier has it."""
        with self._moving(by, at, Status.APPROVED):
            self._become(Status.SENT, by, at, sent_at=at)

    def receive(self, by, at):
        """What was ordered is here, and as ordered."""
        with self._moving(by, at, Status.SENT):
            self._become(Status.RECEIVED, by, at, received_at=at)

    def close(self, by, at):
        """Nothing more comes of it; what was not billed is free again."""
        with self._moving(by, at, Status.SENT, Status.RECEIVED, Status.BILLED):
            self._become(Status.CLOSED, by, at, closed_at=at)

    def cancel(self, by, reason, at):
        """It is not wanted after all."""
        with self._moving(by, at, Status.DRAFT, Status.APPROVED, Status.SENT):
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            if self.bill_parts.exclude(bill__status="withdrawn").exists():
                raise Refused(_("A bill has come for it already. Close it instead."))
            self._become(Status.CANCELLED, by, at, reason=reason.strip()[:500])
            news.close(self, at)

    def note_billing(self, by, at):
        """Called by the verb of a bill: what was ordered is billed in full, or not any more."""
        with locked(self):
            full = self.billed >= self.net
            if full and self.status in (Status.APPROVED, Status.SENT, Status.RECEIVED):
                self._become(Status.BILLED, by, at)
            elif not full and self.status == Status.BILLED:
                self._become(self._unbilled_status, by, at)

    # -- Beneath the verbs --------------------------------------------------------------------

    @property
    def _unbilled_status(self):
        if self.received_at:
            return Status.RECEIVED
        return Status.SENT if self.sent_at else Status.APPROVED

    @contextmanager
    def _moving(self, by, at, *start):
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            self._refuse_unless(*start)
            yield

    def _refuse_unless(self, *start):
        if self.status not in start:
            sentence = _("The order is “%(status)s”; this cannot be done now.")
            raise Refused(sentence % {"status": self.get_status_display()})

    def _refuse_supplier(self):
        if not self.supplier.may_be_bought_from:
            sentence = _("%(name)s is not approved. An account director approves suppliers.")
            raise Refused(sentence % {"name": self.supplier.name}, field="supplier")

    def _refuse_without_quotes(self, by, single_source):
        self.single_source = single_source.strip()[:300]
        if not self.lacks_quotes():
            return
        if not self.single_source:
            sentence = _("Two quotes are needed above %(amount)s %(currency)s. Enter them.")
            rule = CostRule.current()
            words = {"amount": f"{rule.quotes_above:.2f}", "currency": rule.currency}
            raise Refused(sentence % words, field="single_source")
        demand_rung(by, Rung.AD)

    def _become(self, status, by, at, *further, **facts):
        changed = take(self, status=status, **facts)
        signed(self, by, at).save(update_fields=[*changed, *further])

    def _take(self, at, *, line, net, vat_rate, currency, **facts):
        """Give it these facts, and what follows from them; the names of what changed."""
        ceiling = ceiling_of(self.job)
        found = ceiling.line_of(*line) if line else None
        if line and found is None:
            raise Refused(_("This line is not in an approved estimate any more."), field="line")
        day = self.job.client.local_date(at)
        cost, rate = into(net, currency, ceiling.currency, day)
        return take(
            self,
            estimate_id=found.estimate if found else None,
            line_key=found.key if found else None,
            line_label=found.label if found else "",
            net=net,
            vat_rate=vat_rate,
            vat=percent_of(net, vat_rate, minor_units(currency)),
            currency=currency,
            rate=rate,
            cost=cost,
            base=ceiling.currency,
            **facts,
        )


def draw_number(day):
    """PO-26-00031: gapless through the year, drawn by the approval."""
    return f"PO-{day:%y}-{Counter.objects.draw(f'purchase-order:{day:%Y}'):05d}"
