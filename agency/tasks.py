from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from agency.risk import take_snapshots


@shared_task
def take_risk_snapshots(**_later_arguments):
    """Every quarter of an hour; the day's last one stays."""
    at = timezone.now()
    take_snapshots(at)
    Heartbeat.objects.beat("take-risk-snapshots", at)
