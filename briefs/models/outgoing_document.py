from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import (
    Approval,
    Attachment,
    Client,
    OfClientQuerySet,
    Rung,
    Signature,
    User,
)
from accounts.models.paper import content_hash
from agency.lib.files import PDF, kind_of
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from briefs import outgoing_news as news
from briefs.models.job import Job

TONES = {"submitted": "warn", "returned": "crit", "approved": "info", "sent": "good"}


class OutgoingDocumentQuerySet(OfClientQuerySet):
    def newest(self):
        """Without those that a later version has replaced."""
        return self.filter(replaced_by=None)

    def open(self):
        status = self.model.Status
        return self.exclude(status__in=[status.SENT, status.REPLACED, status.WITHDRAWN])

    def returned_to(self, user):
        return self.filter(author=user, status=self.model.Status.RETURNED)

    def on_page(self):
        return self.select_related("client__office", "job", "author", "file", "sent_by")

    def write(self, client, by, at, *, kind, title, message, upload, job=None, replaces=None):
        """Begin a document that is to go to the client: its PDF, and the words beside it."""
        client.demand(by, Rung.AAE, at)
        with transaction.atomic():
            row = self.model(
                client=client,
                job=job,
                kind=kind,
                title=title,
                message=message,
                version=replaces.version + 1 if replaces else 1,
                replaces=replaces,
                author=by,
                made_at=at,
            )
            signed(row, by, at).save(force_insert=True)
            row.put_file(upload, by, at)
        return row


