from contextlib import contextmanager
from functools import cached_property

from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, ContactPerson, Function, OfClientQuerySet, Rung, User
from accounts.models.paper import content_hash
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs.models.job import Job
from briefs.models.timetable import Timetable
from briefs.models.timing_effect import FARTHEST, Effect
from briefs.timing_template import first_milestones, key_for

MOST_MILESTONES = 60
TOO_MANY = _("A plan holds sixty milestones at most.")
THERE_IS_ONE = _("The job has a timing plan already.")
WHY_A_NEW_VERSION = _("The plan was agreed: say why it changes.")


class TimingPlanQuerySet(OfClientQuerySet):
    def visible_to(self, user):
        """Those of the clients whose work one may read; traffic sees all timing."""
        return self.filter(timing_condition(user))

    def current(self):
        """The version that holds for each job: the agreed one, else its first draft."""
        return self.filter(is_current=True)

    def standing(self):
        return self.exclude(status=self.model.Status.SUPERSEDED)

    def draw_up(self, job, due_on, by, at, template=()):
        """Draft the first plan of a job, backwards from the day it is due."""
        with locked(job):
            job.client.demand(by, Rung.AE, at)
            refuse_closed(job)
            refuse_due(due_on, job.client.local_date(at))
            if self.filter(job=job).standing().exists():
                raise Refused(THERE_IS_ONE)
            plan = self.model(
                job=job,
                client=job.client,
                number=self.next_number(job),
                is_current=True,
                due_on=due_on,
                made_by=by,
                made_at=at,
            )
            signed(plan, by, at).save(force_insert=True)
            rows = first_milestones(plan, template, job.client.local_date(at))
            plan.lay_out(rows, Timetable.back_from, by, at)
        return plan

    def next_number(self, job):
        return (self.filter(job=job).aggregate(last=Max("number"))["last"] or 0) + 1


