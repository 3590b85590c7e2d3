from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import Client, SearchEntry, User
from accounts.models.user import SYSTEM_EMAIL
from briefs.models import Brief, Job
from reports.models import ContactReport, Interaction

BATCH = 200


class Command(BaseCommand):
    help = "Writes the search entry of every client, job, brief, contact, report and person anew."

    def handle(self, **options):
        for model in (Client, Job, Brief, Interaction, ContactReport, User):
            written = sum(1 for _record in self.rewrite(model))
            gone = self.forget(model)
            self.stdout.write(f"{model._meta.verbose_name_plural}: {written} written, {gone} gone")

    def rewrite(self, model):
        kind = ContentType.objects.get_for_model(model)
        entered = SearchEntry.objects.filter(about_type=kind)
        moments = dict(entered.values_list("about_id", "updated_at"))
        keys = list(records_of(model).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            with transaction.atomic():
                for record in records_of(model).filter(pk__in=keys[start : start + BATCH]):
                    write(record, moments.get(record.pk) or last_change_of(record))
                    yield record

    def forget(self, model):
        kind = ContentType.objects.get_for_model(model)
        entered = SearchEntry.objects.filter(about_type=kind)
        gone = entered.exclude(about_id__in=records_of(model).values("pk"))
        return gone.delete()[1].get("accounts.SearchEntry", 0)


def records_of(model):
    return model.objects.exclude(email=SYSTEM_EMAIL) if model is User else model.objects.all()


def write(record, at):
    if not isinstance(record, ContactReport):
        record.write_search_entry(at)
        return
    people = record.interaction.participants.select_related("person", "contact", "partner")
    words = " ".join(place.label for place in people)
    record.write_search_entry(record.versions.first(), at, words=words)


def last_change_of(record):
    """The moment of its last change, so that a new index still knows what is recent."""
    change = record.history.order_by("-history_date").first()
    return change.history_date if change else timezone.now()
