import logging
import time
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Client, Contract, Function, User
from agency.lib.refusal import Refused
from billing import invoice_drafts as drafts
from billing.models.estimate_line import BillingStep
from billing.models.invoice import Invoice

log = logging.getLogger(__name__)

LONGEST_RUN = timedelta(seconds=8)  # shorter than a tick, so that runs do not pile up


class InvoiceRunQuerySet(models.QuerySet):
    def with_counts(self):
        """Add how many of its invoices there are, how many are made, and how many failed."""
        status = InvoiceRunItem.Status
        return self.annotate(
            total=Count("items"),
            made=Count("items", filter=Q(items__status=status.MADE)),
            failed=Count("items", filter=Q(items__status=status.FAILED)),
        )

    def demand_running(self, by):
        """Refuse whoever is not of finance; the director of the department may too."""
        if not (by.is_active and (by.function == Function.FINANCE or by.is_csd)):
            raise Refused.rank(_("The invoice run is finance's."))

    def begin(self, month, candidates, by, at):
        """Put what is to be made on record; the clock works it off, after a restart too."""
        self.demand_running(by)
        if not candidates:
            raise Refused(_("Choose what is to be made."), field="keys")
        with transaction.atomic():
            run = self.create(month=month.replace(day=1), made_by=by, made_at=at)
            InvoiceRunItem.objects.bulk_create(
                InvoiceRunItem(
                    run=run, key=each.key, client_id=each.client_id, label=each.label[:200]
                )
                for each in candidates
            )
        return run


class InvoiceRun(models.Model):
    """One go at the invoices of a month: what was to be made, and what became of it."""

    month = models.DateField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = InvoiceRunQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = gettext_lazy("invoice run")

    def __str__(self):
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self):
        return reverse("billing:invoice-run-progress", args=[self.pk])


class InvoiceRunItemQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=InvoiceRunItem.Status.WAITING)

    def work_off(self, at):
        """Make what waits, each in a transaction of its own, until the next tick."""
        ends = time.monotonic() + LONGEST_RUN.total_seconds()
        made = 0
        while time.monotonic() < ends and self._make_next(at):
            made += 1
        return made

    def _make_next(self, at):
        """Whether there was one; what cannot be made is set aside with its reason."""
        with transaction.atomic():
            rows = self.waiting().select_for_update(skip_locked=True, of=("self",))
            item = rows.select_related("run__made_by").order_by("pk").first()
            if item is None:
                return False
            item.settle(at)
        return True


class InvoiceRunItem(models.Model):
    """One invoice that a run is to make or to issue."""

    class Status(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Waiting")
        MADE = "made", gettext_lazy("Made")
        FAILED = "failed", gettext_lazy("Not made")

    run = models.ForeignKey(InvoiceRun, models.CASCADE, related_name="items")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    invoice = models.ForeignKey(Invoice, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvoiceRunItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("invoice of a run")
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="once_a_run"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(status="waiting"), name="run_items_waiting")
        ]

    def __str__(self):
        return self.label

    def settle(self, at):
        """Make its invoice now, or write down why not."""
        try:
            with transaction.atomic():
                self.invoice = self.make(self.run.made_by, at)
            self.status, self.reason = self.Status.MADE, ""
        except Refused as refused:
            self.status, self.reason = self.Status.FAILED, str(refused)[:500]
        except Exception:
            log.exception("Item %s of an invoice run is set aside.", self.pk)
            reason = _("It could not be made. Look at the log.")
            self.status, self.reason = self.Status.FAILED, reason
        self.save(update_fields=["status", "reason", "invoice"])

    def make(self, by, at):
        """The invoice its key names: a draft that is given to be approved, or an approved one."""
        what, _colon, rest = self.key.partition(":")
        if what == "issue":
            return Invoice.objects.get(pk=int(rest)).issue(by, at)
        if what == "step":
            steps = BillingStep.objects.select_related("version__estimate__job__client__billing")
            invoice = drafts.draft_from_step(steps.get(pk=int(rest)), by, at)
        else:
            contract, _colon, month = rest.partition(":")
            contracts = Contract.objects.select_related("client__billing__entity")
            first = drafts.month_named(month)
            invoice = drafts.draft_retainer(contracts.get(pk=int(contract)), first, by, at)
        invoice.submit(by, at)
        return invoice
