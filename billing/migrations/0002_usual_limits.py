from django.db import migrations

from billing.usual_limits import USUAL


def lay_down(apps, schema_editor):
    limit = apps.get_model("billing", "ApprovalLimit")
    for document, ranks in USUAL.items():
        for rank, most in ranks.items():
            limit.objects.get_or_create(
                document=document.value,
                rank=rank.value,
                client=None,
                defaults={"most": most, "currency": "EUR"},
            )


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
