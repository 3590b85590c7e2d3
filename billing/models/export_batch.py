import hashlib

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Function, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.exporting import Export
from billing.models.invoice import Invoice
from billing.models.legal_entity import LegalEntity
from billing.models.of_money import BooksQuerySet
from billing.models.revenue_account import Accounts

NOTHING_NEW = _("Every document of these days has left in this format already.")
MOST_FAULTS = 5


class ExportBatchQuerySet(BooksQuerySet):
    def visible_to(self, user):
        """Sums of all clients are for finance, and for who stands above all of them."""
        return self if user.is_active and (user.is_csd or is_finance(user)) else self.none()

    def make(self, entity, format, first_day, last_day, by, at, *, manner="iso"):
        """Seal what has not left in this format yet into files; refused where it does not fit."""
        demand_exporting(by)
        with locked(entity):
            accounts = Accounts.of(entity)
            days = (first_day, last_day)
            export = Export(entity, accounts, format, *days, at, manner, exported_by=by.name)
            if not export.invoices:
                raise Refused(NOTHING_NEW)
            if export.faults:
                raise Refused(" ".join(str(fault) for fault in export.faults[:MOST_FAULTS]))
            batch = self.model(
                entity=entity,
                format=format,
                manner=manner,
                first_day=first_day,
                last_day=last_day,
                totals=export.totals,
                count=len(export.invoices),
                made_by=by,
                made_at=at,
            )
            signed(batch, by, at).save(force_insert=True)
            batch.seal(export)
        return batch


class ExportBatch(models.Model):
    """Documents that left for the books together: sealed files, and sums to check them by."""

    class Format(models.TextChoices):
        CSV = "csv", _("CSV table")
        XLSX = "xlsx", _("Excel table")
        XERO = "xero", _("Xero")
        DATEV = "datev", _("DATEV")

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="export_batches")
    format = models.CharField(_("format"), max_length=5, choices=Format.choices)
    manner = models.CharField(max_length=3, default="iso")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    count = models.PositiveIntegerField(_("documents"))
    # [{"currency", "count", "net", "tax", "gross"}], credit notes taken off.
    totals = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ExportBatchQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("export")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="export_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return f"{self.get_format_display()} {self.first_day} – {self.last_day}"

    def get_absolute_url(self):
        return reverse("billing:export", args=[self.pk])

    def seal(self, export):
        """Keep the files as they are; called by `make`, once."""
        ExportedDocument.objects.bulk_create(
            ExportedDocument(batch=self, format=self.format, invoice=invoice)
            for invoice in export.invoices
        )
        ExportFile.objects.bulk_create(
            ExportFile(
                batch=self,
                position=position,
                name=name,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
            )
            for position, (name, content) in enumerate(export.files(), start=1)
        )

    def can_void(self, user):
        return self.voided_at is None and is_finance(user)

    def void(self, by, reason, at):
        """Take it back: its documents may leave again. The files stay as they were."""
        with locked(self):
            demand_exporting(by)
            if self.voided_at:
                raise Refused(_("This export was taken back already."))
            if not reason.strip():
                raise Refused(_("Say why it is taken back."), field="reason")
            self.voided_at, self.voided_by, self.void_reason = at, by, reason.strip()[:300]
            signed(self, by, at).save(update_fields=["voided_at", "voided_by", "void_reason"])
            self.documents.update(is_void=True)


class ExportFile(models.Model):
    """One file of an export, byte for byte as it was first given out."""

    batch = models.ForeignKey(ExportBatch, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        verbose_name = _("file of an export")

    def __str__(self):
        return self.name


class ExportedDocument(models.Model):
    """That an invoice left in a format: once, until its export is taken back."""

    batch = models.ForeignKey(ExportBatch, models.PROTECT, related_name="documents")
    format = models.CharField(max_length=5)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="exports")
    is_void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("exported document")
        constraints = [
            models.UniqueConstraint(
                fields=["format", "invoice"],
                condition=Q(is_void=False),
                name="each_document_leaves_once_per_format",
            )
        ]

    def __str__(self):
        return f"{self.format}: {self.invoice_id}"


def is_finance(user):
    return user.is_active and user.function == Function.FINANCE


def demand_exporting(by):
    """Refuse whoever is not of finance; the clock's own person runs the command."""
    if is_finance(by) or by == User.objects.system():
        return
    names = ", ".join(
        User.objects.at_work().filter(function="finance").values_list("name", flat=True)[:2]
    )
    raise Refused.rank(
        _("Only finance exports documents. Ask %(names)s.") % {"names": names or "–"}
    )