class OutgoingDocument(models.Model):
    """A recommendation, presentation or proposal, approved inside before the client gets it."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", _("Recommendation")
        PRESENTATION = "presentation", _("Presentation")
        PROPOSAL = "proposal", _("Proposal")
        OTHER = "other", _("Document")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    client = models.ForeignKey(Client, models.PROTECT, related_name="outgoing_documents")
    job = models.ForeignKey(
        Job, models.PROTECT, null=True, blank=True, related_name="outgoing_documents"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    message = models.TextField(_("words to the client"), max_length=4000, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Empty where it went by mail to the people named in its mails.
    handed_over = models.CharField(_("handed over"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    objects = OutgoingDocumentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("document to the client")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "sent"]) | Q(approved_at__isnull=False),
                name="nothing_goes_unapproved",
            )
        ]
        indexes = [models.Index(fields=["client", "-made_at"], name="outgoing_of_client")]

    def __str__(self):
        return self.title if self.version == 1 else f"{self.title} v{self.version}"

    def get_absolute_url(self):
        return reverse("briefs:outgoing-document", args=[self.pk])

    @property
    def tone(self):
        return TONES.get(self.status, "")

    @property
    def is_editable(self):
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    def can_write(self, user):
        return user.pk == self.author_id or self.client.rung_for(user) >= Rung.AE

    def demand_attaching(self, by, at):
        raise Refused(_("Its file is changed on the page of the document."))

    @property
    def content(self):
        """What is approved: the very bytes of the file, and the words beside it."""
        sha256 = self.file.sha256 if self.file else ""
        return {
            "kind": self.kind,
            "title": self.title,
            "message": self.message,
            "file": sha256,
        }

    # -- Written -----------------------------------------------------------------------------------

    def edit(self, by, at, upload=None, **facts):
        """Change it before it is submitted, or after it came back."""
        with locked(self):
            self._demand_status(self.Status.DRAFT, self.Status.RETURNED)
            self._demand_writing(by, at)
            if changed := take(self, **facts):
                signed(self, by, at).save(update_fields=changed)
            if upload:
                self.put_file(upload, by, at)

    def put_file(self, upload, by, at):
        """Keep its PDF, in place of the one before."""
        if kind_of(upload) is not PDF:
            raise Refused(_("What goes to the client goes as a PDF."), field="upload")
        self.file = Attachment.objects.keep(self, self.client, upload, by, at)
        signed(self, by, at).save(update_fields=["file"])

    def submit(self, by, at):
        """Ask the AM, then the AD, for their signature under exactly this."""
        with locked(self):
            self._demand_status(self.Status.DRAFT, self.Status.RETURNED)
            self.client.demand(by, Rung.AE, at)
            self.content_hash, self.submitted_at = content_hash(self.content), at
            self._go(self.Status.SUBMITTED, by, at, "content_hash", "submitted_at")
            Approval.objects.ask(
                self,
                [Signature(rung=Rung.AM), Signature(rung=Rung.AD)],
                client=self.client,
                kind=self.get_kind_display(),
                title=str(self),
                content_hash=self.content_hash,
                author=self.author,
                at=at,
            )

    def take_back(self, by, at):
        """Out of the round, to be changed."""
        with locked(self):
            self._demand_status(self.Status.SUBMITTED)
            self._demand_writing(by, at)
            Approval.objects.drop(self, by, at)
            self._go(self.Status.DRAFT, by, at)

    def withdraw(self, by, reason, at):
        """It does not go to the client."""
        if not reason.strip():
            raise Refused(_("Say why it does not go."), field="reason")
        status = self.Status
        with locked(self):
            self._demand_status(status.DRAFT, status.SUBMITTED, status.RETURNED, status.APPROVED)
            self.client.demand(by, Rung.AE, at)
            Approval.objects.drop(self, by, at)
            self.withdrawn_at, self.withdrawal_reason = at, reason.strip()[:500]
            self._go(status.WITHDRAWN, by, at, "withdrawn_at", "withdrawal_reason")

    # -- Approved ----------------------------------------------------------------------------------

    @property
    def standing_approval(self):
        """The signature whose turn it is; None when nobody is asked."""
        return Approval.objects.of(self).waiting().select_related("client__office").first()

    def approve(self, by, seen_hash, at):
        """Sign exactly what was seen; with the last signature it may go."""
        with locked(self):
            self._demand_status(self.Status.SUBMITTED)
            if self.standing_approval.approve(by, seen_hash, at):
                self.approved_at = at
                self._go(self.Status.APPROVED, by, at, "approved_at")
                news.tell_of_approval(self, by, at)

    def send_back(self, by, reason, seen_hash, at):
        """Return it to its author, with what is to be put right."""
        with locked(self):
            self._demand_status(self.Status.SUBMITTED)
            self.standing_approval.send_back(by, reason, seen_hash, at)
            self.returned_at = at
            self._go(self.Status.RETURNED, by, at, "returned_at")

    # -- Gone --------------------------------------------------------------------------------------

    def send(self, by, contacts, at):
        """Mail it to these people of the client, the PDF with it; once."""
        with self._going(by, at):
            if not contacts:
                raise Refused(_("Choose who gets it."), field="contacts")
            for contact in contacts:
                refuse_unfit(self.client, contact)
            news.mail(self, contacts, by, at)

    def hand_over(self, by, how, at):
        """It was given to the client by hand, at a meeting or through their portal."""
        with self._going(by, at):
            if not how.strip():
                raise Refused(_("Say to whom it was given, and how."), field="how")
            self.handed_over = how.strip()[:300]

    def renew(self, by, at, **facts):
        """Begin the next version; this one is replaced once that one is begun."""
        with locked(self):
            self._demand_status(self.Status.APPROVED, self.Status.SENT)
            self.client.demand(by, Rung.AE, at)
            following = OutgoingDocument.objects.write(
                self.client, by, at, job=self.job, kind=self.kind, replaces=self, **facts
            )
            self._go(self.Status.REPLACED, by, at)
        return following

    # -- Beneath the verbs -------------------------------------------------------------------------

    @contextmanager
    def _going(self, by, at):
        with locked(self):
            self._demand_status(self.Status.APPROVED)
            self.client.demand(by, Rung.AE, at)
            yield
            self.sent_at, self.sent_by = at, by
            self._go(self.Status.SENT, by, at, "sent_at", "sent_by", "handed_over")

    def _demand_writing(self, by, at):
        if by.pk != self.author_id:
            self.client.demand(by, Rung.AE, at)

    def _demand_status(self, *expected):
        if self.status not in expected:
            sentence = _("This document is in the state “%(state)s”.")
            raise Refused(sentence % {"state": self.get_status_display()})

    def _go(self, status, by, at, *columns):
        self.status = status
        signed(self, by, at).save(update_fields=["status", *columns])


def refuse_unfit(client, contact):
    """Whoever belongs to the client, is there today, and can be written to."""
    if contact.client_id != client.pk:
        raise Refused(_("This person belongs to another client."), field="contacts")
    if not contact.email:
        sentence = _("%(name)s has no e-mail address.") % {"name": contact.name}
        raise Refused(sentence, field="contacts")
