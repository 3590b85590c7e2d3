from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Approval, User
from accounts.models.paper import content_hash
from billing.estimating import Terms, reckoned
from billing.models.columns import Amount, Currency, Percent
from billing.models.estimate import Estimate
from billing.models.estimate_agreement import Agreed
from billing.models.estimate_drafting import Drafted
from billing.models.estimate_for_client import ForTheClient
from billing.models.of_money import MoneyQuerySet
from briefs.models import BriefVersion

DAY = timedelta(days=1)
LINE = ("key", "group", "description", "quantity", "unit", "price", "cost", "markup_percent",
        "category", "rate")  # fmt: skip
STEP = ("label", "percent", "amount", "due_on")


class EstimateVersionQuerySet(MoneyQuerySet):
    client_path = "estimate__job__client"

    def on_page(self):
        return self.select_related(
            "estimate__job__client__office", "estimate__author", "estimate__amends", "edited_by",
            "submitted_by", "brief_version__brief",
        )  # fmt: skip

    def open_to_client(self):
        """Those that the agency has approved and the client has not answered."""
        status = self.model.Status
        return self.filter(status__in=[status.APPROVED_INTERNAL, status.SENT])

    def run_out(self, day):
        """Those that were valid until a day before this one."""
        return self.open_to_client().filter(valid_until__lt=day)

    def expire_due(self, at):
        """Let every offer expire whose last day is over where its client is served."""
        rows = self.run_out(at.date() + DAY).select_related("estimate__job__client__office")
        over = [version for version in rows if version.is_past(at)]
        for version in over:
            version.expire(at)
        return len(over)


class EstimateVersion(Drafted, Agreed, ForTheClient):
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

    TONES = {
        "returned": "warn", "sent": "warn", "client_approved": "good", "client_declined": "crit",
        "expired": "crit", "submitted": "info", "approved_internal": "info",
    }  # fmt: skip

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
    expired_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    objects = EstimateVersionQuerySet.as_manager()
    # Cost is not for everybody who reads the history.
    history = HistoricalRecords(excluded_fields=["cost", "markup_percent", "folds_markup"])

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of an estimate")
        constraints = [
            models.UniqueConstraint(
                fields=["estimate", "number"], name="one_estimate_version_per_number"
            ),
            models.CheckConstraint(
                # Rounded, because SQLite adds decimals as floating numbers.
                condition=Q(gross=Round(F("net") + F("tax"), precision=4)),
                name="estimate_sums_agree",
            ),
        ]
        indexes = [models.Index(fields=["status", "valid_until"], name="estimates_by_status")]

    def __str__(self):
        return f"{self.estimate} r{self.number}"

    def get_absolute_url(self):
        return self.estimate.get_absolute_url()

    @property
    def client(self):
        return self.estimate.client

    @property
    def label(self):
        """Its number with its revision, as papers name it: BRW-26-0042-E1 r2."""
        estimate = self.estimate
        return f"{estimate.number or estimate.get_kind_display()} r{self.number}"

    @property
    def tone(self):
        return self.TONES.get(self.status, "")

    @property
    def is_open(self):
        """Whether it may be typed in."""
        return self.status in {self.Status.DRAFT, self.Status.RETURNED}

    @property
    def is_declined(self):
        return self.status == self.Status.CLIENT_DECLINED

    def is_past(self, at):
        """Whether the last day of the offer is over where the client is served."""
        return self.valid_until is not None and self.valid_until < self.client.local_date(at)

    @property
    def step(self):
        """The signature it waits for now; None when none is wanted."""
        return Approval.objects.of(self).waiting().first()

    @property
    def sums(self):
        """All its sums, reckoned from its lines."""
        return reckoned(self.lines.all(), Terms.of(self))

    @property
    def whole(self):
        """The net of the whole document: with all that the client approved beside it.

        Limits are held against this, so that nothing is gained by splitting it up.
        """
        return self.net + sum(version.net for version in self.estimate.bound_with)

    def fingerprint(self):
        """The hash of what is approved: every word and figure of this version."""
        words = ("title", "scope", "assumptions", "exclusions", "rounds", "currency", "changes",
                 "folds_markup", "brief_version_id")  # fmt: skip
        figures = ("commission_percent", "markup_percent", "contingency_percent", "lines_net",
                   "net", "tax", "gross", "valid_until")  # fmt: skip
        return content_hash(
            {
                "kind": self.estimate.kind,
                "number": self.estimate.number,
                "version": self.number,
                **{name: getattr(self, name) for name in words},
                **{name: plain(getattr(self, name)) for name in figures},
                "lines": [[plain(getattr(row, n)) for n in LINE] for row in self.lines.all()],
                "steps": [[plain(getattr(r, n)) for n in STEP] for r in self.billing_steps.all()],
            }
        )


def plain(value):
    """A figure or a day as text that does not depend on how it was stored."""
    if value is None or isinstance(value, (str, int)):
        return value
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value.isoformat()
