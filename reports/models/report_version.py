from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import clients_open
from accounts.models import Client, Paper, User
from agency.lib.spell import save_in_spell, save_with_history
from reports.models.topics import actions_in, keyed, lines_of, topics_of

WITH = (
    "report__client__office",
    "report__interaction",
    "report__author",
    "report__submitted_to",
    "report__returned_by",
    "edited_by",
    "distributed_by",
    "paper",
)


class ReportVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(clients_open(user, "report__client"))

    def on_page(self, user):
        """These versions, newest first, with all a page says of them and where `user` stands."""
        standing = Client.objects.filter(pk=models.OuterRef("report__client")).with_standing(user)
        rows = self.select_related(*WITH).annotate(standing=standing.values("standing")[:1])
        versions = list(rows.order_by("-number"))
        for version in versions:
            client = version.report.client
            client.standing, client.standing_of = version.standing, user.pk
        return versions

    def open(self):
        return self.filter(distributed_at=None)

    def distributed(self):
        return self.filter(distributed_at__isnull=False)


class ReportVersion(models.Model):
    """One wording of a contact report: written until distributed, then never changed again.

    `topics` is a list of {"key", "title", "internal", "lines": [{"key", "kind", "text", "owner",
    "due", "internal"}]} with kind note, decision or action; owner "person:1", "contact:1" or
    "partner:1"; due an ISO day. A key stays with its line from version to version. What is
    internal never leaves the house.
    """

    report = models.ForeignKey("reports.ContactReport", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    subject = models.CharField(_("subject"), max_length=160)
    topics = models.JSONField(default=list, blank=True)
    nothing_decided = models.CharField(
        _("nothing was decided; in one sentence"), max_length=300, blank=True
    )
    next_contact = models.CharField(_("next contact"), max_length=160, blank=True)
    what_changed = models.TextField(_("what changed"), max_length=1000, blank=True)
    edit = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    distributed_at = models.DateTimeField(null=True, blank=True)
    distributed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    content_hash = models.CharField(max_length=64, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="report_version"
    )

    objects = ReportVersionQuerySet.as_manager()
    history = HistoricalRecords()

    # What a correction takes over from the version before, and everything that can be typed.
    KEPT = ("subject", "topics", "nothing_decided", "next_contact")
    WORDS = (*KEPT, "what_changed")

    class Meta:
        ordering = ["report", "-number"]
        verbose_name = _("version of a contact report")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(distributed_at=None),
                name="one_open_version_per_report",
            ),
        ]

    def __str__(self):
        return f"{self.report} v{self.number}"

    def get_absolute_url(self):
        if self.is_open:
            return reverse("reports:report-draft", args=[self.report_id])
        return reverse("reports:contact-report-version", args=[self.report_id, self.number])

    @property
    def is_open(self):
        return self.distributed_at is None

    @property
    def is_correction(self):
        return self.number > 1

    @property
    def lines(self):
        return list(lines_of(self.topics))

    @property
    def actions(self):
        return list(actions_in(self.topics))

    @property
    def owners(self):
        """The keys of everyone to whom a line gives something to do."""
        return {line.owner for line in self.actions if line.owner}

    def put(self, words, lines, by, at):
        """Take over what was typed; returns whether that changed anything.

        Called by the report's verbs, which hold the lock and have asked who may.
        """
        words = words | {"topics": topics_of(keyed(lines, self.lines))}
        changed = [name for name in self.WORDS if name in words and self._differs(name, words)]
        if not changed:
            return False
        for name in changed:
            setattr(self, name, words[name])
        self.edit, self.edited_by, self.edited_at = self.edit + 1, by, at
        save_in_spell(self, [*changed, "edit", "edited_by", "edited_at"], by, at)
        return True

    def note_in_history(self, by, at, why):
        """Write down this wording as it stands at a turning point."""
        save_with_history(self, ["edit"], by, at, why)

    def _differs(self, name, words):
        return getattr(self, name) != words[name]
