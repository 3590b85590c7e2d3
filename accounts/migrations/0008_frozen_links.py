from django.db import migrations

from accounts import frozen


def freeze(apps, schema_editor):
    frozen.freeze(apps, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_remove_searchentry_search_entry_of_a_known_kind_and_more")
    ]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
