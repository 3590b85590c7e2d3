from datetime import timedelta
from decimal import Decimal

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import sees_money
from accounts.models import Client, Contract, Function, Rung, User
from agency.lib.money import percent_of
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from billing.models.columns import Amount, Currency, Group, Unit
from billing.models.of_money import MoneyQuerySet, of_clients

ONE_DAY = timedelta(days=1)
MOST_RATES = 200


class RateCardQuerySet(MoneyQuerySet):
    def visible_to(self, user):
        """The agency's own for everybody who sees money, a client's for those of the client."""
        if not sees_money(user):
            return self.none()
        return self.filter(Q(client=None) | Q(of_clients(user, "client")))

    def on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def for_client(self, client, on, currency):
        """The card that prices of an estimate are taken from; None where there is none.

        The client's own that began last, else the agency's.
        """
        cards = self.on(on).filter(currency=currency).filter(Q(client=client) | Q(client=None))
        return cards.order_by(F("client").asc(nulls_last=True), "-valid_from", "-pk").first()

    def can_keep(self, user, client=None):
        """A client's card: its account director and above; the agency's: any director; finance."""
        if user.function == Function.FINANCE:
            return user.is_active
        if client is None:
            return user.is_active and user.stands_at_least(Rung.AD)
        return client.rung_for(user) >= Rung.AD

    def demand_keeping(self, by, client, at):
        if self.can_keep(by, client):
            return
        if client is not None:
            client.demand(by, Rung.AD, at)
        sentence = _("Rate cards are kept by finance and the directors. Ask %(names)s.")
        by.demand(False, sentence, User.objects.at_work().filter(function=Function.FINANCE))

    def draw_up(self, by, at, *, client=None, rates=(), **facts):
        """Write down what the agency charges, everybody or one client."""
        self.demand_keeping(by, client, at)
        with transaction.atomic():
            card = self.model(client=client, **facts)
            card.refuse_unfit()
            signed(card, by, at).save(force_insert=True)
            card._put(rates, by, at)
        return card


class RateCard(models.Model):
    """What the agency charges by the hour or the piece, for everybody or by one contract."""

    name = models.CharField(_("name"), max_length=120)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="rate_cards"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="rate_cards"
    )
    currency = Currency(_("currency"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = RateCardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["client__name", "-valid_from", "name"]
        verbose_name = _("rate card")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rate_card_ends_after_it_starts",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("billing:rate-card", args=[self.pk])

    def can_keep(self, user):
        return RateCard.objects.can_keep(user, self.client)

    def is_in_force(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def change(self, by, at, *, rates=None, **facts):
        """Estimates that took prices from it keep them."""
        RateCard.objects.demand_keeping(by, self.client, at)
        with locked(self):
            changed = take(self, **facts)
            self.refuse_unfit()
            if changed:
                signed(self, by, at).save(update_fields=changed)
            if rates is not None:
                self._put(rates, by, at)

    def copy(self, by, at, *, name, valid_from, percent=Decimal(0)):
        """The same prices, dearer by so many per cent, as a new card; this one ends before it."""
        RateCard.objects.demand_keeping(by, self.client, at)
        with locked(self):
            if valid_from <= self.valid_from:
                raise Refused(_("The new card begins after this one."), field="valid_from")
            if self.valid_to is None or self.valid_to >= valid_from:
                self.valid_to = valid_from - ONE_DAY
                signed(self, by, at).save(update_fields=["valid_to"])
            card = RateCard(
                name=name,
                client=self.client,
                contract=self.contract,
                currency=self.currency,
                valid_from=valid_from,
                note=self.note,
            )
            signed(card, by, at).save(force_insert=True)
            rates = [rate.facts(raised_by=percent) for rate in self.rates.all()]
            card._put(rates, by, at)
        return card

    def refuse_unfit(self):
        if self.valid_to and self.valid_to < self.valid_from:
            raise Refused(_("It ends before it begins."), field="valid_to")
        if self.contract and self.contract.client_id != self.client_id:
            raise Refused(_("This contract is another client’s."), field="contract")

    def _put(self, rates, by, at):
        """Make its rates those that are given, in order; one is known by activity and unit."""
        names = [(rate["activity"].casefold(), rate["unit"]) for rate in rates]
        if len(set(names)) < len(names):
            raise Refused(_("An activity stands there twice with the same unit."))
        if len(names) > MOST_RATES:
            raise Refused(_("A card holds %(most)d rates at most.") % {"most": MOST_RATES})
        known = {(rate.activity.casefold(), rate.unit): rate for rate in self.rates.all()}
        for name in known.keys() - set(names):
            signed(known[name], by, at).delete()
        for position, (name, facts) in enumerate(zip(names, rates, strict=True)):
            rate = known.get(name)
            if rate is None:
                signed(Rate(card=self, position=position, **facts), by, at).save()
            elif changed := take(rate, position=position, **facts):
                signed(rate, by, at).save(update_fields=changed)


class Rate(models.Model):
    """One price of a rate card, and what it costs the agency."""

    card = models.ForeignKey(RateCard, models.CASCADE, related_name="rates")
    position = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(_("group"), max_length=10, choices=Group.choices, default=Group.FEE)
    activity = models.CharField(_("activity"), max_length=120)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit.choices, default=Unit.HOUR)
    price = Amount(_("price"))
    cost = Amount(_("cost"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("rate")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "activity", "unit"], name="activity_once_a_card"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="rate_not_negative"),
        ]

    def __str__(self):
        return f"{self.activity} {self.price}"

    def facts(self, *, raised_by=Decimal(0)):
        """What a copy of it on another card begins with; the price may go up, the cost stays."""
        return {
            "group": self.group,
            "activity": self.activity,
            "unit": self.unit,
            "price": self.price + percent_of(self.price, raised_by),
            "cost": self.cost,
        }
