from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Attachment, Client, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import work_news as news
from briefs.departments import CHOICES, demand_department, demand_people, works_for
from briefs.models.instruction import refuse_ended, refuse_past
from briefs.models.job import Job

TONES = {"delivered": "warn", "accepted": "good", "rejected": "crit"}


class DeliverableQuerySet(OfClientQuerySet):
    def owed(self):
        """Still to be delivered, for the first time or again."""
        return self.filter(status__in=[self.model.Status.DUE, self.model.Status.REJECTED])

    def open(self):
        status = self.model.Status
        return self.exclude(status__in=[status.ACCEPTED, status.DROPPED])

    def waiting_for(self, user):
        """What this person's department has to deliver, of the clients he serves."""
        return self.owed().visible_to(user).filter(department=user.function)

    def to_accept(self, user):
        """Delivered on a job of his, or asked for by him, and not judged yet."""
        mine = Q(asked_by=user) | Q(job__owner=user)
        return self.visible_to(user).filter(mine, status=self.model.Status.DELIVERED)

    def late(self, on):
        return self.owed().filter(due_on__lt=on)

    def tally(self):
        """How many were accepted, and how many of these in their first round."""
        accepted = Q(status=self.model.Status.ACCEPTED)
        return self.aggregate(
            accepted=Count("pk", filter=accepted),
            right_first_time=Count("pk", filter=accepted & Q(round=1)),
        )

    def on_page(self):
        return self.select_related("client__office", "job", "asked_by", "decided_by")

    def ask(self, job, department, by, at, *, title, text, due_on, files=()):
        """Agree with a department on what it hands over on a job, and when."""
        client = job.client
        client.demand(by, Rung.AE, at)
        refuse_past(client, due_on, at)
        demand_people(department, client, at)
        with locked(job):
            refuse_ended(job)
            row = self.model(
                client=client,
                job=job,
                department=department,
                title=title,
                text=text,
                due_on=due_on,
                first_due_on=due_on,
                asked_by=by,
                asked_at=at,
            )
            signed(row, by, at).save(force_insert=True)
            Attachment.objects.attach_all(row, files, by, at)
            row.tell_department(by, at, _("To deliver by %(day)s: %(title)s (%(job)s)"))
        return row


