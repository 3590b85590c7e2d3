from django.db import models
from django.db.models import Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from billing.models.columns import Amount, Currency, Group, Percent, Quantity, Unit, VatCategory
from billing.models.of_money import MoneyQuerySet
from briefs.models import BriefVersion, Job


class EstimateQuerySet(MoneyQuerySet):
    client_path = "job__client"


class Estimate(models.Model):
    """What a job is to cost the client, in versions; a change order says what is added to it."""

    class Kind(models.TextChoices):
        ESTIMATE = "estimate", _("Estimate")
        CHANGE_ORDER = "change_order", _("Change order")

    job = models.ForeignKey(Job, models.PROTECT, related_name="estimates")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ESTIMATE)
    # The estimate that a change order adds to.
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="change_orders"
    )
    title = models.CharField(_("title"), max_length=160)
    number = models.CharField(_("number"), max_length=40, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # The newest version, and the one the client approved that holds now.
    latest = models.ForeignKey(
        "billing.EstimateVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    binding = models.ForeignKey(
        "billing.EstimateVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EstimateQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["latest", "binding"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("estimate")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="estimate_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="estimate", amends=None)
                | Q(kind="change_order", amends__isnull=False),
                name="change_order_amends_an_estimate",
            ),
        ]

    def __str__(self):
        return f"{self.number or self.get_kind_display()} {self.title}"

    def get_absolute_url(self):
        return reverse("billing:estimate", args=[self.pk])

    @property
    def client(self):
        return self.job.client


class EstimateVersionQuerySet(MoneyQuerySet):
    client_path = "estimate__job__client"


class EstimateVersion(models.Model):
    """One version of an estimate: its lines, its sums, and what became of it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED_INTERNAL = "approved_internal", _("Approved by the agency")
        SENT = "sent", _("With the client")
        CLIENT_APPROVED = "client_approved", _("Approved by the client")
        CLIENT_DECLINED = "client_declined", _("Declined by the client")
        EXPIRED = "expired", _("Expired")
        SUPERSEDED = "superseded", _("Superseded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    estimate = models.ForeignKey(Estimate, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        _("status"), max_length=18, choices=Status.choices, default=Status.DRAFT
    )
    title = models.CharField(_("title"), max_length=160)
    scope = models.TextField(_("scope"), max_length=4000, blank=True)
    assumptions = models.TextField(_("assumptions"), max_length=4000, blank=True)
    exclusions = models.TextField(_("not included"), max_length=4000, blank=True)
    rounds = models.PositiveSmallIntegerField(_("rounds of revision included"), default=2)
    brief_version = models.ForeignKey(
        BriefVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    currency = Currency(_("currency"))
    commission_percent = Percent(_("commission on media"), default=0)
    markup_percent = Percent(_("mark-up on production"), default=0)
    folds_markup = models.BooleanField(default=True)
    contingency_percent = Percent(_("contingency"), default=0)
    # The sums of the document, stored when it is saved: EN 16931's BT-106, BT-109, BT-110, BT-112.
    lines_net = Amount(default=0)
    net = Amount(default=0)
    tax = Amount(default=0)
    gross = Amount(default=0)
    # What it costs the agency itself; never printed.
    cost = Amount(default=0)
    changes = models.TextField(_("what changed"), max_length=1000, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    edit = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    is_self_approved = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    client_approved_at = models.DateTimeField(null=True, blank=True)
    client_signer = models.CharField(max_length=160, blank=True)
    client_po = models.CharField(_("client's purchase order"), max_length=40, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=1000, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EstimateVersionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of an estimate")
        constraints = [
            models.UniqueConstraint(
                fields=["estimate", "number"], name="one_estimate_version_per_number"
            ),
            models.CheckConstraint(
                # Rounded, because SQLite adds decimals as floats.
                condition=Q(gross=Round(models.F("net") + models.F("tax"), 4)),
                name="estimate_sums_agree",
            ),
        ]

    def __str__(self):
        return f"{self.estimate} r{self.number}"

    @property
    def client(self):
        return self.estimate.client


class EstimateLine(models.Model):
    """One line of a version: what the client pays for it, and what it costs the agency."""

    version = models.ForeignKey(EstimateVersion, models.CASCADE, related_name="lines")
    # The same in every version of the estimate, so that versions compare and orders find it.
    key = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(_("group"), max_length=10, choices=Group.choices)
    description = models.CharField(_("description"), max_length=300)
    quantity = Quantity(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit.choices, default=Unit.PIECE)
    price = Amount(_("price"))
    # What one unit costs the agency; the price is this and the mark-up where one is given.
    cost = Amount(_("cost"), null=True, blank=True)
    markup_percent = Percent(_("mark-up"), null=True, blank=True)
    category = models.CharField(
        _("VAT"), max_length=2, choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    rate = Percent(_("VAT in per cent"), default=0)
    net = Amount(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("line of an estimate")
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="estimate_line_key_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="estimate_price_not_negative"),
        ]

    def __str__(self):
        return self.description


class BillingStep(models.Model):
    """One part of an estimate that is billed by itself: how much of it, and when."""

    version = models.ForeignKey(EstimateVersion, models.CASCADE, related_name="billing_steps")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("what is billed"), max_length=120)
    # Either a share of the estimate or an amount without VAT.
    percent = Percent(_("per cent"), null=True, blank=True)
    amount = Amount(_("amount"), null=True, blank=True)
    due_on = models.DateField(_("to be billed on"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("step of a billing plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None, amount__isnull=False)
                | Q(percent__isnull=False, amount=None),
                name="billing_step_is_a_share_or_an_amount",
            )
        ]

    def __str__(self):
        return self.label
