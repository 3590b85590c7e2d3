import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from agency.lib.migrations import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        AtOnce(
            operations=[
                migrations.CreateModel(
                    name='HistoricalClientUserObjectPermission',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('reason', models.CharField(default='', max_length=300, verbose_name='reason')),
                        ('shared_at', models.DateTimeField(null=True)),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.CharField(max_length=100, null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('content_object', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.client')),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('permission', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='auth.permission')),
                        ('shared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'historical client user object permission',
                        'verbose_name_plural': 'historical client user object permissions',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AlterModelOptions(
                    name='conflictwall',
                    options={'ordering': ['-raised_at'], 'verbose_name': 'conflict wall'},
                ),
                migrations.AddField(
                    model_name='clientuserobjectpermission',
                    name='reason',
                    field=models.CharField(default='', max_length=300, verbose_name='reason'),
                ),
                migrations.AlterField(
                    model_name='accountgroup',
                    name='director',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directs', to=settings.AUTH_USER_MODEL, verbose_name='director'),
                ),
                migrations.AlterField(
                    model_name='brand',
                    name='is_active',
                    field=models.BooleanField(default=True, help_text='Jobs are opened for active brands only.', verbose_name='active'),
                ),
                migrations.AlterField(
                    model_name='clientdomain',
                    name='domain',
                    field=models.CharField(max_length=253, unique=True, validators=[django.core.validators.RegexValidator('^(?=.{4,253}\\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\\Z', 'Write the part behind the @, for example brightwater.example.')], verbose_name='domain'),
                ),
                migrations.AlterField(
                    model_name='historicalbrand',
                    name='is_active',
                    field=models.BooleanField(default=True, help_text='Jobs are opened for active brands only.', verbose_name='active'),
                ),
                migrations.AlterField(
                    model_name='historicalclientdomain',
                    name='domain',
                    field=models.CharField(db_index=True, max_length=253, validators=[django.core.validators.RegexValidator('^(?=.{4,253}\\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\\Z', 'Write the part behind the @, for example brightwater.example.')], verbose_name='domain'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='clientuserobjectpermission',
            name='shared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clientuserobjectpermission',
            name='shared_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='clientuserobjectpermission',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='accounts.client'),
        ),
    ]
