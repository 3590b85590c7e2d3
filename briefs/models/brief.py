from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Client, OfClientQuerySet, User
from briefs.models.client_side import ForTheClient
from briefs.models.job import Job


class Brief(models.Model):
    """What is wanted, by whom, of whom and why, written down so that work can be judged by it."""

    class Kind(models.TextChoices):
        CLIENT = "client", _("Client brief")
        CREATIVE = "creative", _("Creative brief")
        TECHNICAL = "technical", _("Technical brief")
        MEDIA = "media", _("Media brief")
        STRATEGY = "strategy", _("Strategy")
        EXPECTATION = "expectation", _("Expectation sheet")
        COMMUNICATION = "communication", _("Communication plan")

    client = models.ForeignKey(Client, models.PROTECT, related_name="briefs")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="briefs")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="briefs")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    number = models.CharField(_("number"), max_length=40, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="briefs")
    co_authors = models.ManyToManyField(User, blank=True, related_name="+")
    made_at = models.DateTimeField()

    objects = OfClientQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("brief")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="brief_number_once"
            )
        ]

    def __str__(self):
        return f"{self.number or self.get_kind_display()} {self.title}"

    def get_absolute_url(self):
        return reverse("briefs:brief", args=[self.pk])


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


class BriefVersion(ForTheClient, models.Model):
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
    # {section's key: text}, and the rows of its table: deliverables, channels.
    sections = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
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
    client_signed_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
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
        return reverse("briefs:brief", args=[self.brief_id])

    @property
    def client(self):
        return self.brief.client
