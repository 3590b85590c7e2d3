"""The arithmetic of invoices by EN 16931, to the cent; estimates are reckoned with the same.

BT and BG are the numbers of business terms and groups in EN 16931-1. Amounts are `Decimal` and
never rounded but where the standard rounds: each line, and VAT once for each category and rate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from babel.numbers import get_currency_precision

HUNDRED = Decimal(100)
ZERO = Decimal(0)
# Wide enough for every amount we store or read, so that nothing but `rounded` ever rounds.
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


def minor_units(currency: str) -> int:
    """How many decimals amounts of an ISO 4217 currency have: EUR 2, JPY 0, KWD 3."""
    return get_currency_precision(currency)


def rounded(amount: Decimal, decimals: int = 2) -> Decimal:
    """`amount` to so many decimals, a half away from zero (BR-CO-17, "half up")."""
    return amount.quantize(Decimal(1).scaleb(-decimals), context=EXACT)


def percent_of(base: Decimal, percent: Decimal, decimals: int = 2) -> Decimal:
    """So many per cent of an amount, rounded."""
    return rounded(EXACT.divide(EXACT.multiply(base, percent), HUNDRED), decimals)


@dataclass(frozen=True)
class Adjustment:
    """An allowance or a charge, of a line (BG-27, BG-28) or of the document (BG-20, BG-21).

    `amount` is without VAT and as it stands on the document: its sign is that of an allowance or
    a charge, not of the total. Category and rate count on the document's own only.
    """

    is_charge: bool
    amount: Decimal
    category: str = ""
    rate: Decimal = ZERO
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""
    reason_code: str = ""

    @property
    def signed(self) -> Decimal:
        return self.amount if self.is_charge else -self.amount


@dataclass(frozen=True)
class Item:
    """What one line (BG-25) is reckoned from: BT-129, BT-146, BT-149, BT-151, BT-152."""

    quantity: Decimal
    price: Decimal
    category: str
    rate: Decimal = ZERO
    base_quantity: Decimal = Decimal(1)
    adjustments: tuple[Adjustment, ...] = ()

    def net(self, decimals: int = 2) -> Decimal:
        """BT-131: quantity times price, rounded, less its allowances, and with its charges.

        Raises ZeroDivisionError for a price per nothing.
        """
        value = EXACT.divide(EXACT.multiply(self.quantity, self.price), self.base_quantity)
        return rounded(value, decimals) + sum((each.signed for each in self.adjustments), ZERO)


@dataclass(frozen=True)
class Subtotal:
    """The VAT of one category and rate (BG-23): BT-116, BT-117, BT-118, BT-119."""

    category: str
    rate: Decimal
    base: Decimal
    tax: Decimal
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class Totals:
    """The sums of a document (BG-22) and its VAT breakdown, smallest category and rate first."""

    lines: Decimal  # BT-106
    allowances: Decimal  # BT-107
    charges: Decimal  # BT-108
    net: Decimal  # BT-109
    tax: Decimal  # BT-110
    gross: Decimal  # BT-112
    prepaid: Decimal  # BT-113
    rounding: Decimal  # BT-114
    due: Decimal  # BT-115
    subtotals: tuple[Subtotal, ...] = ()


def reckon(
    items: Iterable[Item],
    adjustments: Iterable[Adjustment] = (),
    *,
    currency: str = "EUR",
    prepaid: Decimal = ZERO,
    rounding: Decimal = ZERO,
    decimals: int | None = None,
) -> Totals:
    """The totals of a document with these lines, allowances and charges.

    Sums are exact; VAT is rounded once for each category and rate, not for each line (BR-CO-17).
    `decimals` overrides the currency's own, for amounts that are kept to whole units. `rounding`
    (BT-114) is what `to_the_coin` says, and is no part of the sum without VAT.
    """
    places = minor_units(currency) if decimals is None else decimals
    items, adjustments = list(items), list(adjustments)
    with localcontext(EXACT):
        nets = [item.net(places) for item in items]
        bases: dict[tuple[str, Decimal], Decimal] = {}
        for item, net in zip(items, nets, strict=True):
            _add(bases, item.category, item.rate, net)
        for each in adjustments:
            _add(bases, each.category, each.rate, each.signed)
        allowances = sum((each.amount for each in adjustments if not each.is_charge), ZERO)
        charges = sum((each.amount for each in adjustments if each.is_charge), ZERO)
        subtotals = tuple(
            Subtotal(category, rate, base, percent_of(base, rate, places))
            for (category, rate), base in sorted(bases.items())
        )
        lines = sum(nets, ZERO)
        net = lines - allowances + charges
        tax = sum((each.tax for each in subtotals), ZERO)
        gross = net + tax
        due = gross - prepaid + rounding
    return Totals(
        lines=rounded(lines, places),
        allowances=rounded(allowances, places),
        charges=rounded(charges, places),
        net=rounded(net, places),
        tax=rounded(tax, places),
        gross=rounded(gross, places),
        prepaid=rounded(prepaid, places),
        rounding=rounded(rounding, places),
        due=rounded(due, places),
        subtotals=subtotals,
    )


def to_the_coin(amount: Decimal, coin: Decimal) -> Decimal:
    """What has to be added (BT-114) so that `amount` can be paid in coins: 0.05 of CHF, 1 of SEK.

    A coin of nothing leaves the amount as it is.
    """
    if not coin:
        return ZERO
    steps = rounded(EXACT.divide(amount, coin), 0)
    return steps * coin - amount


def shared_out(total: Decimal, shares: Mapping, decimals: int = 2) -> dict:
    """`total` cut in proportion to `shares`; the parts are rounded and their sum is `total`.

    What rounding leaves over goes to the largest remainders, one smallest unit each.
    """
    unit = Decimal(1).scaleb(-decimals)
    whole = sum(shares.values(), ZERO)
    if not whole:
        raise ValueError("There is nothing to share by.")
    with localcontext(EXACT):
        exact = {name: total * share / whole for name, share in shares.items()}
        parts = {name: _towards_zero(part, unit) for name, part in exact.items()}
        left = total - sum(parts.values(), ZERO)
        step = unit if left > 0 else -unit
        by_rest = sorted(exact, key=lambda name: abs(exact[name] - parts[name]), reverse=True)
        for name in by_rest[: int(abs(left) / unit)]:
            parts[name] += step
    return parts


def _add(bases, category, rate, amount):
    key = (category, rate.normalize() + 0)
    bases[key] = bases.get(key, ZERO) + amount


def _towards_zero(amount, unit):
    return (amount / unit).to_integral_value("ROUND_DOWN") * unit
