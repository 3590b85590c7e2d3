from django.db import migrations

from billing import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


def thaw(apps, schema_editor):
    frozen.thaw(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_usual_tax_rates")]

    operations = [migrations.RunPython(freeze, thaw)]
