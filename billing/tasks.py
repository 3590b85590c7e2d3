from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from billing.models import EstimateVersion


@shared_task
def expire_estimates(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    EstimateVersion.objects.expire_due(at)
    Heartbeat.objects.beat("expire-estimates", at)