class Deliverable(models.Model):
    """Something a department hands over on a job, judged with reasons each time it comes."""

    class Status(models.TextChoices):
        DUE = "due", _("Due")
        DELIVERED = "delivered", _("Delivered")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        DROPPED = "dropped", _("Not needed")

    client = models.ForeignKey(Client, models.PROTECT, related_name="deliverables")
    job = models.ForeignKey(Job, models.PROTECT, related_name="deliverables")
    department = models.CharField(_("department"), max_length=12, choices=CHOICES)
    title = models.CharField(_("what"), max_length=160)
    text = models.TextField(_("what it must be like"), max_length=4000, blank=True)
    due_on = models.DateField(_("due"))
    first_due_on = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DUE
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why"), max_length=1000, blank=True)
    next_step = models.CharField(_("what to do next"), max_length=1000, blank=True)

    takes_attachments = True

    objects = DeliverableQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("deliverable")
        indexes = [
            models.Index(fields=["department", "status", "due_on"], name="deliverables_waiting"),
            models.Index(fields=["job", "status"], name="deliverables_of_job"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('briefs:job-work', args=[self.job_id])}#deliverable-{self.pk}"

    @property
    def tone(self):
        return TONES.get(self.status, "")

    @property
    def is_owed(self):
        return self.status in (self.Status.DUE, self.Status.REJECTED)

    @property
    def is_open(self):
        return self.status not in (self.Status.ACCEPTED, self.Status.DROPPED)

    def is_late(self, at):
        return self.is_owed and self.due_on < self.client.local_date(at)

    def can_deliver(self, user):
        return works_for(user, self.department, self.client)

    def demand_attaching(self, by, at):
        if self.status == self.Status.ACCEPTED:
            raise Refused(_("It is accepted; what was accepted stays as it is."))

    # -- Verbs -------------------------------------------------------------------------------------

    def deliver(self, by, note, at, files=()):
        """Here it is; each time is a round."""
        with locked(self):
            self._demand_status(self.Status.DUE, self.Status.REJECTED)
            demand_department(by, self.department, self.client, at)
            row = Delivery(
                deliverable=self, round=self.round, delivered_by=by, delivered_at=at, note=note
            )
            signed(row, by, at).save(force_insert=True)
            Attachment.objects.attach_all(row, files, by, at)
            self.delivered_at = at
            self._go(self.Status.DELIVERED, by, at, "delivered_at")
            news.close(self, at)
            text = _("To accept or reject: %(title)s (%(job)s)")
            why = _("because %(name)s has delivered it")
            self._tell([self.asked_by, self.job.owner], by, at, text, why, is_to_do=True)
        return row

    def accept(self, by, reason, at):
        """It is what was wanted."""
        if not reason.strip():
            raise Refused(_("Say why it is accepted: a word to those who made it."), field="reason")
        self._decide(by, self.Status.ACCEPTED, reason, "", at)

    def reject(self, by, reason, next_step, due_on, at):
        """It is not what was wanted: why, and what to do next; the next round is due on a day."""
        if not reason.strip():
            raise Refused(_("Say why it is rejected."), field="reason")
        if not next_step.strip():
            raise Refused(_("Say what to do next."), field="next_step")
        refuse_past(self.client, due_on, at)
        self._decide(by, self.Status.REJECTED, reason, next_step, at, due_on=due_on)

    def drop(self, by, reason, at):
        """It is not needed any more."""
        if not reason.strip():
            raise Refused(_("Say why it is not needed."), field="reason")
        status = self.Status
        with locked(self):
            self._demand_status(status.DUE, status.DELIVERED, status.REJECTED)
            self.client.demand(by, Rung.AE, at)
            self.decided_at, self.decided_by, self.reason = at, by, reason.strip()[:1000]
            self._go(status.DROPPED, by, at, "decided_at", "decided_by", "reason")
            news.close(self, at)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def _decide(self, by, outcome, reason, next_step, at, *, due_on=None):
        with locked(self):
            self._demand_status(self.Status.DELIVERED)
            self.client.demand(by, Rung.AE, at)
            self.decided_at, self.decided_by = at, by
            self.reason, self.next_step = reason.strip()[:1000], next_step.strip()[:1000]
            delivery = self.deliveries.get(round=self.round)
            delivery.judge(by, outcome, self.reason, self.next_step, at)
            if due_on:
                self.due_on, self.round = due_on, self.round + 1
            columns = ("decided_at", "decided_by", "reason", "next_step", "due_on", "round")
            self._go(outcome, by, at, *columns)
            news.close(self, at)
            if outcome == self.Status.REJECTED:
                self.tell_department(by, at, _("Rejected: %(title)s. Next: %(next)s"))
            else:
                text, why = _("Accepted by %(name)s: %(title)s"), _("because you delivered it")
                self._tell([delivery.delivered_by], by, at, text, why)

    def tell_department(self, by, at, text):
        why = _("because %(name)s needs it of your department")
        news.tell_department(self, by, at, text, why, **self._words(by))

    def _tell(self, people, by, at, text, reason, *, is_to_do=False):
        news.tell(self, people, by, at, text, reason, is_to_do=is_to_do, **self._words(by))

    def _words(self, by):
        return {
            "title": self.title,
            "job": self.job,
            "name": by.name,
            "day": news.day(self.due_on),
            "next": self.next_step,
        }

    def _demand_status(self, *expected):
        if self.status not in expected:
            sentence = _("This deliverable is in the state “%(state)s”.")
            raise Refused(sentence % {"state": self.get_status_display()})

    def _go(self, status, by, at, *columns):
        self.status = status
        signed(self, by, at).save(update_fields=["status", *columns])


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(deliverable__in=Deliverable.objects.visible_to(user))


class Delivery(models.Model):
    """One round of a deliverable: what came, and how it was judged."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField()
    delivered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()
    note = models.CharField(_("note"), max_length=1000, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=Deliverable.Status.choices)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    next_step = models.CharField(max_length=1000, blank=True)

    takes_attachments = True

    objects = DeliveryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["deliverable", "round"]
        verbose_name = _("delivery")
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "round"], name="one_delivery_per_round")
        ]

    def __str__(self):
        return _("%(title)s, round %(round)d") % {"title": self.deliverable, "round": self.round}

    def get_absolute_url(self):
        return self.deliverable.get_absolute_url()

    @property
    def client(self):
        return self.deliverable.client

    def demand_attaching(self, by, at):
        if self.decided_at:
            raise Refused(_("This round is judged; its files stay as they are."))

    def judge(self, by, outcome, reason, next_step, at):
        """What became of this round; the deliverable's own verbs ask who may."""
        self.decided_by, self.decided_at, self.outcome = by, at, outcome
        self.reason, self.next_step = reason, next_step
        columns = ["decided_by", "decided_at", "outcome", "reason", "next_step"]
        signed(self, by, at).save(update_fields=columns)
