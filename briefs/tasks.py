from celery import shared_task
from django.utils import timezone

from accounts.models import Heartbeat
from briefs.models import DigestReminder, DocumentEntry, Milestone
from briefs.models.milestone_sweep import tell_due


@shared_task
def remind_of_digests(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    DigestReminder.objects.remind_due(at)
    Heartbeat.objects.beat("remind-of-digests", at)


@shared_task
def tell_of_milestones(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    tell_due(Milestone.objects.all(), at)
    Heartbeat.objects.beat("tell-of-milestones", at)


@shared_task
def tell_of_stale_documents(**_later_arguments):
    """Every quarter of an hour. Safe to run late, twice, or on two workers."""
    at = timezone.now()
    DocumentEntry.objects.tell_of_stale(at)
    Heartbeat.objects.beat("tell-of-stale-documents", at)
