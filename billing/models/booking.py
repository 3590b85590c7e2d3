from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Function, User


class BookingQuerySet(models.QuerySet):
    """Rows of the bank, which are finance's and name payers before it is known whose they are."""

    def visible_to(self, user):
        return self if can_book(user) else self.none()

    def demand_booking(self, by):
        demand_booking(by)


def can_book(user):
    """Whether this person books payments: finance, and the client services director."""
    return user.is_active and (user.function == Function.FINANCE or user.is_csd)


def demand_booking(by):
    """Refuse whoever books no payments, naming those who do."""
    finance = User.objects.at_work().filter(function=Function.FINANCE)
    by.demand(can_book(by), _("Payments are booked by finance. Ask %(names)s."), finance)
