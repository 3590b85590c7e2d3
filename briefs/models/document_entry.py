from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import ladder_of, sees_money
from accounts.models import Attachment, Client, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from briefs import work_news as news
from briefs.models.job import Job


class DocumentEntryQuerySet(OfClientQuerySet):
    def visible_to(self, user):
        """What tells of money is for the account people alone."""
        rows = super().visible_to(user)
        return (
            rows if user.rung and sees_money(user) else rows.exclude(kind__in=self.model.OF_MONEY)
        )

    def kept(self):
        return self.filter(archived_at=None)

    def stale(self, on):
        """Older than agreed."""
        return self.kept().filter(check_by__lt=on)

    def on_page(self):
        return self.select_related("client__office", "job", "owner", "checked_by")

    def enter(
        self, client, by, at, *, kind, title, owner, link="", check_every=None, job=None, files=()
    ):
        """Take a document into the register, and say how fresh it has to be."""
        client.demand(by, Rung.AAE, at)
        refuse_other_owner(client, owner)
        entry = self.model(
            client=client,
            job=job,
            kind=kind,
            title=title,
            link=link,
            owner=owner,
            check_every=check_every,
            made_by=by,
            made_at=at,
        )
        entry.set_checked(by, at)
        with transaction.atomic():
            signed(entry, by, at).save(force_insert=True)
            Attachment.objects.attach_all(entry, files, by, at)
        return entry

    def tell_of_stale(self, at):
        """Tell the owner and the client's AE of what got older than agreed; once each time."""
        # A day behind, as the offices furthest west are; each then is asked for its own day.
        due = self.stale(at.date() + timedelta(days=1)).filter(told_at=None)
        for entry in due.select_related("client__office", "owner").order_by("pk"):
            if entry.is_stale(at):
                entry.tell_of_age(at)


class DocumentEntry(models.Model):
    """A document of a client or a job, where it is, who keeps it, and how fresh it has to be."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        TIMING = "timing", _("Timing")
        CONTRACT = "contract", _("Contract")
        BUDGET = "budget", _("Budget")
        GUIDELINE = "guideline", _("Guidelines")
        LEGAL = "legal", _("Legal and rights")
        RESEARCH = "research", _("Research")
        CONTACTS = "contacts", _("Contact list")
        OTHER = "other", _("Other")

    OF_MONEY = (Kind.CONTRACT, Kind.BUDGET)

    client = models.ForeignKey(Client, models.PROTECT, related_name="document_entries")
    job = models.ForeignKey(
        Job, models.PROTECT, null=True, blank=True, related_name="document_entries"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    link = models.CharField(_("link"), max_length=500, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("kept by"))
    # In days; empty for what does not age.
    check_every = models.PositiveSmallIntegerField(_("checked every"), null=True, blank=True)
    check_by = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField(_("last checked"))
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    takes_attachments = True

    objects = DocumentEntryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "title", "pk"]
        verbose_name = _("document")
        indexes = [
            models.Index(
                fields=["check_by"],
                condition=Q(archived_at=None, check_by__isnull=False),
                name="documents_to_check",
            ),
            models.Index(fields=["client", "kind"], name="documents_of_client"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        page = (
            reverse("briefs:job-files", args=[self.job_id])
            if self.job_id
            else reverse("briefs:client-documents", args=[self.client_id])
        )
        return f"{page}#document-{self.pk}"

    def is_stale(self, at):
        is_checked = self.check_by is not None and self.archived_at is None
        return is_checked and self.check_by < self.client.local_date(at)

    def can_keep(self, user):
        return user.pk == self.owner_id or self.client.rung_for(user) >= Rung.AAE

    # -- Verbs -------------------------------------------------------------------------------------

    def edit(self, by, at, **facts):
        """Change what the register says of it."""
        with locked(self):
            self._demand_keeping(by, at)
            if "owner" in facts and facts["owner"] != self.owner:
                refuse_other_owner(self.client, facts["owner"])
            changed = take(self, **facts)
            if "check_every" in changed:
                self._set_check_by()
                changed += ["check_by"]
            if changed:
                signed(self, by, at).save(update_fields=changed)

    def verify(self, by, at):
        """Looked at again: it holds as it is."""
        with locked(self):
            self._demand_keeping(by, at)
            self.set_checked(by, at)
            columns = ["checked_at", "checked_by", "check_by", "told_at"]
            signed(self, by, at).save(update_fields=columns)
            news.close(self, at)

    def renew(self, by, at, link="", files=()):
        """Here is the newest edition, by a link or as a file; the older files stay beside it."""
        if not files and link == self.link:
            raise Refused(_("Give the new edition: another link, or a file."), field="files")
        with locked(self):
            self._demand_keeping(by, at)
            Attachment.objects.attach_all(self, files, by, at)
            self.link = link
            self.set_checked(by, at)
            columns = ["link", "checked_at", "checked_by", "check_by", "told_at"]
            signed(self, by, at).save(update_fields=columns)
            news.close(self, at)

    def archive(self, by, at):
        """It is kept, and nobody looks after it any more."""
        with locked(self):
            self._demand_keeping(by, at)
            self.archived_at, self.archived_by = at, by
            signed(self, by, at).save(update_fields=["archived_at", "archived_by"])
            news.close(self, at)

    def bring_back(self, by, at):
        """Out of the archive, checked."""
        with locked(self):
            if not self.archived_at:
                raise Refused(_("It is not in the archive."))
            self.client.demand(by, Rung.AAE, at)
            self.archived_at = self.archived_by = None
            self.set_checked(by, at)
            columns = ["archived_at", "archived_by", "checked_at", "checked_by", "check_by"]
            signed(self, by, at).save(update_fields=[*columns, "told_at"])

    def tell_of_age(self, at):
        """The sweep's own: once for each time it got older than agreed."""
        by = User.objects.system()
        with locked(self):
            if self.told_at:
                return
            self.told_at = at
            signed(self, by, at).save(update_fields=["told_at"])
            text = _("Older than agreed: %(title)s (%(client)s)")
            why = _("because it was to be checked by %(day)s")
            words = {"title": self.title, "client": self.client, "day": news.day(self.check_by)}
            ae = ladder_of(self.client, None, at).client_ae()
            news.tell(self, [self.owner, ae], by, at, text, why, is_to_do=True, **words)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def set_checked(self, by, at):
        self.checked_at, self.checked_by, self.told_at = at, by, None
        self._set_check_by()

    def _set_check_by(self):
        days = self.check_every
        checked_on = self.client.local_date(self.checked_at)
        self.check_by = checked_on + timedelta(days=days) if days else None

    def _demand_keeping(self, by, at):
        if self.archived_at:
            raise Refused(_("It is in the archive."))
        if by.pk != self.owner_id:
            self.client.demand(by, Rung.AAE, at)


def refuse_other_owner(client, owner):
    if not Client.objects.open_to(owner).filter(pk=client.pk).exists():
        raise Refused(_("This colleague does not see the client."), field="owner")
