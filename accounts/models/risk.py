from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class Band(models.TextChoices):
    """How badly an account wobbles."""

    RED = "red", _("At risk")
    AMBER = "amber", _("Wobbling")
    GREEN = "green", _("Steady")
    GREY = "grey", _("Too little data")


class RiskSnapshot(models.Model):
    """What one client's risk was on one day, with the inputs that made it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="risk_snapshots")
    on = models.DateField()
    points = models.DecimalField(max_digits=5, decimal_places=1)
    band = models.CharField(max_length=5, choices=Band.choices)
    since_on = models.DateField()
    better_days = models.PositiveSmallIntegerField(default=0)
    coverage = models.PositiveSmallIntegerField()
    signals = models.JSONField()
    weights = models.CharField(max_length=20)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["client", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["client", "on"], name="one_snapshot_per_day")
        ]
        indexes = [models.Index(fields=["on", "client"], name="snapshots_of_day")]

    def __str__(self):
        return f"{self.client_id} {self.on}: {self.points}"


class RiskFlagQuerySet(OfClientQuerySet):
    def raise_flag(self, client, by, reason, at):
        """Say that an account is in danger; the CSD's word makes it red, a colleague's amber."""
        kind = RiskFlag.Kind.CSD if by.is_csd else RiskFlag.Kind.TEAM
        flag = self.model(client=client, kind=kind, reason=reason, raised_by=by, raised_at=at)
        signed(flag, by, at).save(force_insert=True)
        return flag


class RiskFlag(models.Model):
    """That somebody of the team, or the CSD, says an account is in danger, and why."""

    class Kind(models.TextChoices):
        TEAM = "team", _("Raised by the team")
        CSD = "csd", _("Raised by the CSD")

    client = models.ForeignKey(Client, models.CASCADE, related_name="risk_flags")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    reason = models.CharField(_("why"), max_length=300)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = RiskFlagQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-raised_at"]
        verbose_name = _("risk flag")

    def __str__(self):
        return self.reason

    def can_lift(self, user):
        """Who raised it, and a director or the CSD; the CSD's own flag only a CSD."""
        if self.kind == self.Kind.CSD:
            return user.is_csd
        return user == self.raised_by or user.stands_at_least(Rung.AD)

    def lift(self, by, at):
        """Say that the danger is over; the flag stays in the history."""
        if not self.can_lift(by):
            raise Refused.rank(_("Ask whoever raised this flag, or a director, to lift it."))
        with locked(self):
            if self.lifted_at:
                raise Refused(_("This flag was lifted already."))
            self.lifted_at, self.lifted_by = at, by
            signed(self, by, at).save(update_fields=["lifted_at", "lifted_by"])
