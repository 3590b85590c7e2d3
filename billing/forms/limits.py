from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import Form, Line
from accounts.models.rank import Rank
from agency.lib.amount import read_amount
from billing.models import RANKS, Limited
from briefs.forms.brands import Currency

WORDS = {"no limit", "unlimited", "∞"}
HUNDRED = Decimal(100)


class Limit(Line):
    """A cell of the matrix: an amount, "no limit", or nothing. Its value is (amount or None,)."""

    default_error_messages = {
        "invalid": gettext_lazy("Enter an amount, “no limit”, or nothing."),
    }

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        if text.casefold() in WORDS | {_("no limit")}:
            return (None,)
        try:
            return (read_amount(text),)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class LimitsForm(Form):
    """The matrix of limits: kinds of document down, ranks across."""

    def __init__(self, data=None, *, limits, usual=None):
        """`limits` are those to be edited by (document, rank); `usual` hold where there is none."""
        super().__init__(data)
        for document in Limited:
            currency = currency_of(document, limits, usual)
            if document != Limited.DISCOUNT:
                label = _("%(what)s: currency") % {"what": document.label}
                self._add(f"{document}-currency", Currency(label=label, initial=currency))
            for rank in RANKS:
                self._add(name_of(document, rank), cell(document, rank, limits, usual))

    def _add(self, name, field):
        field.widget.attrs["aria-label"] = field.label
        self.fields[name] = field

    @property
    def rows(self):
        """(label, cell of the currency or None, cells) of each kind of document."""
        for document in Limited:
            money = self[f"{document}-currency"] if document != Limited.DISCOUNT else None
            yield document.label, money, [self[name_of(document, rank)] for rank in RANKS]

    def clean(self):
        chosen = super().clean()
        if self.errors:
            return chosen
        for rank in RANKS:
            share = chosen[name_of(Limited.DISCOUNT, rank)]
            if share and share[0] is not None and share[0] > HUNDRED:
                self.add_error(name_of(Limited.DISCOUNT, rank), _("At most a hundred per cent."))
        return {"limits": {pair: self._limit(chosen, *pair) for pair in PAIRS}}

    @staticmethod
    def _limit(chosen, document, rank):
        limit = chosen.get(name_of(document, rank))
        return limit and (limit[0], chosen.get(f"{document}-currency") or "EUR")


PAIRS = [(document, rank) for document in Limited for rank in RANKS]


def name_of(document, rank):
    return f"{document}-{rank}"


def currency_of(document, limits, usual):
    for rows in (limits, usual or {}):
        for (kind, _rank), row in rows.items():
            if kind == document:
                return row.currency
    return "EUR"


def cell(document, rank, limits, usual):
    own, common = limits.get((document, rank)), (usual or {}).get((document, rank))
    label = f"{document.label}, {Rank(rank).label}"
    field = Limit(label=label, max_length=30, required=False, initial=text_of(own))
    field.rank_label = Rank(rank).label
    if common:
        field.widget.attrs["placeholder"] = text_of(common)
    return field


def text_of(limit):
    """A limit as it is typed: 25,000 or 0.50, "no limit", or nothing."""
    if limit is None:
        return ""
    if limit.most is None:
        return _("no limit")
    is_whole = limit.most == limit.most.to_integral_value()
    return f"{limit.most:,.0f}" if is_whole else f"{limit.most:,.2f}"
