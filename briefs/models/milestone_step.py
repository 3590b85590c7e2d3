from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.job import Job


class MilestoneStep(models.Model):
    """That somebody was told of a milestone's day, so that nobody is told twice."""

    class Step(models.TextChoices):
        SOON = "soon", _("Due today or tomorrow")
        LATE = "late", _("Overdue")
        CLIMB = "climb", _("Overdue, one rung up")

    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    # The milestone by its key: a new version that keeps the day tells nobody again.
    key = models.CharField(max_length=40)
    planned_end = models.DateField()
    step = models.CharField(max_length=5, choices=Step.choices)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("notice of a milestone")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "key", "planned_end", "step"], name="one_notice_per_milestone_step"
            )
        ]

    def __str__(self):
        return f"{self.key} {self.planned_end} {self.step}"
