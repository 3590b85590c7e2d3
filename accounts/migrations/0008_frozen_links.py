from django.db import migrations

from accounts import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_money")
    ]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
