from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from briefs.models import DigestReminder


@shared_task
def remind_of_digests(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    DigestReminder.objects.remind_due(at)
    Heartbeat.objects.beat("remind-of-digests", at)
