"""Papers got a column, and on SQLite their table was made anew, without its triggers."""

from django.db import migrations

from reports import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


def thaw(apps, schema_editor):
    frozen.thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_calendar_copies"),
        ("accounts", "0005_jobs_and_briefs"),
    ]

    operations = [migrations.RunPython(freeze, thaw)]
