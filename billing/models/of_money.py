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


def demand_billing(client, by, rung, at):
    """Refuse whoever neither works in finance nor stands on `rung` or above for the client."""
    if not (by.is_active and by.function == Function.FINANCE):
        client.demand(by, rung, at)


def may_bill(client, user, rung):
    """Whether `demand_billing` would let this person through."""
    is_finance = user.is_active and user.function == Function.FINANCE
    return is_finance or client.rung_for(user) >= rung
