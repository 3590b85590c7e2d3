from celery import shared_task
from django.utils import timezone

from accounts.digest import digests_owed
from accounts.models import Heartbeat, OutgoingMail, Paper, SentForm


@shared_task
def send_due_mail(**_later_arguments):
    """Every ten seconds. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    OutgoingMail.objects.send_due(at)
    Heartbeat.objects.beat("send-due-mail", at)


@shared_task
def print_due_papers(**_later_arguments):
    """Every ten seconds. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    Paper.objects.print_due(at)
    Heartbeat.objects.beat("print-due-papers", at)


@shared_task
def send_daily_digest(**_later_arguments):
    """Every quarter of an hour, with old keys swept out. Safe to run late, twice, or on two."""
    at = timezone.now()
    SentForm.objects.forget_old(at)
    OutgoingMail.objects.bulk_create(digests_owed(at), ignore_conflicts=True)
    Heartbeat.objects.beat("send-daily-digest", at)
