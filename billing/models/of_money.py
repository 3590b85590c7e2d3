from django.db import models

from accounts.access import clients_of_money


class MoneyQuerySet(models.QuerySet):
    """Rows of money of one client: finance sees all, the account team those of its clients.

    Other departments see no money at all, nor do coordinators.
    """

    client_path = "client"

    def visible_to(self, user):
        return self.filter(clients_of_money(user, self.client_path))
