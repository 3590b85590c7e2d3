from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import question_news as news
from accounts.models.about import About, about
from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.rank import Rung
from accounts.models.user import User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class CommentQuerySet(OfClientQuerySet):
    def of(self, record):
        return self.filter(**about(record))

    def unresolved(self):
        return self.filter(resolved_at=None)

    def on_page(self):
        return self.select_related("client", "author", "resolved_by").order_by("made_at", "pk")

    def write(self, record, text, by, at, *, section="", tell=()):
        """Say something about a record or a section of it; `tell` are those who should know."""
        client = record.client
        if not Client.objects.open_to(by).filter(pk=client.pk).exists():
            client.demand(by, Rung.AAE, at)
        if not text.strip():
            raise Refused(_("The comment is empty."), field="text")
        comment = self.model(
            client=client,
            section=section,
            url=record.get_absolute_url(),
            text=text.strip()[:2000],
            author=by,
            made_at=at,
            **about(record),
        )
        signed(comment, by, at).save(force_insert=True)
        news.tell_of_comment(comment, tell, by, at)
        return comment


class Comment(About):
    """What somebody of the team thinks of one section of a document."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="comments")
    section = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300)
    text = models.CharField(_("comment"), max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("comment")
        indexes = [models.Index(fields=["about_type", "about_id"], name="comments_of_record")]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return f"{self.url}#comment-{self.pk}"

    def can_resolve(self, user):
        return user.pk == self.author_id or self.client.rung_for(user) >= Rung.AE

    def resolve(self, by, at):
        """It is dealt with; its author or an AE and above may say so."""
        with locked(self):
            if not self.can_resolve(by):
                self.client.demand(by, Rung.AE, at)
            if self.resolved_at:
                raise Refused(_("This comment is resolved already."))
            self.resolved_at, self.resolved_by = at, by
            signed(self, by, at).save(update_fields=["resolved_at", "resolved_by"])
            news.finish(self, at)
