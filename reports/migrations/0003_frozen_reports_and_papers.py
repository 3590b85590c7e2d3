from django.db import migrations

from reports import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


def thaw(apps, schema_editor):
    frozen.thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_report_drafts"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunPython(freeze, thaw)]
