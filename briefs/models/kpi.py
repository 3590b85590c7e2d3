from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused
from briefs.models.job import Job
from briefs.models.of_brand import OfJobQuerySet, keep

IS_THERE = _("The job has a figure of this name already.")


class KpiQuerySet(OfJobQuerySet):
    def with_newest(self):
        """Add the newest measurement of each: its value and its day."""
        newest = KpiReading.objects.filter(kpi=OuterRef("pk")).order_by("-measured_on", "-pk")
        return self.annotate(
            newest=Subquery(newest.values("actual")[:1]),
            newest_on=Subquery(newest.values("measured_on")[:1]),
        )

    def set_up(self, job, by, at, *, name, unit, target, is_less_better):
        """Name a figure by which the campaign is judged, and what it is to reach."""
        with locked(job):
            job.client.demand(by, Rung.AE, at)
            kpi = self.model(
                job=job, name=name, unit=unit, target=target, is_less_better=is_less_better
            )
            kpi._refuse_double()
            with unique_or_refused(IS_THERE, field="name"):
                signed(kpi, by, at).save(force_insert=True)
        return kpi


class Kpi(models.Model):
    """A figure by which a campaign is judged: what it is to reach."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="kpis")
    name = models.CharField(_("figure"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    is_less_better = models.BooleanField(_("less is better"), default=False)

    objects = KpiQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("figure of a campaign")
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="one_kpi_per_job_name")]

    def __str__(self):
        return self.name

    @property
    def client(self):
        return self.job.client

    def is_reached_by(self, actual):
        return actual <= self.target if self.is_less_better else actual >= self.target

    def edit(self, by, at, *, name, unit, target, is_less_better):
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            if name.lower() != self.name.lower():
                Kpi(pk=self.pk, job=self.job, name=name)._refuse_double()
            facts = {"unit": unit, "target": target, "is_less_better": is_less_better}
            with unique_or_refused(IS_THERE, field="name"):
                keep(self, by, at, name=name, **facts)

    def measure(self, by, at, *, actual, measured_on, source):
        """Log what the figure was on a day, and where that stands written."""
        with locked(self):
            demand_measuring(self.client, by, at)
            if measured_on > self.client.local_date(at):
                raise Refused(_("That day is still to come."), field="measured_on")
            reading = KpiReading(
                kpi=self,
                actual=actual,
                measured_on=measured_on,
                source=source,
                logged_by=by,
                logged_at=at,
            )
            signed(reading, by, at).save(force_insert=True)
        return reading

    def _refuse_double(self):
        same = Kpi.objects.filter(job=self.job, name__iexact=self.name)
        if same.exclude(pk=self.pk).exists():
            raise Refused(IS_THERE, field="name")


class KpiReading(models.Model):
    """What a figure of a campaign was on one day."""

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="readings")
    actual = models.DecimalField(_("actual"), max_digits=16, decimal_places=2)
    measured_on = models.DateField(_("measured on"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["-measured_on", "-pk"]
        verbose_name = _("measurement")

    def __str__(self):
        return f"{self.kpi}: {self.actual}"


def may_measure(client, user, at):
    """The account team, and whoever of another department is on the team today."""
    if client.rung_for(user) >= Rung.AAE:
        return True
    return client.team.on(client.local_date(at)).filter(person=user).exists()


def demand_measuring(client, user, at):
    if not may_measure(client, user, at):
        client.demand(user, Rung.AAE, at)
