from django.db import models


class OfClientQuerySet(models.QuerySet):
    """Rows that belong to one client and are seen by whoever may read that client's work."""

    def visible_to(self, user):
        clients = self.model._meta.get_field("client").related_model
        return self.filter(client__in=clients.objects.open_to(user))
