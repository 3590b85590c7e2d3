"""What an estimate comes to: lines, the charges upon them, VAT, and what it costs the agency.

Everything is reckoned by `agency.lib.money`, as the invoices will be. Charges are, in this order:
the mark-up on production where it is not in the prices; the commission on media, on what media
cost (15 % of the gross price is 17.65 % of the net one); the contingency, on all before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from agency.lib.money import (
    EXACT,
    HUNDRED,
    ZERO,
    Adjustment,
    Item,
    Totals,
    minor_units,
    percent_of,
    reckon,
    rounded,
    shared_out,
)
from billing.models.columns import Group

MARKUP, COMMISSION, CONTINGENCY = "markup", "commission", "contingency"


@dataclass(frozen=True)
class Terms:
    """What holds for a whole estimate."""

    currency: str = "EUR"
    markup_percent: Decimal = ZERO
    folds_markup: bool = True
    commission_percent: Decimal = ZERO
    contingency_percent: Decimal = ZERO

    @classmethod
    def of(cls, version) -> "Terms":
        return cls(**{name: getattr(version, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Charge:
    """One charge upon the lines: so many per cent of a base."""

    kind: str
    percent: Decimal
    base: Decimal
    amount: Decimal

    @property
    def label(self) -> str:
        words = {
            MARKUP: _("Mark-up on production"),
            COMMISSION: _("Commission on media"),
            CONTINGENCY: _("Contingency"),
        }
        return words[self.kind]


@dataclass(frozen=True)
class Sums:
    """The sums of an estimate; `cost` is what is known of it, `unknown` the lines without one."""

    totals: Totals
    groups: dict[str, Decimal]
    charges: list[Charge] = field(default_factory=list)
    cost: Decimal = ZERO
    unknown: int = 0

    @property
    def every_group(self) -> list[tuple[Group, Decimal]]:
        """All groups, also those without a line."""
        return [(group, self.groups.get(group.value, ZERO)) for group in Group]

    @property
    def every_charge(self) -> list[Charge]:
        """All charges, also those that come to nothing."""
        there = {charge.kind: charge for charge in self.charges}
        kinds = (MARKUP, COMMISSION, CONTINGENCY)
        return [there.get(kind, Charge(kind, ZERO, ZERO, ZERO)) for kind in kinds]

    @property
    def margin(self) -> Decimal:
        return self.totals.net - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        """Of what the client pays without VAT; None where he pays nothing."""
        if not self.totals.net:
            return None
        share = EXACT.divide(EXACT.multiply(self.margin, HUNDRED), self.totals.net)
        return rounded(share, 1)


def price_of(cost: Decimal, markup: Decimal, currency: str) -> Decimal:
    """The price of one unit: its cost and the mark-up on it, to the cent."""
    return rounded(
        cost + EXACT.divide(EXACT.multiply(cost, markup), HUNDRED), minor_units(currency)
    )


def of_gross(percent: Decimal) -> Decimal:
    """A commission on the net price as one on the gross price: 17.65 % is 15 %."""
    share = EXACT.divide(EXACT.multiply(percent, HUNDRED), HUNDRED + percent)
    return rounded(share, 2)


def net_of(line, currency: str) -> Decimal:
    """What one line comes to without VAT."""
    return item_of(line).net(minor_units(currency))


def item_of(line) -> Item:
    return Item(line.quantity, line.price, line.category, line.rate)


def reckoned(lines: Iterable, terms: Terms) -> Sums:
    """The sums of `lines`: anything with group, quantity, price, cost, category and rate."""
    lines, places = list(lines), minor_units(terms.currency)
    nets = [item_of(line).net(places) for line in lines]
    groups: dict[str, Decimal] = {}
    bases: dict[str, dict] = {}
    for line, net in zip(lines, nets, strict=True):
        groups[line.group] = groups.get(line.group, ZERO) + net
        _put(bases.setdefault(line.group, {}), line, net)
    charges, adjustments = _charges(bases, terms, places)
    items = [item_of(line) for line in lines]
    known = [line for line in lines if line.cost is not None]
    costs = [rounded(EXACT.multiply(line.quantity, line.cost), places) for line in known]
    return Sums(
        totals=reckon(items, adjustments, currency=terms.currency),
        groups={group: groups[group] for group in Group.values if group in groups},
        charges=charges,
        cost=sum(costs, ZERO),
        unknown=len(lines) - len(known),
    )


def _put(shares, line, net):
    key = (line.category, line.rate)
    shares[key] = shares.get(key, ZERO) + net


def _charges(bases, terms, places):
    """Each charge, and its parts by VAT category, in the proportion of what it is a charge on."""
    charges, adjustments = [], []
    markup = ZERO if terms.folds_markup else terms.markup_percent
    asked = [
        (MARKUP, markup, Group.PRODUCTION.value),
        (COMMISSION, terms.commission_percent, Group.MEDIA.value),
        (CONTINGENCY, terms.contingency_percent, None),
    ]
    for kind, percent, group in asked:
        shares = bases.get(group, {}) if group else _all(bases)
        base = sum(shares.values(), ZERO)
        amount = percent_of(base, percent, places)
        if not amount:
            continue
        charges.append(Charge(kind, percent, base, amount))
        parts = shared_out(amount, shares, places)
        adjustments += [
            Adjustment(True, part, category, rate, base=shares[category, rate], percent=percent)
            for (category, rate), part in parts.items()
        ]
        for key, part in parts.items():
            upon = bases.setdefault(kind, {})
            upon[key] = upon.get(key, ZERO) + part
    return charges, adjustments


def _all(bases):
    shares: dict = {}
    for of_group in bases.values():
        for key, net in of_group.items():
            shares[key] = shares.get(key, ZERO) + net
    return shares


def step_amounts(steps: Iterable, net: Decimal, currency: str) -> list[Decimal]:
    """What each step of a billing plan comes to; steps that are 100 % together are all of it."""
    steps, places = list(steps), minor_units(currency)
    shares = {n: step.percent for n, step in enumerate(steps) if step.percent is not None}
    if len(shares) == len(steps) and steps and sum(shares.values(), ZERO) == HUNDRED:
        parts = shared_out(net, shares, places)
        return [parts[n] for n in range(len(steps))]
    return [
        percent_of(net, step.percent, places) if step.percent is not None else step.amount
        for step in steps
    ]
