from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from billing.models import EstimateVersion, InvoiceRunItem


@shared_task
def make_owed_invoices(**_later_arguments):
    """Every ten seconds. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    InvoiceRunItem.objects.work_off(at)
    Heartbeat.objects.beat("make-owed-invoices", at)


@shared_task
def expire_estimates(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    EstimateVersion.objects.expire_due(at)
    Heartbeat.objects.beat("expire-estimates", at)
