from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from accounts.models.of_client import OfClientQuerySet
from accounts.models.team import ONE_DAY
from accounts.models.user import Rank, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class ConflictWallQuerySet(OfClientQuerySet):
    def standing(self):
        return self.filter(lifted_at=None)

    def can_raise(self, user):
        return user.is_active and user.is_csd

    def demand(self, by):
        if not self.can_raise(by):
            names = User.objects.at_work().filter(rank=Rank.CSD).values_list("name", flat=True)
            sentence = _("Only the CSD raises and lifts conflict walls. Ask %(names)s.")
            raise Refused.rank(sentence % {"names": ", ".join(names) or "–"})

    def raise_wall(self, client, person, reason, by, at):
        """Keep a person from a client, whatever the team or the ladder says, from now on."""
        self.demand(by)
        with locked(client):
            if client.walls.standing().filter(person=person).exists():
                raise Refused(_("This wall stands already."), field="person")
            other_csds = User.objects.at_work().filter(rank=Rank.CSD).exclude(pk=person.pk)
            if person == by and not other_csds.exists():
                raise Refused(_("Nobody else could lift a wall against you."), field="person")
            wall = self.model(
                client=client, person=person, reason=reason, raised_by=by, raised_at=at
            )
            signed(wall, by, at).save()
            wall._take_off_the_team(by, at)
        return wall


class ConflictWall(models.Model):
    """A person who must not see a client, whatever the team or the ladder says."""

    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="walls")
    person = models.ForeignKey(User, models.PROTECT, related_name="walled_off")
    reason = models.CharField(_("reason"), max_length=300)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = ConflictWallQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-raised_at"]
        verbose_name = _("conflict wall")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "person"],
                condition=Q(lifted_at=None),
                name="one_standing_wall_per_pair",
            )
        ]

    def __str__(self):
        return f"{self.person} | {self.client}"

    def can_lift(self, user):
        return user != self.person and ConflictWall.objects.can_raise(user)

    def lift(self, by, at):
        """Let the person be given this client again; places on the team do not come back."""
        with locked(self):
            ConflictWall.objects.demand(by)
            if not self.can_lift(by):
                raise Refused.rank(_("A wall against you is lifted by somebody else."))
            if self.lifted_at:
                raise Refused(_("This wall was lifted already."))
            self.lifted_at = at
            signed(self, by, at).save(update_fields=["lifted_at"])

    def _take_off_the_team(self, by, at):
        # Whoever must not see a client must not be told of its late reports either.
        yesterday = self.client.local_date(at) - ONE_DAY
        for place in self.client.team.filter(person=self.person).not_over(yesterday + ONE_DAY):
            if place.from_on > yesterday:
                signed(place, by, at).delete()
            else:
                place.until_on = yesterday
                signed(place, by, at).save(update_fields=["until_on"])


class ClientUserObjectPermission(UserObjectPermissionBase):
    """One client shared with one person outside its team (a direct key, not a generic one)."""

    content_object = models.ForeignKey("accounts.Client", models.CASCADE, related_name="shares")
    reason = models.CharField(_("reason"), max_length=300, default="")
    shared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)

    history = HistoricalRecords()

    class Meta(UserObjectPermissionBase.Meta):
        pass

    def __str__(self):
        return f"{self.content_object} → {self.user}"


class PinnedClientQuerySet(models.QuerySet):
    def pin(self, person, client):
        """Keep a client at hand, below those kept already."""
        last = self.filter(person=person).aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        self.get_or_create(person=person, client=client, defaults={"position": position})

    def unpin(self, person, client):
        self.filter(person=person, client=client).delete()


class PinnedClient(models.Model):
    """A client somebody keeps at hand in the side bar."""

    person = models.ForeignKey(User, models.CASCADE, related_name="pins")
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="pinned_by")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PinnedClientQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "client"], name="one_pin_per_client")
        ]

    def __str__(self):
        return f"{self.person} * {self.client}"
