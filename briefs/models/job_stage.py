from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, User
from agency.lib.refusal import Refused
from agency.lib.rows import signed

# Jobs without a type go through these.
PLAIN = [
    {"key": "brief", "name": "Brief"},
    {"key": "work", "name": "Work"},
    {"key": "delivery", "name": "Delivery"},
]


class JobStageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(job__client__in=Client.objects.visible_to(user))

    def current(self):
        return self.filter(entered_at__isnull=False, left_at=None)

    def begin(self, job, by, at):
        """Give a job the stages of its type, and enter the first."""
        for position, stage in enumerate(job.job_type.stages if job.job_type else PLAIN):
            row = self.model(job=job, position=position, key=stage["key"], name=stage["name"])
            row.entered_at = None if position else at
            signed(row, by, at).save(force_insert=True)

    def begin_anew(self, job, by, at):
        """Another type, other stages: allowed while the first one lasts."""
        stages = list(self.filter(job=job))
        if any(stage.left_at for stage in stages):
            sentence = _("Its first stage is done; the type can no longer change.")
            raise Refused(sentence, field="job_type")
        for stage in stages:
            signed(stage, by, at).delete()
        self.begin(job, by, at)

    def advance(self, job, by, at):
        stages = list(self.filter(job=job))
        here = next((stage for stage in stages if stage.is_current), None)
        if here is None:
            raise Refused(_("All stages are done."))
        here.refuse_while_blocked()
        here.left_at, here.left_by = at, by
        here.write(by, at, "left_at", "left_by")
        if (following := next_of(stages, here)) is not None:
            following.entered_at = at
            following.write(by, at, "entered_at")

    def go_back(self, job, by, reason, at):
        stages = list(self.filter(job=job))
        done = [stage for stage in stages if stage.left_at]
        if not done:
            raise Refused(_("It is in its first stage."))
        if (here := next_of(stages, done[-1])) is not None:
            here.entered_at = None
            here.write(by, at, "entered_at")
        done[-1].left_at = done[-1].left_by = None
        done[-1].write(by, at, "left_at", "left_by", why=reason)


class JobStage(models.Model):
    """One step of a job on its way from the brief to delivery."""

    job = models.ForeignKey("briefs.Job", models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField(_("place"))
    key = models.CharField(max_length=40)
    name = models.CharField(_("stage"), max_length=60)
    entered_at = models.DateTimeField(_("begun"), null=True, blank=True)
    left_at = models.DateTimeField(_("done"), null=True, blank=True)
    left_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = JobStageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["job", "position"]
        verbose_name = _("stage")
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="one_stage_per_place"),
            models.UniqueConstraint(fields=["job", "key"], name="one_stage_per_key"),
            models.UniqueConstraint(
                fields=["job"],
                condition=Q(entered_at__isnull=False, left_at=None),
                name="one_current_stage_per_job",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_current(self):
        return self.entered_at is not None and self.left_at is None

    def refuse_while_blocked(self):
        """What the client still owes keeps the job in this stage."""
        missing = self.material_requests.open().values_list("title", flat=True)
        if missing:
            sentence = _("Still needed from the client before “%(stage)s” is left: %(titles)s.")
            raise Refused(sentence % {"stage": self.name, "titles": ", ".join(missing)})

    def write(self, by, at, *fields, why=None):
        self._change_reason = why[:100] if why else None
        signed(self, by, at).save(update_fields=fields)


def next_of(stages, stage):
    return next((other for other in stages if other.position > stage.position), None)
