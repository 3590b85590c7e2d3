"""The watch over what jobs cost: who is told at which share of the ceiling, and where it ends."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung, User
from agency.lib.money import percent_of
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing import cost_news as news
from billing.ceilings import ceiling_of
from billing.cost_figures import percent_used, spent_on
from billing.models.columns import Amount, Currency
from billing.models.cost_rule import CostRule
from billing.models.of_cost import CostQuerySet, holders_of
from briefs.models import Job

# Per cent of the ceiling: who is told (domain.md section 3, Estimate).
STEPS = ((75, Rung.AM), (90, Rung.AD), (100, Rung.CSD))


class CeilingStep(models.Model):
    """That a job's cost reached a share of its ceiling, and that somebody was told; once each."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="ceiling_steps")
    percent = models.PositiveSmallIntegerField()
    ceiling = Amount()
    spent = Amount()
    reached_at = models.DateTimeField()

    class Meta:
        ordering = ["reached_at", "percent"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "ceiling", "percent"], name="told_once_per_ceiling_and_step"
            )
        ]

    def __str__(self):
        return f"{self.job} {self.percent} %"

    def get_absolute_url(self):
        return reverse("billing:job-costs", args=[self.job_id])


class CostOverrideQuerySet(CostQuerySet):
    client_path = "job__client"

    def allow(self, job, by, at, *, most, reason):
        """Let a job cost more than its estimate and the tolerance; an account director's word."""
        with locked(job):
            job.client.demand(by, Rung.AD, at)
            ceiling = ceiling_of(job)
            if ceiling.amount is None:
                raise Refused(_("The client has approved no estimate of this job yet."))
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            if most <= ceiling.amount:
                raise Refused(_("So much is approved by the client already."), field="most")
            row = self.model(
                job=job,
                ceiling=ceiling.amount,
                most=most,
                currency=ceiling.currency,
                reason=reason.strip()[:500],
                allowed_by=by,
                allowed_at=at,
            )
            signed(row, by, at).save(force_insert=True)
        return row


class CostOverride(models.Model):
    """That a job may cost more than its estimate and the tolerance, who said so and why."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="cost_overrides")
    ceiling = Amount()
    most = Amount(_("it may cost up to"))
    currency = Currency(_("currency"))
    reason = models.CharField(_("reason"), max_length=500)
    allowed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    objects = CostOverrideQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-allowed_at", "-pk"]
        verbose_name = _("leave to cost more")

    def __str__(self):
        return f"{self.job} {self.most}"


def most_of(job, ceiling):
    """What a job may cost at the very most: estimate and tolerance, or what a director allowed."""
    tolerance = CostRule.current().tolerance_percent
    most = ceiling.amount + percent_of(ceiling.amount, tolerance)
    allowed = job.cost_overrides.filter(ceiling=ceiling.amount).order_by("-most").first()
    return max(most, allowed.most) if allowed else most


def refuse_beyond(job, more, at):
    """Refuse new cost once the job would cost more than it may at the very most."""
    ceiling = ceiling_of(job)
    if ceiling.amount is None or more <= 0:
        return
    would = spent_on(job).total + Decimal(more)
    if would <= most_of(job, ceiling):
        return
    names = ", ".join(person.name for person in holders_of(job.client, Rung.AD, at)) or "–"
    sentence = _(
        "With this, %(job)s would cost %(would)s %(currency)s; the client approved %(ceiling)s. "
        "It takes a change order, or the word of %(names)s."
    )
    words = {"job": job.number, "would": f"{would:.2f}", "ceiling": f"{ceiling.amount:.2f}"}
    raise Refused(sentence % {**words, "currency": ceiling.currency, "names": names})


def watch(job, by, at):
    """Tell those who must know that a job has used 75, 90 or 100 per cent of its ceiling."""
    ceiling = ceiling_of(job)
    spent = spent_on(job).total
    used = percent_used(spent, ceiling.amount)
    if used is None:
        return
    for percent, rung in STEPS:
        if used < percent:
            continue
        step, is_new = CeilingStep.objects.get_or_create(
            job=job,
            percent=percent,
            ceiling=ceiling.amount,
            defaults={"spent": spent, "reached_at": at},
        )
        if is_new:
            news.tell_of_ceiling(step, ceiling, holders_of(job.client, rung, at), at)
