from django.db import models


class OfClientQuerySet(models.QuerySet):
    """Rows that belong to one client and are seen by whoever may read that client's work."""

    def visible_to(self, user):
        # The rule of access knows this module, so it is asked by way of the client.
        clients = self.model._meta.get_field("client").related_model.objects
        return self.filter(clients.open_condition(user, "client"))


class WithMoneyQuerySet(OfClientQuerySet):
    """Such rows that may stand for a sum: those only for whoever sees money."""

    def visible_to(self, user):
        rows = super().visible_to(user)
        clients = self.model._meta.get_field("client").related_model.objects
        return rows if clients.sees_money(user) else rows.filter(shows_money=False)
