from contextlib import contextmanager

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import sees_money
from accounts.models import Brand, Client, Function, Rung, SearchEntry, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from briefs import job_news as news
from briefs.models.closing import blockers_of
from briefs.models.job_stage import JobStage
from briefs.models.job_states import ENDED, MOVES, RUNNING, TONES, Status
from briefs.models.job_type import JobType
from briefs.models.jobs import JobQuerySet, refuse_unfit


class Job(models.Model):
    """One piece of work for a client, known by its number from opening to close."""

    Status = Status

    number = models.CharField(_("number"), max_length=16, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="jobs")
    brand = models.ForeignKey(
        Brand,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("brand"),
    )
    title = models.CharField(_("title"), max_length=160)
    job_type = models.ForeignKey(
        JobType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("type"),
    )
    description = models.TextField(_("description"), max_length=4000, blank=True)
    # The client knows at every moment what it is done for (domain row 105).
    why = models.CharField(_("what it is for"), max_length=500, blank=True)
    is_billable = models.BooleanField(_("billable"), default=True)
    client_po = models.CharField(_("client's purchase order"), max_length=40, blank=True)
    budget = models.DecimalField(
        _("budget"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    # The place among the jobs of its client: 1 is done first.
    priority = models.PositiveIntegerField(_("priority"), default=1)
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name=_("owner"))
    traffic = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs_in_traffic",
        verbose_name=_("traffic"),
    )
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    checked_at = models.DateTimeField(_("opening checked"), null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.OPENED
    )
    status_at = models.DateTimeField(null=True, blank=True)
    status_reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Where it stood before it was put on hold or ended, to go on from there.
    status_before = models.CharField(max_length=16, choices=Status.choices, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    takes_attachments = True

    objects = JobQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ENDED, closed_at__isnull=False)
                | (~Q(status__in=ENDED) & Q(closed_at=None)),
                name="job_is_closed_when_it_ended",
            )
        ]
        indexes = [
            models.Index(fields=["client", "-opened_at"], name="jobs_of_client"),
            models.Index(fields=["client", "priority"], name="jobs_by_priority"),
            models.Index(fields=["status", "due_on"], name="jobs_by_status"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("briefs:job", args=[self.pk])

    @property
    def tone(self):
        return TONES.get(self.status, "")

    @property
    def is_running(self):
        return self.status in RUNNING

    @property
    def has_ended(self):
        return self.status in ENDED

    def is_late(self, on):
        return self.is_running and self.due_on is not None and self.due_on < on

    # -- Who may --------------------------------------------------------------------------------

    def can_edit(self, user):
        return self.client.rung_for(user) >= Rung.AE and not self.has_ended

    def can_see_money(self, user):
        if user.function == Function.FINANCE:
            return True
        return sees_money(user) and self.client.rung_for(user) > 0

    def can_rank(self, user):
        return self.client.rung_for(user) >= Rung.AM

    def can_move_stage(self, user):
        return self.is_running and (
            user.pk == self.traffic_id or self.client.rung_for(user) >= Rung.AE
        )

    def moves_for(self, user):
        """What this person may do to its state now, by the names of the verbs."""
        rung = self.client.rung_for(user)
        return [
            verb
            for verb, move in MOVES.items()
            if self.status in move.start and rung >= move.rung and not self._skips(verb)
        ]

    def _skips(self, verb):
        """Billable work waits for its estimate; the other has none to wait for."""
        if self.status != Status.BRIEFED:
            return False
        return verb == ("go_live" if self.is_billable else "await_estimate")

    # -- What is known of it --------------------------------------------------------------------

    def edit(self, by, at, **facts):
        """Change what is known of it; number and client never change."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            if self.has_ended:
                raise Refused(_("This job has ended. An account director may reopen it."))
            asked = {"brand": self.brand, "owner": self.owner, "traffic": self.traffic} | facts
            new = [name for name in ("brand", "owner", "traffic") if name in facts]
            new = {name: asked[name] for name in new if asked[name] != getattr(self, name)}
            refuse_unfit(self.client, new.get("brand"), new.get("owner"), new.get("traffic"))
            retyped = "job_type" in facts and facts["job_type"] != self.job_type
            if changed := take(self, **facts):
                signed(self, by, at).save(update_fields=changed)
                self.write_search_entry(at)
            if retyped:
                JobStage.objects.begin_anew(self, by, at)

    def check_opening(self, by, at):
        """An account manager looked at what was opened and why."""
        with locked(self):
            self.client.demand(by, Rung.AM, at)
            if self.has_ended:
                raise Refused(_("This job has ended."))
            if self.checked_at is None:
                self.checked_at, self.checked_by = at, by
                signed(self, by, at).save(update_fields=["checked_at", "checked_by"])
                news.close(self, at)

    # -- Its state ------------------------------------------------------------------------------

    def note_briefed(self, by, at, reason=""):
        """The work begins on a brief that was approved; without one, a manager says why."""
        with self._moving("note_briefed", by, at) as move:
            self.__dict__.pop("has_binding_brief", None)  # it may have been asked before the lock
            if not self.has_binding_brief:
                self.client.demand(by, Rung.AM, at)
                if not reason.strip():
                    sentence = _("No brief of this job is approved. Say why it begins without one.")
                    raise Refused(sentence, field="reason")
            self._become(move.to, by, at, reason)

    def await_estimate(self, by, at):
        """What it will cost lies with the client."""
        with self._moving("await_estimate", by, at) as move:
            self._become(move.to, by, at)

    def go_live(self, by, at):
        """The estimate is approved, or none is needed: the work is done."""
        with self._moving("go_live", by, at) as move:
            if self._skips("go_live"):
                raise Refused(_("Billable work waits for its estimate."))
            self._become(move.to, by, at)

    def take_estimate(self, by, at, client_po=""):
        """The client approved what it costs; called by the estimate's verb: the work may begin."""
        with locked(self):
            if client_po and client_po != self.client_po:
                self.client_po = client_po
                signed(self, by, at).save(update_fields=["client_po"])
            if self.status in MOVES["go_live"].start:
                self._become(Status.LIVE, by, at)

    def deliver(self, by, at):
        """The client has what was ordered."""
        with self._moving("deliver", by, at) as move:
            self._become(move.to, by, at, delivered_at=at)

    def take_back(self, by, reason, at):
        """Not delivered after all: something is to be put right."""
        with self._moving("take_back", by, at, reason) as move:
            self._become(move.to, by, at, reason, delivered_at=None)

    def hold(self, by, reason, at):
        """Nothing is done on it for now."""
        with self._moving("hold", by, at, reason) as move:
            self._become(move.to, by, at, reason, status_before=self.status)

    def resume(self, by, at):
        with self._moving("resume", by, at):
            self._become(self.status_before or Status.OPENED, by, at, status_before="")

    def cancel(self, by, reason, at):
        """It will not be done; its number stays taken."""
        with self._moving("cancel", by, at, reason) as move:
            before = self.status_before if self.status == Status.ON_HOLD else self.status
            self._become(move.to, by, at, reason, status_before=before, closed_at=at)

    def close(self, by, at):
        """Everything about it is settled."""
        with self._moving("close", by, at) as move:
            if found := blockers_of([self], at)[self.pk]:
                sentence = _("It cannot be closed yet: %(blockers)s")
                raise Refused(sentence % {"blockers": " ".join(str(b.text) for b in found)})
            self._become(move.to, by, at, status_before=self.status, closed_at=at)

    def reopen(self, by, reason, at):
        """Something was overlooked: an account director opens it again."""
        with self._moving("reopen", by, at, reason):
            before = self.status_before or Status.OPENED
            self._become(before, by, at, reason, status_before="", closed_at=None)

    @cached_property
    def has_binding_brief(self):
        holds = ("approved_internal", "client_signed", "issued")
        return self.briefs.filter(versions__status__in=holds).exists()

    # -- Its stage ------------------------------------------------------------------------------

    def advance(self, by, at):
        """The stage it is in is done; the next one begins."""
        with self._staging(by, at):
            JobStage.objects.advance(self, by, at)

    def go_back(self, by, reason, at):
        """The stage before has to be done again."""
        with self._staging(by, at):
            if not reason.strip():
                raise Refused(_("Say why it goes back."), field="reason")
            JobStage.objects.go_back(self, by, reason.strip(), at)

    # -- Its place ------------------------------------------------------------------------------

    def raise_priority(self, by, at):
        """Before the next more urgent open job of the same client."""
        self._change_places(by, at, up=True)

    def lower_priority(self, by, at):
        self._change_places(by, at, up=False)

    # -- Beneath the verbs ----------------------------------------------------------------------

    def become_due(self, day, by, at):
        """Follow the timing that was agreed; called by its verb."""
        with locked(self):
            if self.due_on != day:
                self.due_on = day
                signed(self, by, at).save(update_fields=["due_on"])

    def write_search_entry(self, at):
        SearchEntry.objects.put(
            self,
            kind="job",
            client=self.client,
            title=str(self),
            detail=self.client.name,
            at=at,
        )

    @contextmanager
    def _moving(self, verb, by, at, reason=None):
        """Hold a job that may go this way, for somebody who may send it there."""
        move = MOVES[verb]
        self.client.demand(by, move.rung, at)
        with locked(self):
            if self.status not in move.start:
                sentence = _("The job is “%(status)s”; this cannot be done now.")
                raise Refused(sentence % {"status": self.get_status_display()})
            if reason is not None and not reason.strip():
                raise Refused(_("Say why."), field="reason")
            yield move

    def _become(self, status, by, at, reason="", **facts):
        facts |= {"status": status, "status_at": at, "status_reason": reason.strip()[:500]}
        for name, value in facts.items():
            setattr(self, name, value)
        signed(self, by, at).save(update_fields=list(facts))
        news.tell_of_state(self, by, at)

    @contextmanager
    def _staging(self, by, at):
        if by.pk != self.traffic_id:
            self.client.demand(by, Rung.AE, at)
        with locked(self):
            if not self.is_running:
                sentence = _("The job is “%(status)s”; its stage stays as it is.")
                raise Refused(sentence % {"status": self.get_status_display()})
            yield

    def _change_places(self, by, at, up):
        # The client's row keeps two managers from changing the same places at once.
        with locked(self.client):
            self.client.demand(by, Rung.AM, at)
            self.refresh_from_db()
            if self.has_ended:
                raise Refused(_("A job that has ended has no place in the order."))
            others = Job.objects.filter(client=self.client_id).open()
            if up:
                ahead = others.filter(priority__lt=self.priority).order_by("-priority")
            else:
                ahead = others.filter(priority__gt=self.priority).order_by("priority")
            if (other := ahead.first()) is None:
                return
            self.priority, other.priority = other.priority, self.priority
            for job in (self, other):
                signed(job, by, at).save(update_fields=["priority"])
