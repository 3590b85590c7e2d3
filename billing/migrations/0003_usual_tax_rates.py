from django.db import migrations

from billing.usual_rates import usual_rates


def lay_down(apps, schema_editor):
    tax_rate = apps.get_model("billing", "TaxRate")
    for facts in usual_rates():
        key = {name: facts.pop(name) for name in ("country", "category", "rate", "valid_from")}
        tax_rate.objects.get_or_create(**key, defaults=facts)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_usual_limits")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
