from contextlib import contextmanager

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from accounts.access import ladder_of
from accounts.models.about import About, about
from accounts.models.client import Client
from accounts.models.notice import Notice
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take


class EscalationQuerySet(OfClientQuerySet):
    def open(self):
        return self.filter(resolved_at=None)

    def waiting_for(self, user):
        """What somebody has to answer."""
        return self.open().filter(person=user)

    def raise_to(self, rung, client, by, at, *, kind, subject, proposal, record=None):
        """Carry a problem up with a proposal; whoever holds the rung has to answer it."""
        with locked(client):
            client.demand(by, Rung.AM, at)
            if not proposal.strip():
                raise Refused(_("Say what you propose."), field="proposal")
            person = nearest_holder(client, rung, by, at)
            row = self.model(
                client=client,
                kind=kind,
                rung=rung,
                person=person,
                raised_by=by,
                subject=subject.strip()[:200],
                proposal=proposal.strip()[:2000],
                opened_at=at,
                **(about(record) if record is not None else {}),
            )
            signed(row, by, at).save(force_insert=True)
            row.tell(person, gettext_lazy("because it was escalated to you"), at, is_to_do=True)
        return row


def nearest_holder(client, rung, by, at):
    """Who holds a rung, or the next filled one above, and is not the one who asks."""
    climb = ladder_of(client, by, at).climb(rung - 1, but=by)
    if climb is None:
        raise Refused(_("Nobody stands above you for this client."))
    return climb.told[0].person


class Escalation(About):
    """A problem carried up the ladder with a proposal, until somebody above has answered it."""

    class Kind(models.TextChoices):
        REPORT_LATE = "report_late", gettext_lazy("Late report")
        FINANCIAL = "financial", gettext_lazy("Money")
        PERSONNEL = "personnel", gettext_lazy("Staff")
        COMPLAINT = "client_complaint", gettext_lazy("Complaint of the client")
        DEADLINE = "deadline", gettext_lazy("Deadline")
        SCOPE = "scope", gettext_lazy("Scope")
        OTHER = "other", gettext_lazy("Other")

    class Status(models.TextChoices):
        OPEN = "open", gettext_lazy("To answer")
        ACKNOWLEDGED = "acknowledged", gettext_lazy("Seen")
        RESOLVED = "resolved", gettext_lazy("Answered")

    client = models.ForeignKey(Client, models.PROTECT, related_name="escalations")
    kind = models.CharField(gettext_lazy("kind"), max_length=18, choices=Kind.choices)
    status = models.CharField(
        gettext_lazy("status"), max_length=12, choices=Status.choices, default=Status.OPEN
    )
    rung = models.PositiveSmallIntegerField(gettext_lazy("level"), choices=Rung.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="escalations")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    subject = models.CharField(gettext_lazy("what it is about"), max_length=200)
    proposal = models.TextField(gettext_lazy("proposal"), max_length=2000)
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(gettext_lazy("answer"), max_length=2000, blank=True)

    objects = EscalationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = gettext_lazy("escalation")
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None) | ~Q(answer=""),
                name="escalation_is_closed_with_words",
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "opened_at"],
                condition=Q(resolved_at=None),
                name="escalations_to_answer",
            )
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("accounts:escalation", args=[self.pk])

    @property
    def tone(self):
        return {"open": "crit", "acknowledged": "warn", "resolved": "good"}[self.status]

    def can_answer(self, user):
        """The one it was carried to, or whoever stands as high for this client."""
        at_rung = self.client.rung_for(user) >= self.rung
        return self.resolved_at is None and (user.pk == self.person_id or at_rung)

    def acknowledge(self, by, at):
        """It was seen; the answer comes."""
        with self._answering(by, at):
            if self.acknowledged_at:
                raise Refused(_("This was seen already."))
            self._become(self.Status.ACKNOWLEDGED, by, at, acknowledged_at=at)
            words = {"name": by.name, "subject": self.subject}
            sentence = gettext_lazy("%(name)s has seen it: %(subject)s")
            self.answer_to_author(sentence, words, by, at)

    def resolve(self, by, answer, at):
        """Answer it: what is done about it, in words that are kept."""
        with self._answering(by, at):
            if not answer.strip():
                raise Refused(_("Say what is to be done."), field="answer")
            facts = {"resolved_at": at, "resolved_by": by, "answer": answer.strip()[:2000]}
            seen = self.acknowledged_at or at
            self._become(self.Status.RESOLVED, by, at, acknowledged_at=seen, **facts)
            Notice.objects.filter(**about(self), done_at=None).update(done_at=at)
            words = {"name": by.name, "subject": self.subject}
            sentence = gettext_lazy("%(name)s answered: %(subject)s")
            self.answer_to_author(sentence, words, by, at)

    def tell(self, person, reason, at, *, is_to_do=False, text="", words=None):
        with translation.override(person.language):
            text = str(text) or _("To answer: %(subject)s")
            notice = Notice(
                person=person,
                client=self.client,
                text=(text % (words or {"subject": self.subject}))[:300],
                reason=str(reason)[:300],
                url=self.get_absolute_url(),
                is_to_do=is_to_do,
                created_at=at,
                **about(self),
            )
            Notice.objects.tell([notice])

    def answer_to_author(self, sentence, words, by, at):
        """Whoever carried it up hears of it."""
        if self.raised_by != by:
            self.tell(
                self.raised_by,
                gettext_lazy("because you raised it"),
                at,
                text=sentence,
                words=words,
            )

    @contextmanager
    def _answering(self, by, at):
        if by.pk != self.person_id:
            self.client.demand(by, self.rung, at)
        with locked(self):
            if self.resolved_at:
                raise Refused(_("This was answered already."))
            yield

    def _become(self, status, by, at, **facts):
        changed = take(self, status=status, **facts)
        signed(self, by, at).save(update_fields=changed)
