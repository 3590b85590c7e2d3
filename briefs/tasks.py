from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from briefs.models import Milestone
from briefs.models.milestone_sweep import tell_due


@shared_task
def tell_of_milestones(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    tell_due(Milestone.objects.all(), at)
    Heartbeat.objects.beat("tell-of-milestones", at)
