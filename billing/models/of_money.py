from django.db import models

from accounts.access import clients_named, clients_open, sees_money
from accounts.models import Function


class MoneyQuerySet(models.QuerySet):
    """Rows of money of one client: finance sees all, the account team those of its clients.

    Other departments see no money at all, nor do coordinators.
    """

    client_path = "client"

    def visible_to(self, user):
        if not sees_money(user):
            return self.none()
        rule = clients_named if user.function == Function.FINANCE else clients_open
        return self.filter(rule(user, self.client_path))