class TimingPlan(models.Model):
    """One version of who does what by when on a job; once agreed, a promise to the client."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        SUPERSEDED = "superseded", _("Superseded")

    job = models.ForeignKey(Job, models.PROTECT, related_name="timing_plans")
    client = models.ForeignKey(Client, models.PROTECT, related_name="timing_plans")
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    # The version that holds: its milestones are the job's, for lists, notices and calendars.
    is_current = models.BooleanField(default=False)
    due_on = models.DateField(_("due"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(_("why it changes"), max_length=500, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_with = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_agreed_on = models.DateField(_("agreed by the client"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = TimingPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("timing plan")
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="one_timing_plan_per_number"),
            models.UniqueConstraint(
                fields=["job"], condition=Q(status="draft"), name="one_timing_draft_per_job"
            ),
            models.UniqueConstraint(
                fields=["job"], condition=Q(is_current=True), name="one_current_plan_per_job"
            ),
        ]

    def __str__(self):
        return f"{self.job.number} v{self.number}"

    def get_absolute_url(self):
        return reverse("briefs:timing", args=[self.job_id])

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def is_agreed(self):
        return self.status == self.Status.AGREED

    @cached_property
    def promised(self):
        """The version agreed before this one, which it is measured against."""
        earlier = self.job.timing_plans.filter(number__lt=self.number, agreed_at__isnull=False)
        return earlier.order_by("-number").first()

    def content(self, rows=None):
        """What is agreed: days, owners and order, as plain values."""
        rows = self.milestones.all() if rows is None else rows
        return {
            "due_on": self.due_on.isoformat(),
            "milestones": [row.content() for row in rows if row.dropped_at is None],
        }

    def hash_of(self, rows=None):
        return content_hash(self.content(rows))

    def timetable(self, at, rows=None):
        """Its milestones over the calendars of office and client."""
        rows = list(self.milestones.all()) if rows is None else rows
        return Timetable(rows, self.client, self._begun(rows, self.client.local_date(at)))

    # -- Who may --------------------------------------------------------------------------------

    def can_draft(self, user):
        return self.client.rung_for(user) >= Rung.AE

    def can_agree(self, user):
        return self.client.rung_for(user) >= Rung.AM

    # -- Verbs of a draft -------------------------------------------------------------------------

    def reschedule(self, by, due_on, at):
        """Lay every open milestone out anew, backwards from this day."""
        with self.drafting(by, at):
            refuse_due(due_on, self.client.local_date(at))
            self.due_on = due_on
            signed(self, by, at).save(update_fields=["due_on"])
            self.lay_out(list(self.milestones.all()), Timetable.back_from, by, at)

    def add(self, by, at, *, name, days, side, after, **facts):
        """Put one more milestone into the plan, behind those it waits for."""
        with self.drafting(by, at):
            rows = list(self.milestones.all())
            if len(rows) >= MOST_MILESTONES:
                raise Refused(TOO_MANY)
            row = self.milestones.model(
                plan=self,
                job=self.job,
                client=self.client,
                key=key_for(name, {row.key for row in rows}),
                position=max((row.position for row in rows), default=0) + 1,
                name=name,
                days=days,
                side=side,
                after=list(after),
                **facts,
            )
            row.refuse_owner()
            self.lay_out([*rows, row], Timetable.settled, by, at)
        return row

    def discard(self, by, at):
        """Give up a draft; the agreed version goes on to hold."""
        with self.drafting(by, at):
            self._supersede(by, at)

    def agree(self, by, content_hash, at, *, contact=None, on=None):
        """Settle this version: the manager answers for it, and the client has said yes to it.

        Where no day that the client sees has changed, he need not be asked again.
        """
        self.client.demand(by, Rung.AM, at)
        with locked(self):
            self._demand_draft()
            rows, today = list(self.milestones.all()), self.client.local_date(at)
            if content_hash != self.hash_of(rows):
                raise Refused(_("It changed since you opened it. Read it again."))
            promised = self.promised
            self._refuse_impossible(rows, promised, at)
            asks_client = self.asks_client(rows, promised)
            if asks_client and contact is None:
                raise Refused(_("Say who of the client agreed to it."), field="contact")
            if contact is not None and contact.client_id != self.client_id:
                raise Refused(_("This person belongs to another client."), field="contact")
            if on is not None and not self._is_plausible(on, today):
                raise Refused(_("The client agreed between the drafting and today."), field="on")
            if promised is not None:
                promised._supersede(by, at)
            self._settle(rows, by, at, contact, (on or today) if contact else None)

    def asks_client(self, rows, promised):
        """Whether a day the client was promised is new or has moved."""
        was = {row.key: row for row in promised.milestones.all()} if promised else {}
        return any(
            row.is_client_facing and row.is_open and not row.keeps_day_of(was.get(row.key))
            for row in rows
        )

    # -- Verbs of an agreed version ---------------------------------------------------------------

    def revise(self, by, reason, at):
        """Begin the next version; this one holds until the next is agreed."""
        self.client.demand(by, Rung.AE, at)
        if not reason.strip():
            raise Refused(WHY_A_NEW_VERSION, field="reason")
        with locked(self):
            if not self.is_agreed:
                raise Refused(_("Only an agreed plan has a next version; change the draft itself."))
            refuse_closed(self.job)
            return self._next_version(by, reason.strip(), at)

    # -- Beneath the verbs ------------------------------------------------------------------------

    @contextmanager
    def drafting(self, by, at):
        """Hold a draft for somebody who may change it."""
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            self._demand_draft()
            yield self

    def slide(self, key, day, reason, by, at):
        """Move one milestone of this draft, with what that pushes or pulls."""
        effect = Effect(self, key, day, at)
        effect.demand_reason(reason)
        for row in effect.changed:
            row.slip_reason = reason.strip()[:500] or row.slip_reason
        self.save_rows(effect.rows, by, at)
        if effect.due_on != self.due_on:
            self.due_on = effect.due_on
            signed(self, by, at).save(update_fields=["due_on"])

    def lay_out(self, rows, how, by, at):
        """Save these rows on the days that `how` finds for them."""
        table, today = self.timetable(at, rows), self.client.local_date(at)
        table.apply(how(table, self.due_on, today).spans)
        self.save_rows(rows, by, at)

    def save_rows(self, rows, by, at):
        """Write the rows whose days, place or order are not what the database has."""
        names = ("planned_start", "planned_end", "after", "position", "slip_reason")
        was = {row.pk: row for row in self.milestones.all()}
        for row in rows:
            if row.pk is None:
                signed(row, by, at).save(force_insert=True)
                continue
            changed = [n for n in names if getattr(row, n) != getattr(was[row.pk], n)]
            if changed:
                signed(row, by, at).save(update_fields=changed)

    def _demand_draft(self):
        refuse_closed(self.job)
        if not self.is_draft:
            raise Refused(_("This version is agreed; it changes by a new version."))

    def _begun(self, rows, today):
        """Those that the agreed version let begin by today."""
        promised = self if self.agreed_at else self.promised
        if promised is None:
            return ()
        if promised == self:
            return {row.key for row in rows if row.planned_start <= today}
        old = promised.milestones.filter(planned_start__lte=today)
        return set(old.values_list("key", flat=True))

    def _refuse_impossible(self, rows, promised, at):
        today = self.client.local_date(at)
        over = [row for row in rows if row.is_open and row.planned_end < today]
        if over:
            sentence = _("“%(name)s” is planned for a day that is over. Move it, or tick it.")
            raise Refused(sentence % {"name": over[0].name})
        verdict = self.timetable(at, rows).judged(self.due_on, today)
        if promised is None and not verdict.is_feasible:
            raise Refused(_("This plan cannot be kept: it should have begun before today."))

    def _is_plausible(self, on, today):
        return self.client.local_date(self.made_at) <= on <= today

    def _settle(self, rows, by, at, contact, on):
        self.status, self.is_current = self.Status.AGREED, True
        self.agreed_at, self.agreed_by = at, by
        self.agreed_with, self.client_agreed_on = contact, on
        self.content_hash = self.hash_of(rows)
        signed(self, by, at).save()
        for row in rows:
            row.agreed_at = at
            signed(row, by, at).save(update_fields=["agreed_at"])
        self.job.become_due(self.due_on, by, at)

    def _supersede(self, by, at):
        self.status, self.is_current, self.superseded_at = self.Status.SUPERSEDED, False, at
        signed(self, by, at).save(update_fields=["status", "is_current", "superseded_at"])

    def _next_version(self, by, reason, at):
        if self.job.timing_plans.filter(status=self.Status.DRAFT).exists():
            raise Refused(_("A next version is being drafted already; change that one."))
        plan = TimingPlan(
            job=self.job,
            client=self.client,
            number=TimingPlan.objects.next_number(self.job),
            due_on=self.due_on,
            made_by=by,
            made_at=at,
            reason=reason[:500],
        )
        signed(plan, by, at).save(force_insert=True)
        for row in self.milestones.all():
            signed(row.copied_to(plan), by, at).save(force_insert=True)
        return plan


def timing_condition(user, of="client"):
    """Whose timing one sees: that of the clients one reads; traffic's people, of all."""
    clients = Client.objects
    sees_all = user.function == Function.TRAFFIC
    return clients.named_condition(user, of) if sees_all else clients.open_condition(user, of)


def refuse_due(day, today, field="due_on"):
    if day < today:
        raise Refused(_("Choose a day that is still to come."), field=field)
    if day > today + FARTHEST:
        raise Refused(_("This day is more than five years away."), field=field)


def refuse_closed(job):
    if job.closed_at is not None:
        raise Refused(_("The job is closed; its timing stays as it was."))
