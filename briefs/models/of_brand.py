from django.db import models

from accounts.models import Client
from agency.lib.rows import signed, take


class OfBrandQuerySet(models.QuerySet):
    """Rows that hang on a brand and are seen by whoever may read its client's work."""

    def visible_to(self, user):
        return self.filter(Client.objects.open_condition(user, "brand__client"))


class OfJobQuerySet(models.QuerySet):
    """Rows about the work of a job, likewise; whoever sees its number alone sees none of them."""

    def visible_to(self, user):
        return self.filter(Client.objects.open_condition(user, "job__client"))


def keep(row, by, at, **facts):
    """Give a row these facts and save it, if it is new or any of them is."""
    changed = take(row, **facts)
    if row._state.adding:
        signed(row, by, at).save(force_insert=True)
    elif changed:
        signed(row, by, at).save(update_fields=changed)
    return row
