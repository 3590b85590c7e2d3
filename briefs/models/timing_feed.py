from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed

SIGNER = Signer(salt="plates.timing-feed", sep=".")


class TimingFeedQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(revoked_at=None)

    def of(self, person):
        return self.standing().filter(person=person).first()

    def at_address(self, token):
        """The standing feed of somebody who still works here; None for any other address."""
        try:
            key = SIGNER.unsign(token)
        except BadSignature:
            return None
        rows = self.standing().filter(person__is_active=True).select_related("person__office")
        return rows.filter(pk=key).first()

    def renew(self, by, at):
        """A new address for one's own calendar; the old one is dead from now on."""
        with transaction.atomic():
            User.objects.select_for_update().get(pk=by.pk)
            for feed in self.standing().filter(person=by):
                feed._end(by, at)
            feed = self.model(person=by, made_at=at)
            signed(feed, by, at).save(force_insert=True)
        return feed


class TimingFeed(models.Model):
    """The secret address under which one person's calendar program reads his milestones."""

    person = models.ForeignKey(User, models.CASCADE, related_name="timing_feeds")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TimingFeedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("calendar address")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="one_timing_feed_per_person"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.made_at:%Y-%m-%d}"

    @property
    def token(self):
        """Signed with the key of this installation: the database alone does not give it away."""
        return SIGNER.sign(str(self.pk))

    @property
    def path(self):
        return reverse("briefs:timing-feed", args=[self.token])

    def revoke(self, by, at):
        """Nobody reads under this address any more."""
        with locked(self):
            if by.pk != self.person_id:
                raise Refused.rank(_("Only its owner revokes an address."))
            if self.revoked_at is None:
                self._end(by, at)

    def _end(self, by, at):
        self.revoked_at = at
        signed(self, by, at).save(update_fields=["revoked_at"])
