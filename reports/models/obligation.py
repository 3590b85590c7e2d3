from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import ladder_of
from accounts.models import Client, Function, Notice, OfClientQuerySet, Rung, User, about
from agency.lib.clock import deadline
from agency.lib.refusal import Refused
from agency.lib.rows import locked, take
from reports.models.plan import plan_of
from reports.models.rule import ReportRule, contracts_in_force
from reports.models.sweep import hand_over, settle, step_due


class ObligationQuerySet(OfClientQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def owed_by(self, person):
        return self.open().filter(Q(owner=person) | Q(drafter=person))

    def overdue(self, at):
        return self.open().filter(due_at__lte=at)

    def late(self, at):
        """Sent after their deadline, or still owed past it."""
        return self.filter(
            Q(met_at__gt=F("due_at")) | Q(closed_at=None), due_at__lte=at, voided_at=None
        )

    def due(self, at):
        """Debts of which somebody must be told something by now."""
        return self.filter(next_step_at__lte=at).filter(Q(retry_at=None) | Q(retry_at__lte=at))

    def with_people(self):
        return self.select_related(
            "client__office",
            "interaction",
            "owner__office",
            "drafter__office",
            "report__submitted_to__office",
        )

    def start(self, interaction, owner, at, drafter=None):
        """Start the clock of one contact: it counts from the contact's end, not from now."""
        debt = self.reckoned(interaction, owner, at, drafter)
        debt.save()
        return debt

    def reckoned(self, interaction, owner, at, drafter=None):
        """The debt of one contact with its clock worked out, not saved yet."""
        debt = self.model(interaction=interaction, client=interaction.client, logged_at=at)
        debt.owner, debt.drafter = owner, drafter
        debt._set_clock(interaction.ends_at, at)
        debt.is_logged_late = debt.due_at <= at
        return debt

    def settle(self, at):
        """Close the debts whose reports the mail system has accepted."""
        return settle(self, at)

    def hand_over(self, at):
        """Give the open debts of absent and departed owners to whoever stands in."""
        return hand_over(self, at)

    def step_due(self, at):
        """Tell everyone who is due to be told; each step once, however many workers run."""
        self.settle(at)
        self.hand_over(at)
        return step_due(self, at)


class Obligation(models.Model):
    """A 24-hour status report owed for one contact with a client, from the contact's end."""

    class LateReason(models.TextChoices):
        WORKLOAD = "workload", _("Too much at once")
        WAITING = "waiting", _("Waited for somebody inside")
        CLIENT = "client", _("Waited for the client")
        TRAVEL = "travel", _("On the road")
        ILLNESS = "illness", _("Ill")
        FORGOTTEN = "forgotten", _("Forgotten")
        TECHNICAL = "technical", _("Something technical")

    interaction = models.OneToOneField(
        "reports.Interaction", models.PROTECT, related_name="obligation"
    )
    client = models.ForeignKey(Client, models.PROTECT, related_name="obligations")
    owner = models.ForeignKey(User, models.PROTECT, related_name="obligations")
    drafter = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="obligations_drafted"
    )
    report = models.ForeignKey(
        "reports.ContactReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
    )
    ended_at = models.DateTimeField()
    hours = models.PositiveSmallIntegerField()
    clock = models.CharField(max_length=14)
    due_at = models.DateTimeField()
    # When this clock was set: a step that was past already at that moment is not caught up with.
    clock_set_at = models.DateTimeField()
    # Grows when the deadline moves or the debt opens again: the steps begin anew.
    generation = models.PositiveSmallIntegerField(default=1)
    logged_at = models.DateTimeField()
    is_logged_late = models.BooleanField(default=False)
    # The next moment somebody must be told. Empty: closed, or everybody up to the CSD knows.
    next_step_at = models.DateTimeField(null=True, blank=True)
    # Set aside after an error, so that one bad row delays nobody else.
    retry_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    waiver_reason = models.CharField(_("why it may go unwritten"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    late_reason = models.CharField(
        _("why it is late"), max_length=12, choices=LateReason.choices, blank=True
    )
    late_note = models.CharField(_("in words"), max_length=300, blank=True)
    is_system_fault = models.BooleanField(default=False)

    objects = ObligationQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["next_step_at", "retry_at", "error", "breached_at"]
    )

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("24-hour status report")
        verbose_name_plural = _("24-hour status reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, met_at=None, voided_at=None, waived_at=None)
                | Q(closed_at__isnull=False, met_at__isnull=False, voided_at=None, waived_at=None)
                | Q(closed_at__isnull=False, met_at=None, voided_at__isnull=False, waived_at=None)
                | Q(closed_at__isnull=False, met_at=None, voided_at=None, waived_at__isnull=False),
                name="obligation_closed_in_one_way",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                condition=Q(next_step_at__isnull=False),
                name="obligation_next_step",
            ),
            models.Index(fields=["owner", "due_at"], condition=Q(closed_at=None), name="owed_by"),
            models.Index(
                fields=["client", "due_at"], condition=Q(closed_at=None), name="owed_for_client"
            ),
            models.Index(fields=["client", "-due_at"], name="obligations_of_client"),
        ]

    def __str__(self):
        return f"{self.client}: {self.interaction}"

    def get_absolute_url(self):
        return reverse("reports:interaction", args=[self.interaction_id])

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def was_late(self):
        """Met, but after its deadline. Never re-labelled on time."""
        return self.met_at is not None and self.met_at > self.due_at

    def state(self, at):
        """Where the debt stands at `at`, in one word of the trade."""
        if self.voided_at:
            return "void"
        if self.waived_at:
            return "waived"
        if self.met_at:
            return "met_late" if self.was_late else "met"
        if at >= self.due_at:
            return "breached"
        return "running" if at >= self.ended_at else "scheduled"

    def arithmetic(self, language="en"):
        """How the deadline is reckoned, for the page: start, hours, skipped days, due."""
        return deadline(
            self.ended_at, self.hours, self.clock, self.client.office.calendar, language=language
        )

    def plan(self):
        return plan_of(self, ReportRule.current(), self.client.office.calendar)

    def taken_steps(self):
        return [step for step in self.steps.all() if step.generation == self.generation]

    def can_waive(self, user):
        return user.stands_at_least(Rung.AD)

    def waive(self, by, reason, at):
        """Let this report go unwritten. Only an AD or above, and never silently."""
        if not self.can_waive(by):
            raise Refused.rank(_("Only an account director or above may waive a report."))
        if not reason.strip():
            raise Refused(_("Say why this report may go unwritten."), field="reason")
        with locked(self):
            self._refuse_if_closed()
            self.waived_at, self.waived_by, self.waiver_reason = at, by, reason.strip()
            self._close(at, ["waived_at", "waived_by", "waiver_reason"])

    def void(self, at):
        """The contact did not take place, so nothing is owed."""
        with locked(self):
            self._refuse_if_closed()
            self.voided_at = at
            self._close(at, ["voided_at"])

    def meet(self, accepted_at):
        """The report reached the client and the owner's superior at `accepted_at`."""
        with locked(self):
            if not self.is_open:
                return
            self.met_at = accepted_at
            self._close(accepted_at, ["met_at"])

    def reopen(self, at):
        """Every mail to the client came back: the debt stands again, with its old deadline."""
        with locked(self):
            if self.met_at is None:
                raise Refused(_("This report is still owed."))
            self.met_at = self.closed_at = None
            self._begin_anew(at)

    def move(self, ended_at, at):
        """The contact ended at another moment: the clock counts from there, its steps anew."""
        with locked(self):
            self._refuse_if_closed()
            self._set_clock(ended_at, at)
            self._begin_anew(at)

    def hand_to(self, person, reason):
        """Somebody else answers for this report from now on; the deadline stays."""
        with locked(self):
            self._refuse_if_closed()
            self.owner = person
            self._change_reason = reason
            self.save(update_fields=["owner"])

    def explain_lateness(self, reason, note):
        """Why a late report is late; asked for before it is distributed."""
        with locked(self):
            self.late_reason, self.late_note = reason, note.strip()
            self.save(update_fields=["late_reason", "late_note"])

    @staticmethod
    def can_flag_system_fault(user):
        return user.function == Function.ADMIN

    def flag_system_fault(self, by, *, is_fault):
        """An outage the administration has proven: counted against nobody, no time changed."""
        if not self.can_flag_system_fault(by):
            raise Refused.rank(_("Only the administration may say that the system was down."))
        with locked(self):
            if changed := take(self, is_system_fault=is_fault):
                self._history_user = by
                self.save(update_fields=changed)

    def draft_by(self, person):
        with locked(self):
            self._refuse_if_closed()
            if changed := take(self, drafter=person):
                self.save(update_fields=changed)

    def ladder(self, at):
        return ladder_of(self.client, self.owner, at)

    def _refuse_if_closed(self):
        if not self.is_open:
            raise Refused(_("This report is no longer owed; the page was out of date."))

    def _close(self, at, fields):
        self.closed_at, self.next_step_at, self.retry_at = at, None, None
        self.save(update_fields=["closed_at", "next_step_at", "retry_at", *fields])
        Notice.objects.filter(**about(self), done_at=None).update(done_at=at)

    def _set_clock(self, ended_at, at):
        terms = self._terms(ended_at)
        self.hours, self.clock = terms.hours, terms.clock
        self.ended_at, self.clock_set_at = ended_at, at
        self.due_at = self.arithmetic().due
        self.next_step_at = self.plan()[0].at

    def _terms(self, ended_at):
        day = self.client.local_date(ended_at)
        contract = contracts_in_force([self.client.pk], day).get(self.client.pk)
        return ReportRule.current().terms(contract)

    def _begin_anew(self, at):
        self.generation += 1
        self.clock_set_at, self.breached_at = at, None
        self.next_step_at = self.plan()[0].at
        self.save(
            update_fields=[
                "met_at",
                "closed_at",
                "ended_at",
                "hours",
                "clock",
                "due_at",
                "generation",
                "clock_set_at",
                "breached_at",
                "next_step_at",
            ]
        )


class ObligationStep(models.Model):
    """One step of a debt: when it was meant, when it was taken and who was told."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="steps")
    generation = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=16)
    scheduled_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    # The highest rung that knows after this step; empty for warnings.
    rung = models.PositiveSmallIntegerField(null=True, blank=True, choices=Rung.choices)
    # [{"id", "name", "rank", "for"}]: names as they were, whatever becomes of the people.
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["scheduled_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "generation", "step"], name="each_step_once"
            )
        ]

    def __str__(self):
        return f"{self.obligation_id} {self.step}"
