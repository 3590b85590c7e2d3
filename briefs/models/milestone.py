from contextlib import contextmanager

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import walled
from accounts.models import Client, ContactPerson, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from agency.lib.schedule import Step, exchanged
from briefs import milestone_news as news
from briefs.models.job import Job
from briefs.models.timetable import Timetable
from briefs.models.timing_plan import TimingPlan, refuse_closed, timing_condition
from briefs.timing_template import LONGEST_STEP

COPIED = (
    "job client key position name side days after person contact is_client_facing planned_start "
    "planned_end done_on done_at done_by dropped_at dropped_by drop_reason"
).split()


class MilestoneQuerySet(OfClientQuerySet):
    def visible_to(self, user):
        """Those of plans one may see, and one's own."""
        if not user.is_active:
            return self.none()
        own = Q(person=user) & ~walled(user, "client")
        return self.filter(timing_condition(user) | own)

    def current(self):
        """Those of the version that holds for each job."""
        return self.filter(plan__is_current=True)

    def open(self):
        """Still to be reached, on jobs that have not ended."""
        rows = self.current().filter(done_on=None, dropped_at=None)
        return rows.filter(job__closed_at=None)

    def overdue(self, on):
        return self.open().filter(planned_end__lt=on)

    def due_between(self, first, last):
        """Open ones that end from `first` to `last`, both days included."""
        return self.open().filter(planned_end__range=(first, last))

    def unfinished(self, job):
        """What keeps a job from being closed."""
        return self.current().filter(job=job, done_on=None, dropped_at=None)

    def of_team(self, people):
        """What these people answer for, as owners of the milestone or of its job."""
        return self.filter(Q(person__in=people) | Q(job__owner__in=people))

    def judged(self, first, last):
        """What the client was promised for days that are over, from `first` to `last`.

        Our own client-facing milestones, by the version that was agreed on the day they were
        reached or should have been: a later version changes nothing about a day that was missed.
        What a client did too late is not ours.
        """
        reached = Coalesce("done_on", "planned_end")
        rows = self.filter(
            agreed_at__isnull=False,
            dropped_at=None,
            is_client_facing=True,
            side=Milestone.Side.AGENCY,
            # Follows from the days below, but asks of a plain column before it reckons.
            planned_end__gte=first,
        )
        return rows.annotate(judged_on=Least(reached, "planned_end")).filter(
            Q(plan__superseded_at=None) | Q(plan__superseded_at__date__gt=F("judged_on")),
            judged_on__range=(first, last),
            judged_on__gte=F("agreed_at__date"),
        )

    def missed_client_facing(self, first, last):
        """Those of `judged` that were not reached on their day."""
        late = Q(done_on=None) | Q(done_on__gt=F("planned_end"))
        return self.judged(first, last).filter(late)

    def for_calendar(self, person, since):
        """His milestones and those of his jobs, done ones too."""
        rows = self.visible_to(person).current().of_team([person.pk])
        rows = rows.filter(dropped_at=None, planned_end__gte=since)
        rows = rows.select_related("job", "client", "plan", "person", "contact")
        return rows.order_by("planned_end", "pk")

    def on_page(self, user):
        """With all that a row says, and where `user` stands for its client."""
        standing = Client.objects.filter(pk=OuterRef("client")).with_standing(user)
        rows = self.select_related("plan", "job__owner", "client__office", "person", "contact")
        return rows.annotate(standing=standing.values("standing")[:1])


