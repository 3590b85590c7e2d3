from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.about import About
from accounts.models.user import User
from agency.lib.refusal import Refused
from agency.lib.rows import locked


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, as long as one may see the client it is about."""
        clients = self.model._meta.get_field("client").related_model.objects
        return self.filter(Q(client=None) | clients.named_condition(user, "client"), person=user)

    def waiting(self, at):
        """What is still to be looked at: not done, and not put off beyond `at`."""
        return self.filter(done_at=None).filter(Q(snoozed_until=None) | Q(snoozed_until__lte=at))

    def snoozed(self, at):
        """What comes back by itself after `at`."""
        return self.filter(done_at=None, snoozed_until__gt=at)

    def done(self):
        return self.filter(done_at__isnull=False)

    def to_do(self):
        """What asks for a deed, not only for a look: the number beside the inbox."""
        return self.filter(is_to_do=True)

    def tell(self, notices):
        """Put notices into inboxes: one row per person and subject, the newest text wins."""
        latest = {
            (notice.person_id, notice.about_type_id, notice.about_id or id(notice)): notice
            for notice in notices
        }
        self.bulk_create(
            latest.values(),
            update_conflicts=True,
            unique_fields=["person", "about_type", "about_id"],
            update_fields=[
                "text",
                "reason",
                "url",
                "is_to_do",
                "is_late",
                "created_at",
                "read_at",
                "done_at",
                "snoozed_until",
                "client",
            ],
        )

    def finish(self, at):
        """Tick off all of these at once; returns how many were still there to tick."""
        return self.filter(done_at=None).update(done_at=at)


class Notice(About):
    """One subject in one person's inbox, with the reason why it is there."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    client = models.ForeignKey(
        "accounts.Client", models.CASCADE, null=True, blank=True, related_name="notices"
    )
    text = models.CharField(max_length=300)
    reason = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    is_to_do = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "about_type", "about_id"], name="one_notice_per_subject"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "-created_at"],
                condition=models.Q(done_at=None),
                name="notice_inbox",
            )
        ]

    def __str__(self):
        return self.text

    @property
    def is_unread(self):
        return self.read_at is None and self.done_at is None

    def open(self, by, at):
        """Its person has seen it."""
        with locked(self):
            self._refuse_others(by)
            if self.read_at is None:
                self.read_at = at
                self.save(update_fields=["read_at"])

    def finish(self, by, at):
        """Tick it off; news about the same subject brings it back."""
        with locked(self):
            self._refuse_others(by)
            if self.done_at is None:
                self.done_at = at
                self.save(update_fields=["done_at"])

    def put_back(self, by, at):
        """Into the inbox again, now, whether it was done or put off."""
        with locked(self):
            self._refuse_others(by)
            if self.done_at or self.snoozed_until:
                self.done_at = self.snoozed_until = None
                self.save(update_fields=["done_at", "snoozed_until"])

    def snooze(self, by, until, at):
        """Out of sight until a moment, or until there is news about it."""
        with locked(self):
            self._refuse_others(by)
            if self.done_at:
                raise Refused(_("This is done already; there is nothing to put off."))
            if until <= at:
                raise Refused(_("That moment has passed. Choose one ahead."), field="day")
            self.snoozed_until, self.read_at = until, self.read_at or at
            self.save(update_fields=["snoozed_until", "read_at"])

    def _refuse_others(self, by):
        if by.pk != self.person_id:
            raise Refused.rank(_("This stands in somebody else’s inbox."))
