from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_post'),
        ('reports', '0003_frozen_reports_and_papers'),
    ]
    # A changed table costs a first start less while there are fewer tables around it.
    run_before = [('accounts', '0005_jobs_and_briefs')]

    operations = [
        migrations.AddField(
            model_name='importedevent',
            name='sequence',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='importedevent',
            index=models.Index(fields=['uid', 'recurrence'], name='imported_by_uid'),
        ),
        migrations.AddIndex(
            model_name='importedevent',
            index=models.Index(fields=['calendar', 'outcome', 'starts_at'], name='events_of_import'),
        ),
    ]
