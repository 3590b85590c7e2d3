from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from billing.models import EstimateVersion, InvoiceRunItem, Reminder


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


@shared_task
def remind_of_unpaid_invoices(**_later_arguments):
    """Every quarter of an hour; each letter once a level. Safe to run late, twice, or doubled."""
    at = timezone.now()
    Reminder.objects.propose_due(at)
    Heartbeat.objects.beat("remind-of-unpaid-invoices", at)
