from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Approval, User
from accounts.models.paper import content_hash
from briefs.models.brief import Brief
from briefs.models.brief_agreement import Agreed
from briefs.models.brief_drafting import Drafted
from briefs.models.client_side import ForTheClient
from briefs.sections import word_count


class BriefVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(brief__in=Brief.objects.visible_to(user))

    def binding(self):
        """Those that hold: approved inside the house at least, and neither replaced nor withdrawn.

        A review board judges work against one of these.
        """
        version = self.model.Status
        return self.filter(
            status__in=[version.APPROVED_INTERNAL, version.CLIENT_SIGNED, version.ISSUED]
        )

    def rebriefs(self):
        """Versions that changed a brief after it had been approved."""
        return self.filter(is_rebrief=True)

    def newly_issued(self, since):
        """Those that departments have been working by since then, on a job, the newest first."""
        rows = self.filter(status=self.model.Status.ISSUED, issued_at__gte=since)
        return rows.filter(brief__job__isnull=False).order_by("-issued_at", "-pk")

    def on_page(self):
        return self.select_related(
            "brief__client__office", "brief__job", "brief__brand", "brief__author", "edited_by",
            "submitted_by", "issued_by", "withdrawn_by",
        )  # fmt: skip


class BriefVersion(Drafted, Agreed, ForTheClient):
    """One version of a brief: what was written, and what became of it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED_INTERNAL = "approved_internal", _("Approved by the agency")
        CLIENT_SIGNED = "client_signed", _("Approved by the client")
        ISSUED = "issued", _("Issued")
        SUPERSEDED = "superseded", _("Superseded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        _("status"), max_length=18, choices=Status.choices, default=Status.DRAFT
    )
    title = models.CharField(_("title"), max_length=160)
    # {section's key: text}, and the rows of its table: briefs.sections says how.
    sections = models.JSONField(default=dict, blank=True)
    lines = models.JSONField(default=list, blank=True)
    changes = models.TextField(_("what changed"), max_length=1000, blank=True)
    is_rebrief = models.BooleanField(default=False)
    is_for_client = models.BooleanField(_("goes to the client"), default=False)
    content_hash = models.CharField(max_length=64, blank=True)
    edit = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    is_self_approved = models.BooleanField(default=False)
    client_signed_at = models.DateTimeField(null=True, blank=True)
    # Who signed or declined for the client, by name, as the link or the proof says.
    client_signer = models.CharField(max_length=160, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=1000, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    objects = BriefVersionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a brief")
        constraints = [
            models.UniqueConstraint(fields=["brief", "number"], name="one_brief_version_per_number")
        ]

    def __str__(self):
        return f"{self.brief} v{self.number}"

    def get_absolute_url(self):
        return self.brief.get_absolute_url()

    @property
    def client(self):
        return self.brief.client

    @property
    def label(self):
        """Its number with its version, as papers and boards name it: BRW-26-0042-CB v2."""
        return f"{self.brief.number or self.brief.get_kind_display()} v{self.number}"

    @property
    def is_open(self):
        """Whether it may be typed in: a draft, or one that came back from the agency's own."""
        own = self.status in {self.Status.DRAFT, self.Status.RETURNED}
        return own and self.approved_at is None

    @property
    def is_declined(self):
        return self.declined_at is not None

    @property
    def words(self):
        """How many it has in all its sections."""
        return sum(word_count(text) for text in self.sections.values())

    @property
    def step(self):
        """The signature it waits for now; None when none is wanted."""
        return Approval.objects.of(self).waiting().first()

    def fingerprint(self):
        """The hash of what is approved: every word of this version, its title and its number."""
        return content_hash(
            {
                "kind": self.brief.kind,
                "number": self.brief.number,
                "version": self.number,
                "title": self.title,
                "sections": self.sections,
                "lines": self.lines,
                "changes": self.changes,
                "is_for_client": self.is_for_client,
            }
        )
