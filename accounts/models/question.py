from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import question_news as news
from accounts.models.about import About, about
from accounts.models.client import Client
from accounts.models.contact import ContactPerson
from accounts.models.of_client import OfClientQuerySet
from accounts.models.rank import Rung
from accounts.models.user import User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class QuestionQuerySet(OfClientQuerySet):
    def of(self, record):
        return self.filter(**about(record))

    def unanswered(self):
        """Those with whoever has to find the answer; a holding reply does not stop the clock."""
        return self.filter(answered_at=None)

    def open(self):
        """Not closed yet: unanswered, or answered and not confirmed."""
        return self.filter(closed_at=None)

    def late(self, on):
        """Past their target day and still without an answer."""
        return self.unanswered().filter(target_on__lt=on)

    def blocking(self):
        """Those that hold up what they are about."""
        return self.unanswered().filter(is_mandatory=True)

    def late_per_client(self, on):
        """{client's id: how many of its questions are past their target}."""
        rows = self.late(on).order_by().values_list("client").annotate(count=Count("pk"))
        return dict(rows)

    def on_page(self):
        """With all that a row says, the late ones first, then the unanswered, then the rest."""
        return self.select_related(
            "client__office", "asked_by", "asked_by_contact", "assignee", "answered_by"
        ).order_by(
            F("closed_at").asc(nulls_first=True),
            F("answered_at").asc(nulls_first=True),
            "target_on",
            "pk",
        )

    def ask(self, record, text, by, at, *, assignee, contact=None, section="",
            kind="simple", is_mandatory=False):  # fmt: skip
        """Ask about one record, or one section of it; `contact` asks by link, without `by`."""
        client = record.client
        if by is not None and not Client.objects.open_to(by).filter(pk=client.pk).exists():
            client.demand(by, Rung.AAE, at)
        if not text.strip():
            raise Refused(_("Say what you want to know."), field="text")
        refuse_outsider(client, assignee)
        question = self.model(
            client=client,
            section=section,
            text=text.strip()[:1000],
            kind=kind,
            is_mandatory=is_mandatory,
            asked_by=by,
            asked_by_contact=contact,
            asked_at=at,
            assignee=assignee,
            target_on=target_day(client, kind, at),
            url=record.get_absolute_url(),
            **about(record),
        )
        signed(question, by, at).save(force_insert=True)
        news.tell_of_asking(question, by, at)
        return question


