from django.db import migrations, models

from agency.lib.migrations import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_post'),
        ('accounts', '__first__'),
        ('reports', '0001_initial'),
    ]

    operations = [
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='recipient',
                    name='is_by_hand',
                    field=models.BooleanField(default=False),
                ),
                migrations.AlterField(
                    model_name='contactreport',
                    name='late_reason',
                    field=models.CharField(blank=True, choices=[('workload', 'Too much at once'), ('waiting', 'Waited for somebody inside'), ('client', 'Waited for the client'), ('travel', 'On the road'), ('illness', 'Ill'), ('forgotten', 'Forgotten'), ('technical', 'Something technical')], max_length=20, verbose_name='why it is late'),
                ),
                migrations.AlterField(
                    model_name='historicalcontactreport',
                    name='late_reason',
                    field=models.CharField(blank=True, choices=[('workload', 'Too much at once'), ('waiting', 'Waited for somebody inside'), ('client', 'Waited for the client'), ('travel', 'On the road'), ('illness', 'Ill'), ('forgotten', 'Forgotten'), ('technical', 'Something technical')], max_length=20, verbose_name='why it is late'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='recipient',
                    name='is_left_out',
                    field=models.BooleanField(default=False),
                ),
                migrations.AddIndex(
                    model_name='contactreport',
                    index=models.Index(fields=['-started_at', '-id'], name='reports_by_time'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddIndex(
                    model_name='contactreport',
                    index=models.Index(condition=models.Q(('distributed_at', None)), fields=['-started_at', '-id'], name='reports_in_draft'),
                ),
                migrations.AddConstraint(
                    model_name='recipient',
                    constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('version', 'person'), name='person_gets_a_version_once'),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(condition=models.Q(('contact__isnull', False)), fields=('version', 'contact'), name='contact_gets_a_version_once'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(condition=models.Q(('partner__isnull', False)), fields=('version', 'partner'), name='partner_gets_a_version_once'),
        ),
    ]
