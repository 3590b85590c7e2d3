from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Attachment, Client, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import work_news as news
from briefs.departments import CHOICES, demand_department, demand_people, works_for
from briefs.models.job import Job

TONES = {"given": "warn", "acknowledged": "info", "returned": "crit", "done": "good"}


class InstructionQuerySet(OfClientQuerySet):
    def open(self):
        """Neither done nor withdrawn."""
        status = self.model.Status
        return self.exclude(status__in=[status.DONE, status.WITHDRAWN])

    def waiting_for(self, user):
        """What this person's department has to acknowledge or to do, of the clients he serves."""
        status = self.model.Status
        rows = self.filter(status__in=[status.GIVEN, status.ACKNOWLEDGED])
        return rows.visible_to(user).filter(department=user.function)

    def unacknowledged(self, user):
        """Those he gave, or of a job of his, that nobody of the department has taken yet."""
        mine = Q(given_by=user) | Q(job__owner=user)
        return self.visible_to(user).filter(mine, status=self.model.Status.GIVEN)

    def returned_to(self, user):
        """Those he gave, or of a job of his, that came back with a question."""
        mine = Q(given_by=user) | Q(job__owner=user)
        return self.visible_to(user).filter(mine, status=self.model.Status.RETURNED)

    def on_page(self):
        return self.select_related(
            "client__office", "job", "given_by", "acknowledged_by", "returned_by", "done_by"
        )

    def give(self, job, department, by, at, *, title, text, due_on, files=()):
        """Tell a department what is wanted of it on a job, and by when."""
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
                given_by=by,
                given_at=at,
                acknowledge_by=a_working_day_after(client, at),
            )
            signed(row, by, at).save(force_insert=True)
            Attachment.objects.attach_all(row, files, by, at)
            row.tell_of_giving(by, at)
        return row


