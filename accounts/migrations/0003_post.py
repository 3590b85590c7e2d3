import accounts.models.machinery
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agency.lib.migrations import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_client_shares'),
    ]

    operations = [
        AtOnce(
            operations=[
                migrations.AddField(
                    model_name='outgoingmail',
                    name='handled_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='agencyprofile',
                    name='mail_from',
                    field=models.EmailField(blank=True, help_text='Empty: the sender this installation was set up with.', max_length=254, verbose_name='sender of mails'),
                ),
                migrations.AlterField(
                    model_name='historicalagencyprofile',
                    name='mail_from',
                    field=models.EmailField(blank=True, help_text='Empty: the sender this installation was set up with.', max_length=254, verbose_name='sender of mails'),
                ),
                migrations.AlterField(
                    model_name='searchentry',
                    name='kind',
                    field=models.CharField(choices=[('client', 'Clients'), ('job', 'Jobs'), ('contact', 'Meetings and calls'), ('report', 'Reports'), ('person', 'People')], max_length=16),
                ),
                migrations.AlterField(
                    model_name='searchword',
                    name='word',
                    field=accounts.models.machinery.ByteOrdered(max_length=60),
                ),
            ],
        ),
        AtOnce(
            operations=[
                migrations.AlterField(
                    model_name='outgoingmail',
                    name='message_id',
                    field=models.CharField(max_length=400, unique=True),
                ),
                migrations.AddField(
                    model_name='searchentry',
                    name='text',
                    field=models.TextField(default=''),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=models.Index(fields=['-updated_at'], name='search_recent'),
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=models.Index(fields=['kind'], name='search_of_kind'),
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['client', 'job', 'contact', 'report', 'person'])), name='search_entry_of_a_known_kind'),
        ),
    ]
