from django.db import migrations, models
from django.db.models import Q

from briefs import frozen

ENDED = "closed", "cancelled"


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


def thaw(apps, schema_editor):
    frozen.thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("briefs", "0004_stages_of_open_jobs")]

    operations = [
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                name="job_is_closed_when_it_ended",
                condition=Q(closed_at__isnull=False, status__in=ENDED)
                | Q(~Q(status__in=ENDED), closed_at=None),
            ),
        ),
        migrations.RunPython(freeze, thaw),
    ]
