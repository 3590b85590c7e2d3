from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from reports.models import Obligation


@shared_task
def step_due_obligations(**_later_arguments):
    """Every ten seconds. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    Obligation.objects.step_due(at)
    Heartbeat.objects.beat("step-due-obligations", at)
