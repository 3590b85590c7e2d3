from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import (
    Approval,
    Brand,
    Client,
    Counter,
    OfClientQuerySet,
    Rung,
    SearchEntry,
    User,
)
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs.models.job import Job
from briefs.sections import shape_of


class BriefQuerySet(OfClientQuerySet):
    def on_page(self):
        """With all that a row of a list says."""
        return self.select_related("client__office", "brand", "job", "author", "latest")

    def written_by(self, user):
        """Those one has written, alone or with others."""
        through = Brief.co_authors.through.objects.filter(brief=OuterRef("pk"), user=user)
        return self.filter(Q(author=user) | Exists(through))

    def to_sign(self, user):
        """Those whose newest version waits for this very person."""
        of_version = Q(about_type__app_label="briefs", about_type__model="briefversion")
        waiting = Approval.objects.lying_with(user).filter(of_version).values("about_id")
        return self.filter(latest__in=waiting)

    def returned(self):
        return self.filter(latest__status="returned")

    def start(self, client, kind, title, by, at, *, job=None, brand=None):
        """Begin a brief: its first version, empty."""
        with transaction.atomic():
            client.demand(by, Rung.AE, at)
            refuse_unfit(client, job, brand)
            brief = self.model(
                client=client,
                job=job,
                brand=brand or (job.brand if job else None),
                kind=kind,
                title=title,
                author=by,
                made_at=at,
                further_sections=further_sections(kind, job),
            )
            signed(brief, by, at).save(force_insert=True)
            brief.add_version(by, at, is_for_client=brief.shape.is_for_client)
            brief.write_search_entry(at)
        return brief


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
    # Keys of the sections that its job's type asked for when it was begun.
    further_sections = models.JSONField(default=list)
    # The newest version, so that lists need not look for it.
    latest = models.ForeignKey(
        "briefs.BriefVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BriefQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[co_authors], excluded_fields=["latest"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("brief")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="brief_number_once"
            )
        ]
        indexes = [models.Index(fields=["client", "-made_at"], name="briefs_of_client")]

    def __str__(self):
        return f"{self.number or self.get_kind_display()} {self.title}"

    def get_absolute_url(self):
        return reverse("briefs:brief", args=[self.pk])

    @property
    def shape(self):
        """Its sections and the columns of its table."""
        return shape_of(self.kind, self.further_sections)

    # -- Who may do what ------------------------------------------------------------------------

    def is_written_by(self, user):
        return user.pk == self.author_id or user in self.co_authors.all()

    def can_write(self, user):
        """Its authors as long as they read the client's work, and any AE or above."""
        if self.client.rung_for(user) >= Rung.AE:
            return True
        reads = Client.objects.open_to(user).filter(pk=self.client_id)
        return self.is_written_by(user) and reads.exists()

    def demand_writing(self, by, at):
        if not self.can_write(by):
            self.client.demand(by, Rung.AE, at)

    # -- What is done to it ---------------------------------------------------------------------

    def name_co_authors(self, by, people, at):
        """Say who else writes it: the planner, another AE; none of them may then approve it."""
        with locked(self):
            self.demand_writing(by, at)
            people = [person for person in people if person != self.author]
            for person in people:
                if not Client.objects.open_to(person).filter(pk=self.client_id).exists():
                    sentence = _("%(name)s does not see this client; share the client first.")
                    raise Refused(sentence % {"name": person.name}, field="people")
            before, steps = set(self.co_authors.all()), Approval.objects.of(self.latest).standing()
            if before - set(people) and steps.exists():
                sentence = _("Who wrote it stays named while it waits for a signature.")
                raise Refused(sentence, field="people")
            if set(people) != before:
                signed(self, by, at).co_authors.set(people)
                for step in steps:
                    step.co_authors.set(people)

    def add_version(self, by, at, **facts):
        """The next version; called by the verbs that hold the lock and have asked who may."""
        number = self.latest.number + 1 if self.latest else 1
        version = self.versions.model(
            brief=self, number=number, title=self.title, made_by=by, made_at=at, **facts
        )
        signed(version, by, at).save(force_insert=True)
        self.latest = version
        self.skip_history_when_saving = True
        try:
            self.save(update_fields=["latest"])
        finally:
            del self.skip_history_when_saving
        return version

    def rename(self, title, by, at):
        """Follow the title of the newest version; called by its verb."""
        if title != self.title:
            self.title = title
            signed(self, by, at).save(update_fields=["title"])
            self.write_search_entry(at)

    def draw_number(self, by, at):
        """Give it its number at its first submission: after its job, else of the client's year."""
        if self.number:
            return
        code = self.shape.code
        if self.job_id:
            sequence = Counter.objects.draw(f"brief:{self.client_id}:{self.job_id}-{code}")
            self.number = f"{self.job.number}-{code}{sequence if sequence > 1 else ''}"
        else:
            year = self.client.local_date(at).year % 100
            sequence = Counter.objects.draw(f"brief:{self.client_id}:{year:02d}-{code}")
            self.number = f"{self.client.code}-{year:02d}-{code}-{sequence:02d}"
        signed(self, by, at).save(update_fields=["number"])
        self.write_search_entry(at)

    def write_search_entry(self, at):
        SearchEntry.objects.put(
            self,
            kind="brief",
            client=self.client,
            title=str(self),
            detail=f"{self.client.name}, {self.get_kind_display()}",
            at=at,
        )


def further_sections(kind, job):
    """What the job's type asks for beside the usual sections, in the brief it begins with."""
    job_type = job.job_type if job else None
    return job_type.brief_sections if job_type and job_type.brief_kind == kind else []


def refuse_unfit(client, job, brand):
    if client.status == Client.Status.CLOSED:
        raise Refused(_("The client is closed; nothing is briefed any more."), field="client")
    if job is not None and job.client_id != client.pk:
        raise Refused(_("This job belongs to another client."), field="job")
    if job is not None and job.closed_at:
        raise Refused(_("This job is closed; open a new one."), field="job")
    if brand is not None and brand.client_id != client.pk:
        raise Refused(_("This brand belongs to another client."), field="brand")
