from django.db import migrations

from accounts import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


def thaw(apps, schema_editor):
    frozen.thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_jobs_and_briefs")]

    operations = [migrations.RunPython(freeze, thaw)]
