from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import clients_named, clients_of_money, clients_open, sees_money
from accounts.models import Function, Rank, Rung, User


class MoneyQuerySet(models.QuerySet):
    """Rows of money of one client: finance sees all, the account team those of its clients.

    Other departments see no money at all, nor do coordinators.
    """

    client_path = "client"

    def visible_to(self, user):
        return self.filter(clients_of_money(user, self.client_path))


class BooksQuerySet(models.QuerySet):
    """Rows of the agency's own books: its companies, rates of VAT, rates of exchange."""

    def visible_to(self, user):
        return self if reads_books(user) else self.none()

    def demand_keeping(self, by):
        """Refuse whoever does not keep the books, naming those who do."""
        sentence = _("This is kept by finance and the administration. Ask %(names)s.")
        by.demand(can_keep_books(by), sentence, bookkeepers())


def of_clients(user, column):
    """Clients whose money this person sees, as a condition on a column that holds the client."""
    rule = clients_named if user.function == Function.FINANCE else clients_open
    return rule(user, column)


def can_keep_books(user):
    """Whether this person sets up companies, accounts, rates of VAT and of exchange."""
    return user.is_active and (user.function == Function.FINANCE or user.can_manage_settings)


def reads_books(user):
    """Whether they are this person's business at all: whoever sees money, and who sets them up."""
    return user.is_active and (sees_money(user) or can_keep_books(user))


def bookkeepers():
    """Whom to ask for it: finance first."""
    finance = User.objects.at_work().filter(function=Function.FINANCE)
    return finance if finance.exists() else User.objects.managing_settings()


def can_reopen_books(user):
    return user.is_active and user.rank == Rank.CSD


def sees_costs(user):
    """Whether what work costs the agency is for this person: from account executive up."""
    return user.function == Function.FINANCE or user.stands_at_least(Rung.AE)


def demand_billing(client, by, rung, at):
    """Refuse whoever neither works in finance nor stands on `rung` or above for the client."""
    if not (by.is_active and by.function == Function.FINANCE):
        client.demand(by, rung, at)


def may_bill(client, user, rung):
    """Whether `demand_billing` would let this person through."""
    is_finance = user.is_active and user.function == Function.FINANCE
    return is_finance or client.rung_for(user) >= rung