class Milestone(models.Model):
    """One step of a timing plan with its owner, and the day by which it is reached."""

    class Side(models.TextChoices):
        AGENCY = "agency", _("Agency")
        CLIENT = "client", _("Client")

    plan = models.ForeignKey(TimingPlan, models.CASCADE, related_name="milestones")
    job = models.ForeignKey(Job, models.PROTECT, related_name="milestones")
    client = models.ForeignKey(Client, models.PROTECT, related_name="milestones")
    # The same through all versions of the plan.
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("milestone"), max_length=120)
    side = models.CharField(_("who works"), max_length=6, choices=Side.choices, default=Side.AGENCY)
    days = models.PositiveSmallIntegerField(
        _("working days"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_STEP)],
    )
    # Keys of the milestones it waits for.
    after = models.JSONField(default=list, blank=True)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    contact = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    is_client_facing = models.BooleanField(_("the client is told this day"), default=False)
    planned_start = models.DateField(_("begins"), null=True)
    planned_end = models.DateField(_("ends"), null=True)
    # Why its day is another than in the version before.
    slip_reason = models.CharField(max_length=500, blank=True)
    # When its plan was agreed; from then on its days stand.
    agreed_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(_("reached"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    drop_reason = models.CharField(max_length=500, blank=True)

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("milestone")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="one_milestone_per_key"),
            models.CheckConstraint(
                condition=Q(person=None) | Q(contact=None), name="milestone_has_one_owner"
            ),
        ]
        indexes = [
            models.Index(
                fields=["planned_end", "client"],
                condition=Q(done_on=None, dropped_at=None),
                name="milestones_open",
            ),
            models.Index(
                fields=["person", "planned_end"],
                condition=Q(done_on=None, dropped_at=None),
                name="milestones_of_person",
            ),
            models.Index(
                fields=["client", "planned_end"],
                condition=Q(agreed_at__isnull=False, is_client_facing=True, side="agency"),
                name="milestones_promised",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('briefs:timing', args=[self.job_id])}#milestone-{self.pk}"

    @property
    def owner(self):
        return self.person or self.contact

    @property
    def is_open(self):
        return self.done_on is None and self.dropped_at is None

    @property
    def is_done(self):
        return self.done_on is not None

    @property
    def was_late(self):
        """Reached after its day."""
        return self.is_done and self.done_on > self.planned_end

    @property
    def state(self):
        """planned, done, done_late or dropped."""
        if self.dropped_at:
            return "dropped"
        if self.is_done:
            return "done_late" if self.was_late else "done"
        return "planned"

    def is_overdue(self, on):
        return self.is_open and self.planned_end < on

    @property
    def step(self):
        """As the scheduler reads it."""
        return Step(self.key, self.days, self.side, tuple(self.after))

    def keeps_day_of(self, promised):
        """Whether the client was promised this very day already."""
        return promised is not None and promised.planned_end == self.planned_end

    def content(self):
        """What an agreement is about, as plain values."""
        return {
            "key": self.key,
            "name": self.name,
            "side": self.side,
            "days": self.days,
            "after": self.after,
            "is_client_facing": self.is_client_facing,
            "planned_start": self.planned_start.isoformat(),
            "planned_end": self.planned_end.isoformat(),
        }

    def copied_to(self, plan):
        """The same milestone, not saved, in the next version."""
        return Milestone(plan=plan, **{name: getattr(self, name) for name in COPIED})

    # -- Who may --------------------------------------------------------------------------------

    def can_tick(self, user):
        """Its owner, and the AE of the client and above."""
        return user.pk == self.person_id or self.client.rung_for(user) >= Rung.AE

    def demand_ticking(self, by, at):
        """Refuse whoever neither owns it nor runs the client's jobs."""
        if by.pk != self.person_id:
            self.client.demand(by, Rung.AE, at)

    # -- Verbs: the plan's shape ------------------------------------------------------------------

    def edit(self, by, at, **facts):
        """Change what it is, how long it takes, who does it or what it waits for."""
        with self._drafting(by, at) as rows:
            changed = take(self, **facts)
            self.refuse_owner()
            if self.key in self.after:
                raise Refused(_("A milestone does not wait for itself."), field="after")
            if changed:
                signed(self, by, at).save(update_fields=changed)
                self.plan.lay_out(rows, Timetable.settled, by, at)

    def remove(self, by, at):
        """Take it out of a draft; what waited for it waits for what it waited for."""
        with self._drafting(by, at) as rows:
            promised = self.plan.promised
            if promised and promised.milestones.filter(key=self.key).exists():
                raise Refused(_("It was agreed with the client: drop it, with the reason."))
            rows.remove(self)
            for row in rows:
                if self.key in row.after:
                    kept = [key for key in row.after if key != self.key]
                    row.after = list(dict.fromkeys([*kept, *self.after]))
            self.plan.save_rows(rows, by, at)
            signed(self, by, at).delete()

    def rise(self, by, at):
        """Change places with the one above; if it waited for that one, the order is turned."""
        with self._drafting(by, at) as rows:
            place = rows.index(self)
            if place == 0:
                raise Refused(_("It is the first already."))
            above = rows[place - 1]
            self.position, above.position = above.position, self.position
            if above.key in self.after and not above.is_done and not self.is_done:
                self._turn(above, rows)
            self.plan.lay_out(rows, Timetable.settled, by, at)

    def move(self, by, day, reason, at):
        """Let it end on another day, with what that pushes or pulls; returns the plan it is in.

        In a plan that was agreed this begins the next version. A day that the client was told
        does not become later without a reason.
        """
        self.client.demand(by, Rung.AE, at)
        with locked(self.plan):
            plan, here = self.plan, self
            if plan.is_agreed:
                plan = plan.revise(by, reason, at)
                here = plan.milestones.get(key=self.key)
            with plan.drafting(by, at):
                plan.slide(here.key, day, reason, by, at)
        return plan

    # -- Verbs: what becomes of it ----------------------------------------------------------------

    def complete(self, by, at, on=None):
        """It is reached, today or on a day before; late if that is after its day."""
        today = self.client.local_date(at)
        on = on or today
        if on > today:
            raise Refused(_("This day is still to come."), field="on")
        with self._ticking(by, at):
            self._become(by, at, done_on=on, done_at=at, done_by=by)

    def reopen(self, by, at):
        """It is not reached after all."""
        self.demand_ticking(by, at)
        with locked(self):
            self._demand_standing()
            if self.done_on is None:
                raise Refused(_("This milestone is open already."))
            self._become(by, at, done_on=None, done_at=None, done_by=None)

    def drop(self, by, reason, at):
        """It need not be reached; what the client was promised is the manager's to drop."""
        needed = Rung.AM if self.agreed_at and self.is_client_facing else Rung.AE
        self.client.demand(by, needed, at)
        if not reason.strip():
            raise Refused(_("Say why it need not be reached."), field="reason")
        with locked(self):
            self._demand_open()
            facts = {"dropped_at": at, "dropped_by": by, "drop_reason": reason.strip()[:500]}
            self._become(by, at, **facts)

    def hand_to(self, by, at, *, person=None, contact=None):
        """Somebody else sees to it from now on; no day changes."""
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            self._demand_open()
            self.person, self.contact = person, contact
            self.refuse_owner()
            self._become(by, at, person=person, contact=contact)

    # -- Beneath the verbs ------------------------------------------------------------------------

    def refuse_owner(self):
        """One of ours who sees the client, or one of his people."""
        if self.person and self.contact:
            raise Refused(_("A milestone has one owner."), field="contact")
        if self.contact and self.contact.client_id != self.client_id:
            raise Refused(_("This person belongs to another client."), field="contact")
        if self.person is None:
            return
        sees_it = Client.objects.open_to(self.person).filter(pk=self.client_id).exists()
        if not (self.person.is_active and sees_it):
            raise Refused(_("This colleague does not see the client."), field="person")

    @contextmanager
    def _drafting(self, by, at):
        """Hold the draft it stands in; gives the rows of the plan, itself among them."""
        with self.plan.drafting(by, at):
            rows = list(self.plan.milestones.all())
            if self not in rows:
                raise Refused(_("Somebody has removed it meanwhile."))
            self.refresh_from_db()
            self._demand_open()
            yield [self if row == self else row for row in rows]

    @contextmanager
    def _ticking(self, by, at):
        self.demand_ticking(by, at)
        with locked(self):
            self._demand_open()
            yield

    def _demand_standing(self):
        refuse_closed(self.job)
        if self.plan.status == TimingPlan.Status.SUPERSEDED:
            raise Refused(_("This version was superseded; use the newest."))

    def _demand_open(self):
        self._demand_standing()
        if self.done_on:
            raise Refused(_("This milestone is reached already."))
        if self.dropped_at:
            raise Refused(_("This milestone was dropped."))

    def _become(self, by, at, **facts):
        """Note what became of it, in the version that holds and in the one being drafted alike."""
        rows = Milestone.objects.filter(job=self.job_id, key=self.key).exclude(pk=self.pk)
        rows = [self, *rows.filter(plan__in=TimingPlan.objects.standing())]
        for row in rows:
            for name, value in facts.items():
                setattr(row, name, value)
            signed(row, by, at).save(update_fields=list(facts))
        news.settle(rows, at)

    def _turn(self, above, rows):
        """Change places and days with the one it waited for."""
        turned = exchanged([row.step for row in rows], self.key, above.key)
        for row, step in zip(rows, turned, strict=True):
            row.after = list(step.after)
        self.planned_end, above.planned_end = above.planned_end, self.planned_end
