from django.db import migrations
from django.db.models import F

PLAIN = ("brief", "Brief"), ("work", "Work"), ("delivery", "Delivery")


def give_places(apps, schema_editor):
    """Jobs that were opened before there were stages: three plain ones, and a place each."""
    jobs, stages = apps.get_model("briefs", "Job"), apps.get_model("briefs", "JobStage")
    jobs.objects.exclude(closed_at=None).update(status="closed")
    last = {}
    for job in jobs.objects.order_by("opened_at", "pk").iterator():
        last[job.client_id] = last.get(job.client_id, 0) + 1
        jobs.objects.filter(pk=job.pk).update(
            priority=last[job.client_id], status_at=F("opened_at"), checked_at=F("opened_at")
        )
        stages.objects.bulk_create(
            stages(
                job=job,
                position=position,
                key=key,
                name=name,
                entered_at=None if position else job.opened_at,
            )
            for position, (key, name) in enumerate(PLAIN)
        )


class Migration(migrations.Migration):
    dependencies = [("briefs", "0003_jobs_and_briefs")]

    operations = [migrations.RunPython(give_places, migrations.RunPython.noop)]
