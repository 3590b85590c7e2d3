from django.db import migrations

from billing.frozen import freeze, thaw


def put_up(apps, schema_editor):
    freeze(apps, schema_editor.connection)


def take_down(apps, schema_editor):
    thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_costs")]

    operations = [migrations.RunPython(put_up, take_down)]
