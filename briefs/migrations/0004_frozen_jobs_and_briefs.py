from django.db import migrations

from briefs import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


def thaw(apps, schema_editor):
    frozen.thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("briefs", "0003_stages_of_open_jobs")]

    operations = [migrations.RunPython(freeze, thaw)]
