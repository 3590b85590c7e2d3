"""Who sees internal cost, who may act on it, and one currency turned into another."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.access import ladder_of
from accounts.models import RUNG_OF_RANK, Client, Function, Rung, User
from agency.lib.money import minor_units, rounded
from agency.lib.refusal import Refused
from billing.models.approval_limit import ApprovalLimit
from billing.models.exchange_rate import ExchangeRate
from billing.models.of_money import MoneyQuerySet


class CostQuerySet(MoneyQuerySet):
    """Rows of internal cost: finance sees all, account executives and above those of their clients.

    An assistant sees what the client pays, not what it costs us.
    """

    def visible_to(self, user):
        rows = super().visible_to(user)
        if sees_costs(user):
            return rows
        served = Client.objects.served_by(user, Rung.AE)
        return rows.filter(**{f"{self.client_path}__in": served.values("pk")})


def sees_costs(user):
    """Whether this person's rank alone opens internal cost, as far as he sees the client."""
    return is_finance(user) or user.stands_at_least(Rung.AE)


def is_finance(user):
    return user.is_active and user.function == Function.FINANCE


def demand_finance(by):
    """Refuse whoever is not of the finance department, naming who is."""
    whom = User.objects.at_work().filter(function=Function.FINANCE)
    by.demand(is_finance(by), _("Finance does this. Ask %(names)s."), whom)


def demand_rung(by, rung):
    """Refuse whoever stands below `rung` in the house, naming the next one above who does not."""
    if by.stands_at_least(rung):
        return
    ranks = [rank for rank, on in RUNG_OF_RANK.items() if on >= rung]
    above = User.objects.at_work().filter(rank__in=ranks)
    near = above.filter(supervises__person=by).order_by("supervises__depth")[:1]
    names = ", ".join(person.name for person in near) or above.named()
    sentence = _("Only %(rung)s or above may do this. Ask %(names)s.")
    raise Refused.rank(sentence % {"rung": Rung(rung).label, "names": names or "–"})


def demand_other(by, author, sentence=""):
    """Refuse the approval of one's own work: whoever made it finds somebody else."""
    if author is not None and by.pk == author.pk:
        raise Refused.rank(sentence or _("Nobody approves what he entered himself."))


def is_within_limit(document, user, client, amount, currency, at):
    """Whether this person's limit covers an amount; not where no rate of exchange is known."""
    try:
        on = client.local_date(at)
        return ApprovalLimit.objects.may_approve(document, user, client, amount, currency, on)
    except Refused:
        return False


def holders_of(client, rung, at):
    """Who holds a rung for a client, or the next filled one above it."""
    _above, people = next(iter(ladder_of(client, None, at).filled_above(rung - 1)), (0, []))
    return people


def into(amount, currency, base, day, rate=None):
    """(amount in `base`, the rate it was turned at); refused where nobody entered a rate."""
    if rate is None:
        known = ExchangeRate.objects.on(currency, base, day)
        if known is None:
            sentence = _("No exchange rate from %(currency)s into %(base)s is known.")
            words = {"currency": currency, "base": base}
            raise Refused(sentence % words, field="currency")
        rate = known.rate
    return rounded(Decimal(amount) * rate, minor_units(base)), rate