class Question(About):
    """Something somebody has to know before the work can go on, and who finds it out by when."""

    class Kind(models.TextChoices):
        SIMPLE = "simple", _("Simple: one working day")
        RESEARCH = "research", _("Research: three working days")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        HOLDING_REPLY = "holding_reply", _("Holding reply")
        ANSWERED = "answered", _("Answered")
        REOPENED = "reopened", _("Reopened")
        CLOSED = "closed", _("Closed")

    client = models.ForeignKey(Client, models.PROTECT, related_name="questions")
    section = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300)
    text = models.CharField(_("question"), max_length=1000)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SIMPLE)
    is_mandatory = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by_contact = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    asked_at = models.DateTimeField()
    assignee = models.ForeignKey(User, models.PROTECT, related_name="questions")
    target_on = models.DateField(_("answer by"))
    holding_reply = models.CharField(max_length=500, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=3000, blank=True)
    sources = models.CharField(_("sources checked"), max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["target_on", "pk"]
        verbose_name = _("question")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(asked_by__isnull=False, asked_by_contact=None)
                    | Q(asked_by=None, asked_by_contact__isnull=False)
                ),
                name="question_asked_by_one",
            )
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="questions_of_record"),
            models.Index(
                fields=["client", "target_on"],
                condition=Q(answered_at=None),
                name="questions_unanswered",
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return f"{self.url}#question-{self.pk}"

    @property
    def status(self):
        if self.closed_at:
            return self.Status.CLOSED
        if self.answered_at:
            return self.Status.ANSWERED
        if self.held_at:
            return self.Status.HOLDING_REPLY
        return self.Status.REOPENED if self.reopened_count else self.Status.OPEN

    @property
    def status_label(self):
        return self.status.label

    @property
    def asker(self):
        return self.asked_by or self.asked_by_contact

    @property
    def ball(self):
        """Who has to do something now: the one who answers, then the one who asked; else nobody."""
        if self.closed_at:
            return None
        return self.asker if self.answered_at else self.assignee

    def is_late(self, on):
        return self.answered_at is None and self.target_on < on

    # -- Who may do what ------------------------------------------------------------------------

    def can_answer(self, user):
        return user.pk == self.assignee_id or self.client.rung_for(user) >= Rung.AE

    def can_close(self, user):
        return user.pk == self.asked_by_id or self.client.rung_for(user) >= Rung.AE

    # -- What becomes of it ---------------------------------------------------------------------

    def hold(self, by, reply, at):
        """Say that it is being looked into, and until when; the target stays."""
        with self._change(by, at):
            if self.answered_at:
                raise Refused(_("This question is answered already."))
            if not reply.strip():
                raise Refused(_("Say what you are doing about it."), field="reply")
            self.holding_reply, self.held_at = reply.strip()[:500], at
            self._save(by, at, "holding_reply", "held_at")
            news.tell_asker(self, by, at)

    def give_answer(self, by, text, at, sources=""):
        """Answer it, saying where one looked."""
        with self._change(by, at):
            if self.answered_at:
                raise Refused(_("This question is answered already."))
            if not text.strip():
                raise Refused(_("The answer is empty."), field="text")
            self.answer, self.sources = text.strip()[:3000], sources.strip()[:500]
            self.answered_by, self.answered_at = by, at
            self._save(by, at, "answer", "sources", "answered_by", "answered_at")
            news.tell_asker(self, by, at)

    def hand_on(self, by, assignee, at):
        """Somebody else finds the answer; the target stays."""
        with self._change(by, at):
            if self.answered_at:
                raise Refused(_("This question is answered already."))
            if assignee == self.assignee:
                return
            refuse_outsider(self.client, assignee)
            self.assignee = assignee
            self._save(by, at, "assignee")
            news.tell_of_asking(self, by, at)

    def close(self, by, at):
        """The answer will do."""
        with locked(self):
            self._demand_closing(by, at)
            if not self.answered_at or self.closed_at:
                raise Refused(_("Only an answered question can be closed."))
            self.closed_at = at
            self._save(by, at, "closed_at")
            news.finish(self, at)

    def reopen(self, by, reason, at):
        """The answer will not do; the clock starts anew, and it is counted how often."""
        with locked(self):
            self._demand_closing(by, at)
            if not self.answered_at:
                raise Refused(_("This question is not answered yet."))
            if not reason.strip():
                raise Refused(_("Say what is still missing."), field="reason")
            missing = self._note_missing(reason.strip())
            self.answered_at = self.answered_by = self.closed_at = self.held_at = None
            self.holding_reply = ""
            self.reopened_count += 1
            self.target_on = target_day(self.client, self.kind, at)
            self._save(by, at, "text", "answered_at", "answered_by", "closed_at", "held_at",
                       "holding_reply", "reopened_count", "target_on")  # fmt: skip
            news.tell_of_asking(self, by, at, missing)

    def _note_missing(self, reason):
        """Put what is missing to the question; what its text does not say is returned."""
        self._change_reason = reason[:100]
        if self.asked_by_contact_id:
            return reason  # the client reads what he asked, and that alone
        self.text = f"{self.text}\n{reason}"[:1000]
        return ""

    def _change(self, by, at):
        if not self.can_answer(by):
            self.client.demand(by, Rung.AE, at)
        return locked(self)

    def _demand_closing(self, by, at):
        if not self.can_close(by):
            self.client.demand(by, Rung.AE, at)

    def _save(self, by, at, *fields):
        signed(self, by, at).save(update_fields=fields)


WORKING_DAYS = {Question.Kind.SIMPLE: 1, Question.Kind.RESEARCH: 3}


def target_day(client, kind, at):
    """The day by which an answer is due, on the calendar of the serving office."""
    calendar = client.office.calendar
    due = calendar.add_working_days(at, WORKING_DAYS[kind])
    return calendar.local_date(due)


def refuse_outsider(client, person):
    if not person.is_active or not Client.objects.open_to(person).filter(pk=client.pk).exists():
        sentence = _("%(name)s does not see this client, so cannot answer.")
        raise Refused(sentence % {"name": person.name}, field="assignee")