class Instruction(models.Model):
    """What a department is asked to do on a job, and whether it has taken it."""

    class Status(models.TextChoices):
        GIVEN = "given", _("Not acknowledged")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        RETURNED = "returned", _("Sent back")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    client = models.ForeignKey(Client, models.PROTECT, related_name="instructions")
    job = models.ForeignKey(Job, models.PROTECT, related_name="instructions")
    department = models.CharField(_("department"), max_length=12, choices=CHOICES)
    title = models.CharField(_("what"), max_length=160)
    text = models.TextField(_("instruction"), max_length=4000)
    due_on = models.DateField(_("due"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.GIVEN
    )
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.CharField(_("question or reason"), max_length=1000, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_note = models.CharField(_("note"), max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    takes_attachments = True

    objects = InstructionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("instruction")
        indexes = [
            models.Index(fields=["department", "status", "due_on"], name="instructions_waiting"),
            models.Index(fields=["job", "status"], name="instructions_of_job"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('briefs:job-work', args=[self.job_id])}#instruction-{self.pk}"

    @property
    def tone(self):
        return TONES.get(self.status, "")

    @property
    def is_open(self):
        return self.status not in (self.Status.DONE, self.Status.WITHDRAWN)

    def is_unheard(self, at):
        """A working day has passed, and nobody has said that he has it."""
        return self.status == self.Status.GIVEN and self.acknowledge_by < at

    def is_late(self, at):
        return self.is_open and self.due_on < self.client.local_date(at)

    def can_answer(self, user):
        return works_for(user, self.department, self.client)

    # -- The department ----------------------------------------------------------------------------

    def acknowledge(self, by, at):
        """We have it, and it is clear."""
        with locked(self):
            self._demand_status(self.Status.GIVEN)
            demand_department(by, self.department, self.client, at)
            self.acknowledged_at, self.acknowledged_by = at, by
            self._go(self.Status.ACKNOWLEDGED, by, at, "acknowledged_at", "acknowledged_by")
            news.close(self, at)
            text, reason = _("Acknowledged by %(name)s: %(title)s"), _("because you asked for it")
            self._tell_account(by, at, text, reason)

    def send_back(self, by, reason, at):
        """It cannot be done like this: a question, or what is missing."""
        if not reason.strip():
            raise Refused(_("Say what is unclear or missing."), field="reason")
        with locked(self):
            self._demand_status(self.Status.GIVEN, self.Status.ACKNOWLEDGED)
            demand_department(by, self.department, self.client, at)
            self.returned_at, self.returned_by = at, by
            self.return_reason, self.answer = reason.strip()[:1000], ""
            columns = ("returned_at", "returned_by", "return_reason", "answer")
            self._go(self.Status.RETURNED, by, at, *columns)
            news.close(self, at)
            text = _("Sent back by %(name)s: %(title)s. %(why)s")
            why = _("because the department cannot begin like this")
            self._tell_account(by, at, text, why, is_to_do=True, why=self.return_reason)

    def finish(self, by, note, at, files=()):
        """It is done."""
        with locked(self):
            self._demand_status(self.Status.ACKNOWLEDGED)
            demand_department(by, self.department, self.client, at)
            Attachment.objects.attach_all(self, files, by, at)
            self.done_at, self.done_by, self.done_note = at, by, note.strip()[:1000]
            self._go(self.Status.DONE, by, at, "done_at", "done_by", "done_note")
            news.close(self, at)
            text, reason = _("Done by %(name)s: %(title)s"), _("because you asked for it")
            self._tell_account(by, at, text, reason)

    # -- Who gave it -------------------------------------------------------------------------------

    def give_again(self, by, answer, due_on, at):
        """Answer what the department asked, or say what is not done yet; it is taken anew."""
        if not answer.strip():
            raise Refused(_("Say what is different now."), field="answer")
        with locked(self):
            self._demand_status(self.Status.RETURNED, self.Status.DONE)
            self.client.demand(by, Rung.AE, at)
            refuse_ended(self.job)
            refuse_past(self.client, due_on, at)
            self.answer, self.due_on = answer.strip()[:1000], due_on
            self.acknowledge_by = a_working_day_after(self.client, at)
            self.acknowledged_at = self.acknowledged_by = self.done_at = self.done_by = None
            columns = ("answer", "due_on", "acknowledge_by", "acknowledged_at", "acknowledged_by")
            self._go(self.Status.GIVEN, by, at, *columns, "done_at", "done_by")
            news.close(self, at)
            self.tell_of_giving(by, at)

    def withdraw(self, by, reason, at):
        """It need not be done any more."""
        if not reason.strip():
            raise Refused(_("Say why it need not be done."), field="reason")
        status = self.Status
        with locked(self):
            self._demand_status(status.GIVEN, status.ACKNOWLEDGED, status.RETURNED)
            self.client.demand(by, Rung.AE, at)
            self.withdrawn_at, self.withdrawal_reason = at, reason.strip()[:500]
            self._go(status.WITHDRAWN, by, at, "withdrawn_at", "withdrawal_reason")
            news.close(self, at)
            text = _("Withdrawn by %(name)s: %(title)s. %(why)s")
            if self.acknowledged_by:
                words = {"name": by.name, "title": self.title, "why": self.withdrawal_reason}
                why = _("because you had taken it")
                news.tell(self, [self.acknowledged_by], by, at, text, why, **words)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def tell_of_giving(self, by, at):
        words = {"title": self.title, "job": self.job, "name": by.name}
        text = _("To acknowledge: %(title)s (%(job)s)")
        news.tell_department(self, by, at, text, _("because %(name)s needs you for it"), **words)

    def _tell_account(self, by, at, text, reason, *, is_to_do=False, why=""):
        words = {"name": by.name, "title": self.title, "why": why}
        people = [self.given_by, self.job.owner]
        news.tell(self, people, by, at, text, reason, is_to_do=is_to_do, **words)

    def _demand_status(self, *expected):
        if self.status not in expected:
            sentence = _("This instruction is in the state “%(state)s”.")
            raise Refused(sentence % {"state": self.get_status_display()})

    def _go(self, status, by, at, *columns):
        self.status = status
        signed(self, by, at).save(update_fields=["status", *columns])


def a_working_day_after(client, at):
    return client.office.calendar.add_working_days(at, 1)


def refuse_past(client, due_on, at):
    if due_on < client.local_date(at):
        raise Refused(_("Choose a day that is still to come."), field="due_on")


def refuse_ended(job):
    if job.closed_at:
        raise Refused(_("The job is closed."))
