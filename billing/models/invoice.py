from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Contract, User
from agency.lib.money import ZERO, minor_units, reckon, to_the_coin
from agency.lib.refusal import Refused
from billing.models.columns import Amount, Currency
from billing.models.estimate_line import BillingStep
from billing.models.estimate_version import EstimateVersion
from billing.models.invoice_crediting import Credited
from billing.models.invoice_drafting import Drafted
from billing.models.invoice_issuing import Issued
from billing.models.invoice_settling import Settled
from billing.models.invoice_signing import Signed
from billing.models.invoices import NOTHING, InvoiceQuerySet
from billing.models.legal_entity import LegalEntity
from briefs.models import Job

TONES = {"submitted": "warn", "approved": "info", "issued": "good"}
TOTALS = (
    "lines_net", "allowances", "charges", "net", "tax", "gross", "prepaid", "rounding", "due",
)  # fmt: skip


class Invoice(Drafted, Signed, Issued, Credited, Settled):
    """An invoice to a client, or the credit note that corrects one (finance/README.md 4)."""

    class Kind(models.TextChoices):  # UNTDID 1001
        INVOICE = "380", _("Invoice")
        PREPAYMENT = "386", _("Advance invoice")
        CREDIT_NOTE = "381", _("Credit note")
        CORRECTIVE = "384", _("Corrected invoice")

    class Type(models.TextChoices):
        SINGLE = "single", _("Single")
        ADVANCE = "advance", _("Advance")
        PROGRESS = "progress", _("Progress")
        FINAL = "final", _("Final")
        RETAINER = "retainer", _("Retainer")
        MEDIA = "media", _("Media")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("To be approved")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", _("Issued")

    class Why(models.TextChoices):
        PRICE = "price", _("Wrong price or amount")
        SCOPE = "scope", _("Work not done or not ordered")
        BUYER = "buyer", _("Wrong company, address or tax id")
        TAX = "tax", _("Wrong VAT")
        GOODWILL = "goodwill", _("Goodwill")
        OTHER = "other", _("Another reason")

    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices, default=Kind.INVOICE)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.SINGLE)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="invoices")
    client = models.ForeignKey(Client, models.PROTECT, related_name="invoices")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="invoices")
    title = models.CharField(_("title"), max_length=160)
    # Empty until it is issued.
    series = models.ForeignKey(
        "billing.NumberSeries", models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField(_("number"), max_length=40, blank=True)
    issue_date = models.DateField(_("date of issue"), null=True, blank=True)
    tax_point = models.DateField(_("tax point"), null=True, blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("to"), null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    due_date = models.DateField(_("due on"), null=True, blank=True)
    terms = models.CharField(_("terms of payment"), max_length=300, blank=True)
    note = models.TextField(_("words to the client"), max_length=1000, blank=True)
    language = models.CharField(max_length=12, default="en")
    currency = Currency(_("currency"))
    # VAT is owed in the currency of the books, whatever the invoice is in (BT-6, BT-111).
    tax_currency = models.CharField(max_length=3, blank=True)
    fx_rate = models.DecimalField(max_digits=18, decimal_places=8, null=True, blank=True)
    fx_on = models.DateField(null=True, blank=True)
    fx_source = models.CharField(max_length=60, blank=True)
    tax_in_tax_currency = Amount(null=True, blank=True)
    tax_reason = models.CharField(_("why no VAT is charged"), max_length=200, blank=True)
    coin = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    po_number = models.CharField(_("client's purchase order"), max_length=40, blank=True)
    buyer_reference = models.CharField(_("buyer reference"), max_length=80, blank=True)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    estimate = models.ForeignKey(
        EstimateVersion, models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    step = models.ForeignKey(
        BillingStep, models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    # What is billed only once is billed by one invoice; freed again by a credit note of all of it.
    source_key = models.CharField(max_length=60, blank=True)
    preceding = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    why = models.CharField(_("reason"), max_length=10, choices=Why.choices, blank=True)
    reason = models.CharField(_("in words"), max_length=300, blank=True)
    payment_reference = models.CharField(max_length=25, blank=True)
    # Written when it is issued: who sold, who bought, into which account.
    seller = models.JSONField(default=dict, blank=True)
    buyer = models.JSONField(default=dict, blank=True)
    bank = models.JSONField(default=dict, blank=True)
    lines_net = Amount(default=0)  # BT-106
    allowances = Amount(default=0)  # BT-107
    charges = Amount(default=0)  # BT-108
    net = Amount(default=0)  # BT-109
    tax = Amount(default=0)  # BT-110
    gross = Amount(default=0)  # BT-112
    prepaid = Amount(default=0)  # BT-113
    rounding = Amount(default=0)  # BT-114
    due = Amount(default=0)  # BT-115
    edit_number = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=1000, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ceiling_reason = models.CharField(max_length=500, blank=True)
    ceiling_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Of the tax office's platform: SdI, KSeF, fapiao; it comes after the issue, once.
    external_tax_id = models.CharField(_("number of the tax office"), max_length=60, blank=True)
    internal_note = models.TextField(_("note for ourselves"), max_length=2000, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    disputed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dispute_reason = models.CharField(max_length=1000, blank=True)

    objects = InvoiceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["seller", "buyer", "bank"])

    class Meta:
        ordering = [F("issue_date").desc(nulls_first=True), "-pk"]
        verbose_name = _("invoice")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="invoice_number_once"
            ),
            models.UniqueConstraint(
                fields=["source_key"], condition=~Q(source_key=""), name="billed_once"
            ),
            # Rounded, because SQLite adds decimals as floats.
            models.CheckConstraint(
                condition=Q(gross=Round(F("net") + F("tax"), 4)),
                name="invoice_gross_is_net_and_tax"
            ),
            models.CheckConstraint(
                condition=Q(net=Round(F("lines_net") - F("allowances") + F("charges"), 4)),
                name="invoice_net_is_its_lines",
            ),
            models.CheckConstraint(
                condition=Q(due=Round(F("gross") - F("prepaid") + F("rounding"), 4)),
                name="invoice_due_is_what_is_left",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="issued", issued_at__isnull=False, issue_date__isnull=False,
                    series__isnull=False, due_date__isnull=False,
                ) & ~Q(number="")
                | ~Q(status="issued") & Q(number="", issued_at=None, series=None),
                name="invoice_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(kind="381", preceding__isnull=False) | ~Q(kind="381"),
                name="credit_note_corrects_an_invoice",
            ),
            models.CheckConstraint(
                condition=Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="invoice_period_ends_after_it_starts",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["client", "-issue_date"], name="invoices_of_client"),
            models.Index(fields=["status", "due_date"], name="invoices_due"),
            models.Index(
                fields=["payment_reference"],
                condition=~Q(payment_reference=""),
                name="invoices_by_reference",
            ),
        ]

    def __str__(self):
        return self.number or self.title

    def get_absolute_url(self):
        return reverse("billing:invoice", args=[self.pk])

    def delete(self, *args, **options):
        if self.issued_at:
            raise Refused(_("An issued invoice is never deleted. Issue a credit note."))
        return super().delete(*args, **options)

    @property
    def is_credit_note(self):
        return self.kind == self.Kind.CREDIT_NOTE

    @property
    def is_issued(self):
        return self.issued_at is not None

    @property
    def decimals(self):
        return minor_units(self.currency)

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def tone(self):
        return TONES.get(self.status, "")

    # -- Sums --------------------------------------------------------------------------------------

    @property
    def parts(self):
        """What it is reckoned from: its lines, and its allowances and charges."""
        return [line.item for line in self.lines.all()], [a.item for a in self.adjustments.all()]

    def reckoned(self, items, adjustments):
        """The totals of these parts in its currency, with the coin of the client."""
        items, adjustments = list(items), list(adjustments)
        known = {"currency": self.currency, "prepaid": ZERO + self.prepaid}
        totals = self.fitted(reckon(items, adjustments, **known))
        if not self.coin:
            return totals
        coins = to_the_coin(totals.due, self.coin)
        return self.fitted(reckon(items, adjustments, rounding=coins, **known))

    def put_totals(self, items, adjustments):
        """Take the sums of these parts over, to be saved; returns them with the VAT by rate."""
        totals = self.reckoned(items, adjustments)
        self.lines_net = totals.lines
        for name in TOTALS[1:]:
            setattr(self, name, getattr(totals, name))
        return totals

    def save_totals(self):
        self.skip_history_when_saving = True
        try:
            self.save(update_fields=TOTALS)
        finally:
            del self.skip_history_when_saving

    @property
    def open_amount(self):
        """What is left to be paid; of a credit note, what is left to be settled with it."""
        if not self.issued_at:
            return ZERO
        if not hasattr(self, "open_sum"):
            row = Invoice.objects.filter(pk=self.pk).with_open().values("open_sum").get()
            self.open_sum = row["open_sum"]
        return self.open_sum if abs(self.open_sum) > NOTHING else ZERO

    def standing(self, on):
        """What stands on its badge, as (word, tone): paid and overdue come from what was paid."""
        if not self.issued_at:
            returned = self.is_draft and self.return_reason
            return (_("Returned"), "crit") if returned else (self.get_status_display(), self.tone)
        left = self.open_amount
        if self.is_credit_note:
            return (_("Settled"), "good") if not left else (_("Open credit"), "info")
        if left <= 0:
            return _("Paid"), "good"
        if self.disputed_at:
            return _("Disputed"), "warn"
        if self.due_date < on:
            return _("Overdue"), "crit"
        return (_("Partly paid"), "info") if left < self.due else (_("Open"), "info")
