from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Function, Rank, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import signed, unique_or_refused
from billing.models.columns import Amount, Currency
from billing.models.of_cost import demand_finance, is_finance
from billing.models.rate_card import Rate

GIVEN_ALREADY = _("A rate from this day on is entered already.")


class CostRateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What an hour costs us is for finance and the client services director."""
        return self if can_see_rates(user) else self.none()

    def of(self, person, day):
        """The rate of this person on a day: his own, else his rank's, else his department's."""
        rows = self.filter(
            Q(person=person)
            | Q(person=None, rank=person.rank, function="")
            | Q(person=None, rank="", function=person.function),
            ~Q(person=None, rank="", function=""),
            valid_from__lte=day,
        )
        return max(rows, key=lambda row: (-distance_of(row), row.valid_from), default=None)

    def enter(self, by, at, **facts):
        """From a day on an hour costs so much; what was entered before keeps its rate."""
        demand_rates(by)
        row = self.model(**facts)
        if [bool(row.person), bool(row.rank), bool(row.function)].count(True) != 1:
            raise Refused(_("For one person, one rank or one department."), field="person")
        with unique_or_refused(GIVEN_ALREADY, field="valid_from"):
            signed(row, by, at).save(force_insert=True)
        return row


def distance_of(row):
    return 0 if row.person_id else 1 if row.rank else 2


def can_see_rates(user):
    return is_finance(user) or user.stands_at_least(Rung.CSD)


def demand_rates(by):
    if not can_see_rates(by):
        demand_finance(by)


def sell_rate_of(client, activity, day):
    """What an hour of this activity is sold for: the client's rate card, else the agency's."""
    rates = Rate.objects.filter(
        Q(card__client=client) | Q(card__client=None),
        Q(card__valid_to=None) | Q(card__valid_to__gte=day),
        unit="HUR",
        activity__iexact=activity,
        card__valid_from__lte=day,
    )
    rates = rates.select_related("card").order_by("-card__valid_from", "pk")
    own = sorted(rates, key=lambda rate: rate.card.client_id is None)
    return own[0] if own else None


class CostRate(models.Model):
    """What an hour of a person, a rank or a department costs the agency from a day on."""

    person = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cost_rates",
        verbose_name=_("person"),
    )
    rank = models.CharField(_("rank"), max_length=12, choices=Rank.choices, blank=True)
    function = models.CharField(
        _("department"), max_length=12, choices=Function.choices, blank=True
    )
    amount = Amount(_("cost of an hour"))
    currency = Currency(_("currency"))
    valid_from = models.DateField(_("valid from"))

    objects = CostRateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-valid_from", "pk"]
        verbose_name = _("cost of an hour")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_rate_not_negative"),
            models.UniqueConstraint(
                fields=["person", "valid_from"],
                condition=Q(person__isnull=False),
                name="one_cost_rate_per_person_and_day",
            ),
            models.UniqueConstraint(
                fields=["rank", "function", "valid_from"],
                condition=Q(person=None),
                name="one_cost_rate_per_group_and_day",
            ),
        ]

    def __str__(self):
        return f"{self.whose} {self.amount}"

    @property
    def whose(self):
        if self.person:
            return self.person.name
        return self.get_rank_display() if self.rank else self.get_function_display()
