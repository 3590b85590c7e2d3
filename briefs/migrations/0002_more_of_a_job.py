import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agency.lib.migrations import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_sent_form'),
        ('briefs', '0001_initial'),
    ]
    # A changed table costs a first start less while there are fewer tables around it.
    run_before = [('accounts', '0005_jobs_and_briefs')]

    operations = [
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='budget',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='budget'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='budget',
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='budget'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='checked_at',
                    field=models.DateTimeField(blank=True, null=True, verbose_name='opening checked'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='checked_at',
                    field=models.DateTimeField(blank=True, null=True, verbose_name='opening checked'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='checked_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='job',
                    name='checked_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='client_po',
                    field=models.CharField(blank=True, max_length=40, verbose_name="client's purchase order"),
                ),
                migrations.AddField(
                    model_name='job',
                    name='client_po',
                    field=models.CharField(blank=True, max_length=40, verbose_name="client's purchase order"),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='delivered_at',
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name='job',
                    name='delivered_at',
                    field=models.DateTimeField(blank=True, null=True),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='description',
                    field=models.TextField(blank=True, max_length=4000, verbose_name='description'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='description',
                    field=models.TextField(blank=True, max_length=4000, verbose_name='description'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='due_on',
                    field=models.DateField(blank=True, null=True, verbose_name='due'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='due_on',
                    field=models.DateField(blank=True, null=True, verbose_name='due'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='is_billable',
                    field=models.BooleanField(default=True, verbose_name='billable'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='is_billable',
                    field=models.BooleanField(default=True, verbose_name='billable'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='priority',
                    field=models.PositiveIntegerField(default=1, verbose_name='priority'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='priority',
                    field=models.PositiveIntegerField(default=1, verbose_name='priority'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='status',
                    field=models.CharField(choices=[('opened', 'Opened'), ('briefed', 'Briefed'), ('estimate_pending', 'Estimate pending'), ('live', 'Live'), ('delivered', 'Delivered'), ('closed', 'Closed'), ('on_hold', 'On hold'), ('cancelled', 'Cancelled')], default='opened', max_length=16, verbose_name='status'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='status',
                    field=models.CharField(choices=[('opened', 'Opened'), ('briefed', 'Briefed'), ('estimate_pending', 'Estimate pending'), ('live', 'Live'), ('delivered', 'Delivered'), ('closed', 'Closed'), ('on_hold', 'On hold'), ('cancelled', 'Cancelled')], default='opened', max_length=16, verbose_name='status'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='status_at',
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name='job',
                    name='status_at',
                    field=models.DateTimeField(blank=True, null=True),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='status_before',
                    field=models.CharField(blank=True, choices=[('opened', 'Opened'), ('briefed', 'Briefed'), ('estimate_pending', 'Estimate pending'), ('live', 'Live'), ('delivered', 'Delivered'), ('closed', 'Closed'), ('on_hold', 'On hold'), ('cancelled', 'Cancelled')], max_length=16),
                ),
                migrations.AddField(
                    model_name='job',
                    name='status_before',
                    field=models.CharField(blank=True, choices=[('opened', 'Opened'), ('briefed', 'Briefed'), ('estimate_pending', 'Estimate pending'), ('live', 'Live'), ('delivered', 'Delivered'), ('closed', 'Closed'), ('on_hold', 'On hold'), ('cancelled', 'Cancelled')], max_length=16),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='status_reason',
                    field=models.CharField(blank=True, max_length=500, verbose_name='reason'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='status_reason',
                    field=models.CharField(blank=True, max_length=500, verbose_name='reason'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='traffic',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='traffic'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='traffic',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs_in_traffic', to=settings.AUTH_USER_MODEL, verbose_name='traffic'),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='historicaljob',
                    name='why',
                    field=models.CharField(blank=True, max_length=500, verbose_name='what it is for'),
                ),
                migrations.AddField(
                    model_name='job',
                    name='why',
                    field=models.CharField(blank=True, max_length=500, verbose_name='what it is for'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['client', 'priority'], name='jobs_by_priority'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['status', 'due_on'], name='jobs_by_status'),
        ),
    ]
