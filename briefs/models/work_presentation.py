from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, ContactPerson, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import board_news as news
from briefs.models.board_work import BoardWork


class WorkPresentationQuerySet(OfClientQuerySet):
    def present(self, work, by, contacts, presented_at, at):
        """Record that work was shown to the client: to whom and when; refused what may not be."""
        work.client.demand(by, Rung.AE, at)
        with locked(work):
            if self.filter(work=work).exists():
                raise Refused(_("The client has seen it already."))
            if sentence := work.why_not_presented():
                raise Refused(sentence)
            refuse_alone(work)
            if not contacts:
                raise Refused(_("Say who of the client saw it."), field="contacts")
            if any(contact.client_id != work.board.client_id for contact in contacts):
                raise Refused(_("Somebody of another client."), field="contacts")
            if presented_at > at:
                raise Refused(_("That moment is still to come."), field="presented_at")
            shown = self.model(
                work=work, client=work.client, presented_at=presented_at, presented_by=by
            )
            signed(shown, by, at).save(force_insert=True)
            shown.contacts.set(contacts)
        return shown

    def changes_wanted(self):
        """The rounds that the client asked for."""
        return self.filter(answer=WorkPresentation.Answer.CHANGES_WANTED)


class WorkPresentation(models.Model):
    """Work as it was shown to people of the client, and what they said."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        CHANGES_WANTED = "changes_wanted", _("Changes wanted")

    client = models.ForeignKey(Client, models.PROTECT, related_name="presentations")
    work = models.OneToOneField(BoardWork, models.PROTECT, related_name="presentation")
    contacts = models.ManyToManyField(ContactPerson, related_name="+")
    presented_at = models.DateTimeField(_("when"))
    presented_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=16, choices=Answer.choices, blank=True)
    words = models.TextField(_("what they said"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = WorkPresentationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-presented_at", "-pk"]
        verbose_name = _("presentation")
        indexes = [
            models.Index(
                fields=["client", "answered_at"],
                condition=Q(answer="changes_wanted"),
                name="rounds_of_client",
            )
        ]

    def __str__(self):
        return f"{self.work} {self.presented_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return self.work.get_absolute_url()

    def note_answer(self, by, answer, words, at):
        """Keep what the client said; wanting changes is a round that counts."""
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            if self.answer:
                raise Refused(_("The client's answer is noted already."))
            if answer == self.Answer.CHANGES_WANTED and not words.strip():
                raise Refused(_("Say what the client wants changed."), field="words")
            self.answer, self.words = answer, words.strip()
            self.answered_at, self.noted_by = at, by
            signed(self, by, at).save(update_fields=["answer", "words", "answered_at", "noted_by"])
            news.tell_of_answer(self, by, at)


def refuse_alone(work):
    """An idea outside the brief is shown beside the answer to it, never in its place."""
    if work.outcome != work.Outcome.KEEP_OFF_BRIEF or work.override_at:
        return
    same = {"job": work.job_id} if work.job_id else {"board": work.board_id}
    if not BoardWork.objects.approved().filter(**same).exists():
        raise Refused(_("It is shown beside the answer to the brief, and none is approved yet."))
