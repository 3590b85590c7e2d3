from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs.models.job import Job
from briefs.models.kpi import demand_measuring
from briefs.models.of_brand import OfJobQuerySet


class AdjustmentQuerySet(OfJobQuerySet):
    def propose(self, job, by, at, *, text, why):
        """Propose to change a campaign while it runs."""
        with locked(job):
            demand_measuring(job.client, by, at)
            proposal = self.model(job=job, text=text, why=why, proposed_by=by, proposed_at=at)
            signed(proposal, by, at).save(force_insert=True)
        return proposal


class Adjustment(models.Model):
    """A change to a running campaign, proposed because of what was measured."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    job = models.ForeignKey(Job, models.PROTECT, related_name="adjustments")
    text = models.TextField(_("what to change"), max_length=2000)
    why = models.TextField(_("why"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.PROPOSED
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AdjustmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("proposed adjustment")

    def __str__(self):
        return self.text[:80]

    @property
    def is_open(self):
        return self.status == self.Status.PROPOSED

    def accept(self, by, answer, at):
        """Do it; the work follows from the job."""
        self._decide(self.Status.ACCEPTED, by, answer, at)

    def decline(self, by, answer, at):
        """Leave it, and say why."""
        if not answer.strip():
            raise Refused(_("Say why it is declined."), field="answer")
        self._decide(self.Status.DECLINED, by, answer, at)

    def _decide(self, status, by, answer, at):
        with locked(self):
            self.job.client.demand(by, Rung.AM, at)
            if not self.is_open:
                raise Refused(_("This proposal is decided already."))
            self.status, self.answer = status, answer.strip()[:500]
            self.decided_by, self.decided_at = by, at
            fields = ["status", "answer", "decided_by", "decided_at"]
            signed(self, by, at).save(update_fields=fields)
