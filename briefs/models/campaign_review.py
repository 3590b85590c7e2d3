from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Function, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs.models.job import Job
from briefs.models.of_brand import OfJobQuerySet, keep

PARTS = ("aimed_at", "happened", "shortcomings", "learnings")


class CampaignReviewQuerySet(OfJobQuerySet):
    def done(self):
        return self.filter(done_at__isnull=False)

    def write(self, job, by, at, **parts):
        """Put down, or change, what a campaign taught; director and planner write it together."""
        with locked(job):
            demand_reviewing(job.client, by, at)
            review = self.filter(job=job).first() or self.model(job=job, author=by, made_at=at)
            review._refuse_done()
            if by.function == Function.PLANNING:
                parts["planner"] = by
            return keep(review, by, at, **parts)


class CampaignReview(models.Model):
    """What was aimed at with a campaign, what came of it, and what is learnt for the next one."""

    job = models.OneToOneField(Job, models.PROTECT, related_name="campaign_review")
    aimed_at = models.TextField(_("what was aimed at"), max_length=4000, blank=True)
    happened = models.TextField(_("what happened"), max_length=4000, blank=True)
    shortcomings = models.TextField(_("shortcomings"), max_length=4000, blank=True)
    learnings = models.TextField(_("learnings"), max_length=4000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    planner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CampaignReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("post-campaign review")

    def __str__(self):
        return str(self.job)

    @property
    def is_done(self):
        return self.done_at is not None

    @property
    def missing(self):
        """The parts that say nothing yet, by name."""
        return [
            str(self._meta.get_field(part).verbose_name)
            for part in PARTS
            if not getattr(self, part).strip()
        ]

    def finish(self, by, at):
        """The director closes it; from then on it stands."""
        with locked(self):
            self.job.client.demand(by, Rung.AD, at)
            self._refuse_done()
            if missing := self.missing:
                sentence = _("Still to be written: %(parts)s.")
                raise Refused(sentence % {"parts": ", ".join(missing)})
            self.done_at, self.done_by = at, by
            signed(self, by, at).save(update_fields=["done_at", "done_by"])

    def _refuse_done(self):
        if self.is_done:
            raise Refused(_("This review is done; it stands."))


def may_review(client, user, at):
    """Managers and directors of the client, and a planner on its team."""
    if client.rung_for(user) >= Rung.AM:
        return True
    places = client.team.on(client.local_date(at))
    return user.function == Function.PLANNING and places.filter(person=user).exists()


def demand_reviewing(client, user, at):
    if not may_review(client, user, at):
        client.demand(user, Rung.AM, at)
