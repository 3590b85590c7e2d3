from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Comment, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs.models.of_brand import keep


class TrendNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was shared with the whole agency, and with the teams of the clients one reads."""
        if not user.is_active:
            return self.none()
        of_client = Q(client__isnull=False) & Client.objects.open_condition(user, "client")
        return self.filter(of_client | Q(client=None))

    def worded(self, words):
        """Those that hold these words."""
        return self.filter(
            Q(title__icontains=words) | Q(text__icontains=words) | Q(category__icontains=words)
        )

    def share(self, by, at, **facts):
        """Share with the agency, or with one client's team, what is worth knowing."""
        note = self.model(author=by, made_at=at, **facts)
        refuse_stranger(note.client, by)
        signed(note, by, at).save(force_insert=True)
        return note


class TrendNote(models.Model):
    """Something worth knowing, shared with the team: a trend, a lesson, a session with a client."""

    class Kind(models.TextChoices):
        TREND = "trend", _("Trend")
        TRAINING = "training", _("Training of our own people")
        SESSION = "session", _("Session with a client on good advertising")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.TREND)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=8000)
    link = models.URLField(_("link"), max_length=500, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="trend_notes"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="trend_notes")
    made_at = models.DateTimeField()

    objects = TrendNoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("shared note")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("briefs:trend", args=[self.pk])

    def can_change(self, user):
        """Whoever wrote it, and the executives of the client whose team it is for."""
        if user.pk == self.author_id:
            return True
        return self.client is not None and self.client.rung_for(user) >= Rung.AE

    def edit(self, by, at, **facts):
        with locked(self):
            self.demand_changing(by)
            refuse_stranger(facts["client"], by)
            if facts["client"] != self.client and Comment.objects.of(self).exists():
                sentence = _("The team has discussed this note, so it stays with its client.")
                raise Refused(sentence, field="client")
            keep(self, by, at, **facts)

    def remove(self, by, at):
        """Share it no longer; the history keeps what it said."""
        with locked(self):
            self.demand_changing(by)
            signed(self, by, at).delete()

    def demand_changing(self, by):
        if not self.can_change(by):
            sentence = _("%(name)s wrote this. Ask there.") % {"name": self.author.name}
            raise Refused.rank(sentence)


def refuse_stranger(client, by):
    if client is not None and not Client.objects.open_to(by).filter(pk=client.pk).exists():
        raise Refused(_("You do not read this client."), field="client")
