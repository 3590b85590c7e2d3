from contextlib import contextmanager

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Attachment, Client, ContactPerson, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import work_news as news
from briefs.models.instruction import refuse_ended, refuse_past
from briefs.models.job import Job
from briefs.models.job_stage import JobStage

TONES = {"partly": "warn", "received": "good"}


class MaterialRequestQuerySet(OfClientQuerySet):
    def open(self):
        """Asked for, and not all of it there."""
        return self.filter(status__in=[self.model.Status.ASKED, self.model.Status.PARTLY])

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)

    def blocking(self, job):
        """What keeps a job in its stage, or will."""
        return self.open().filter(job=job, stage__isnull=False)

    def on_page(self):
        return self.select_related(
            "client__office", "job", "contact", "stage", "asked_by", "received_by"
        )

    def ask(self, job, contact, by, at, *, title, details="", due_on, stage=None, write=False):
        """Ask the client's person for something the work needs; `write` sends him a mail."""
        client = job.client
        client.demand(by, Rung.AAE, at)
        refuse_past(client, due_on, at)
        if contact.client_id != client.pk or (stage and stage.job_id != job.pk):
            raise Refused(_("This belongs to another client or job."), field="contact")
        with locked(job):
            refuse_ended(job)
            row = self.model(
                client=client,
                job=job,
                contact=contact,
                title=title,
                details=details,
                due_on=due_on,
                stage=stage,
                asked_by=by,
                asked_at=at,
            )
            signed(row, by, at).save(force_insert=True)
            if write:
                row.refuse_unwritable()
                news.write_for_material(row, by, at)
        return row


class MaterialRequest(models.Model):
    """Something the client must give so that work can go on."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked for")
        PARTLY = "partly", _("Partly there")
        RECEIVED = "received", _("Received")
        DROPPED = "dropped", _("Not needed")

    client = models.ForeignKey(Client, models.PROTECT, related_name="material_requests")
    job = models.ForeignKey(Job, models.PROTECT, related_name="material_requests")
    contact = models.ForeignKey(ContactPerson, models.PROTECT, related_name="+")
    title = models.CharField(_("what"), max_length=160)
    details = models.TextField(_("details"), max_length=2000, blank=True)
    due_on = models.DateField(_("due"))
    stage = models.ForeignKey(
        JobStage, models.SET_NULL, null=True, blank=True, related_name="material_requests"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ASKED
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    missing = models.CharField(_("still missing"), max_length=500, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(max_length=500, blank=True)

    takes_attachments = True

    objects = MaterialRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("material from the client")
        indexes = [
            models.Index(
                fields=["job", "due_on"],
                condition=Q(status__in=["asked", "partly"]),
                name="materials_open",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('briefs:job-work', args=[self.job_id])}#material-{self.pk}"

    @property
    def tone(self):
        return TONES.get(self.status, "")

    @property
    def is_open(self):
        return self.status in (self.Status.ASKED, self.Status.PARTLY)

    def is_late(self, at):
        return self.is_open and self.due_on < self.client.local_date(at)

    def can_manage(self, user):
        """Keeping the list is what assistants learn on; nobody who only reads does it."""
        return self.client.rung_for(user) >= Rung.AAE

    def can_be_reminded(self, at):
        return self.is_open and bool(self.contact.email) and not self._was_reminded_today(at)

    # -- Verbs -------------------------------------------------------------------------------------

    def receive_part(self, by, missing, at, files=()):
        """Some of it came; what is still missing is what he is reminded of."""
        if not missing.strip():
            raise Refused(_("Say what is still missing."), field="missing")
        with self._open_to(by, at):
            Attachment.objects.attach_all(self, files, by, at)
            self.missing = missing.strip()[:500]
            self._go(self.Status.PARTLY, by, at, "missing")

    def receive(self, by, at, files=()):
        """All of it is there."""
        with self._open_to(by, at):
            Attachment.objects.attach_all(self, files, by, at)
            self.received_at, self.received_by, self.missing = at, by, ""
            self._go(self.Status.RECEIVED, by, at, "received_at", "received_by", "missing")
            news.close(self, at)
            text, why = _("Material is there: %(title)s (%(job)s)"), _("because it was asked for")
            words = {"title": self.title, "job": self.job}
            news.tell(self, [self.asked_by, self.job.owner], by, at, text, why, **words)

    def reopen(self, by, missing, at):
        """It is not there after all, or cannot be used."""
        if not missing.strip():
            raise Refused(_("Say what is missing or cannot be used."), field="missing")
        with locked(self):
            self._demand_status(self.Status.RECEIVED, self.Status.DROPPED)
            self.client.demand(by, Rung.AAE, at)
            refuse_ended(self.job)
            self.missing, self.received_at, self.received_by = missing.strip()[:500], None, None
            self._go(self.Status.PARTLY, by, at, "missing", "received_at", "received_by")

    def move(self, by, due_on, at):
        """It is needed on another day."""
        refuse_past(self.client, due_on, at)
        with self._open_to(by, at):
            self.due_on = due_on
            self._go(self.status, by, at, "due_on")

    def drop(self, by, reason, at):
        """It is not needed any more."""
        if not reason.strip():
            raise Refused(_("Say why it is not needed."), field="reason")
        with self._open_to(by, at):
            self.dropped_at, self.drop_reason = at, reason.strip()[:500]
            self._go(self.Status.DROPPED, by, at, "dropped_at", "drop_reason")

    def remind(self, by, at):
        """Write to the client's person; once a day at most."""
        with self._open_to(by, at):
            self.refuse_unwritable()
            if self._was_reminded_today(at):
                raise Refused(_("%(name)s was reminded today.") % {"name": self.contact.name})
            self.reminded_at = at
            self._go(self.status, by, at, "reminded_at")
            news.write_for_material(self, by, at, again=True)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def refuse_unwritable(self):
        if not self.contact.email:
            raise Refused(_("%(name)s has no e-mail address.") % {"name": self.contact.name})

    @contextmanager
    def _open_to(self, by, at):
        """Hold a request that is open, for somebody who may change it."""
        with locked(self):
            self._demand_status(self.Status.ASKED, self.Status.PARTLY)
            self.client.demand(by, Rung.AAE, at)
            yield

    def _demand_status(self, *expected):
        if self.status not in expected:
            sentence = _("This request is in the state “%(state)s”.")
            raise Refused(sentence % {"state": self.get_status_display()})

    def _was_reminded_today(self, at):
        last = self.reminded_at
        return last is not None and self.client.local_date(last) == self.client.local_date(at)

    def _go(self, status, by, at, *columns):
        self.status = status
        signed(self, by, at).save(update_fields=["status", *columns])
