from contextlib import contextmanager
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import About, Brand, Client, ContactPerson, OfClientQuerySet, Rung, User, about
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import job_news as news
from briefs.models.job import Job
from briefs.models.job_type import JobType


@dataclass(frozen=True)
class Source:
    """Where a request comes from: a record, the line of it, what it is called, where it is."""

    record: models.Model
    key: str
    label: str
    url: str


class JobRequestQuerySet(OfClientQuerySet):
    def open(self):
        """Neither a job yet nor declined."""
        return self.filter(accepted_at=None, declined_at=None)

    def can_enter(self, client, user):
        return client.rung_for(user) >= Rung.AAE

    def enter(self, client, title, by, at, *, source=None, brand=None, contact=None, **facts):
        """Write down what the client wants; one and the same source makes one request."""
        with locked(client):
            client.demand(by, Rung.AAE, at)
            if source and (made := self.of(source)):
                return made
            refuse_unfit(client, brand, contact)
            request = self.model(
                client=client,
                title=title,
                brand=brand,
                contact=contact,
                entered_by=by,
                entered_at=at,
                **facts,
                **placed(source),
            )
            signed(request, by, at).save(force_insert=True)
            news.tell_of_request(request, by, at)
        return request

    def made_from(self, record):
        """Those that came from any line of this record."""
        return self.filter(**about(record))

    def of(self, source):
        """The request that was made from this source; None if none was."""
        return self.filter(**about(source.record), source_key=source.key).first()


class JobRequest(About):
    """What a client asks for, before it has a number."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="job_requests")
    brand = models.ForeignKey(
        Brand, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brand")
    )
    title = models.CharField(_("title"), max_length=160)
    wanted = models.TextField(_("what is wanted"), max_length=4000, blank=True)
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    job_type = models.ForeignKey(
        JobType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type")
    )
    contact = models.ForeignKey(
        ContactPerson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    # Which line of the record it comes from, what that record is called, and where it is read.
    source_key = models.CharField(max_length=40, blank=True)
    source = models.CharField(_("comes from"), max_length=80, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    job = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, related_name="request", verbose_name=_("job")
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = JobRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("job request")
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "source_key"],
                condition=Q(about_id__isnull=False),
                name="one_request_per_source",
            ),
            models.CheckConstraint(
                condition=Q(job=None, accepted_at=None)
                | Q(job__isnull=False, accepted_at__isnull=False, declined_at=None),
                name="accepted_request_has_its_job",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "entered_at"],
                condition=Q(accepted_at=None, declined_at=None),
                name="job_requests_open",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("briefs:job-request", args=[self.pk])

    @property
    def is_open(self):
        return self.accepted_at is None and self.declined_at is None

    def can_answer(self, user):
        return self.is_open and self.client.rung_for(user) >= Rung.AE

    def accept(self, by, at, *, title, brand, owner, **facts):
        """Open a job for it; request and job know each other from then on."""
        self.client.demand(by, Rung.AE, at)
        with self._answering():
            job = Job.objects.open_job(self.client, brand, title, owner, by, at, **facts)
            self.job, self.accepted_at, self.accepted_by = job, at, by
            signed(self, by, at).save(update_fields=["job", "accepted_at", "accepted_by"])
            news.tell_of_answer(self, by, at)
        return job

    def decline(self, by, reason, at):
        """It will not be done by us; whoever brought it hears why."""
        self.client.demand(by, Rung.AE, at)
        with self._answering():
            if not reason.strip():
                raise Refused(_("Say why, so that the client can be told."), field="reason")
            self.declined_at, self.declined_by = at, by
            self.decline_reason = reason.strip()[:500]
            signed(self, by, at).save(
                update_fields=["declined_at", "declined_by", "decline_reason"]
            )
            news.tell_of_answer(self, by, at)

    @contextmanager
    def _answering(self):
        with locked(self):
            if self.job_id:
                raise Refused(_("It is a job already: %(job)s.") % {"job": self.job})
            if self.declined_at:
                raise Refused(_("This request was declined."))
            yield


def placed(source):
    if source is None:
        return {}
    return {
        **about(source.record),
        "source_key": source.key,
        "source": source.label[:80],
        "source_url": source.url,
    }


def refuse_unfit(client, brand, contact):
    if client.status == Client.Status.CLOSED:
        raise Refused(_("The client is closed; nothing new is begun."), field="client")
    if brand is not None and brand.client_id != client.pk:
        raise Refused(_("This brand belongs to another client."), field="brand")
    if contact is not None and contact.client_id != client.pk:
        raise Refused(_("This person works for another client."), field="contact")
