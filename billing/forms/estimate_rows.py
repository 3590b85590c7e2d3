"""The rows of an estimate as they come from the page: lines-TOTAL rows of lines-N-price, ...

Not formsets: an estimate has dozens of lines, and a form of its own for each would cost more than
the rest of the page. An empty row is no line; what cannot be read is refused beside its field.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.forms.fields import Day, key_of
from agency.lib.amount import plain_decimal, read_decimal
from agency.lib.text import clean
from billing.models import Group, Unit

SPARE = 2  # empty rows under the last one, for whoever works without script
MOST_SENT = 300
MOST_ROWS = 200
DAY = Day(required=False)
OF_COST = ("cost", "markup")
ZERO = Decimal(0)
LONGEST = {"description": 300, "label": 120}


@dataclass
class Cell:
    """One field of a row: what was typed, and what is wrong with it."""

    name: str
    id: str
    label: str
    value: str = ""
    error: str = ""
    choices: list = field(default_factory=list)
    is_fixed: bool = False

    def read(self, reader):
        """The value as it is kept; None with a sentence beside it where it cannot be read."""
        try:
            return reader(clean(self.value))
        except ValueError as wrong:
            self.error = str(wrong)
        except ValidationError as wrong:
            self.error = wrong.messages[0]
        return None


@dataclass
class Row:
    """One row of the page."""

    index: int | str
    cells: dict
    key: str = ""
    net: Decimal | None = None
    is_removed: bool = False

    @property
    def is_empty(self):
        typed = ("description", "price", "cost", "label", "percent", "amount")
        return self.is_removed or not any(
            self.cells[name].value.strip() for name in typed if name in self.cells
        )

    @property
    def errors(self):
        return [(cell, cell.error) for cell in self.cells.values() if cell.error]


class Rows:
    """All rows of one table of the editor, as stored or as typed."""

    prefix, fields = "", ()

    def __init__(self, stored, data=None):
        self.problem, self.rows, self.values = "", [], []
        if data is None:
            self.rows = [self.row_of(n, record) for n, record in enumerate(stored)]
        else:
            self.rows = self._typed(data)
            for row in self.rows:
                if not row.is_empty:
                    self.values.append(self.read(row))

    @property
    def is_valid(self):
        return not self.problem and not any(row.errors for row in self.rows if not row.is_removed)

    @property
    def shown(self):
        """The rows with a few empty ones at the end."""
        used = max((row.index for row in self.rows), default=-1) + 1
        return [*self.rows, *(self.row_of(used + n) for n in range(SPARE))]

    @property
    def sent(self):
        """How many rows the page sends."""
        return self.shown[-1].index + 1

    @property
    def blank(self):
        """What script makes new rows of."""
        return self.row_of("__prefix__")

    def _typed(self, data):
        """The rows of a POST. Without a count the rows did not arrive, so none is touched."""
        try:
            total = int(data.get(f"{self.prefix}-TOTAL", ""))
        except ValueError:
            total = -1
        if not 0 <= total <= MOST_SENT:
            self.problem = _("The rows of the table did not arrive. Reload the page and try again.")
            return []
        rows = [self._typed_row(data, n) for n in range(total)]
        rows = [row for row in rows if not row.is_empty or row.is_removed]
        if len([row for row in rows if not row.is_empty]) > MOST_ROWS:
            self.problem = _("%(most)d rows at most.") % {"most": MOST_ROWS}
        return rows

    def _typed_row(self, data, n):
        row = self.row_of(n)
        stem = f"{self.prefix}-{n}"
        for name, cell in row.cells.items():
            cell.value = data.get(f"{stem}-{name}", "")
        row.key = str(key_of(data.get(f"{stem}-key", "")) or "")
        row.is_removed = bool(data.get(f"{stem}-remove"))
        return row

    def cell(self, n, name, value="", **facts):
        stem = f"{self.prefix}-{n}-{name}"
        return Cell(stem, f"id_{stem}", str(self.labels[name]), value, **facts)


class LineRows(Rows):
    """The lines of an estimate; without `cost` neither cost nor mark-up is shown or taken."""

    prefix = "lines"

    def __init__(self, version, data=None, *, taxes, cost):
        self.taxes = [(f"{category}:{plain_decimal(rate)}", name) for category, rate, name in taxes]
        self.cost, self.version = cost, version
        self.below_zero = version.estimate.is_change_order
        self.labels = {
            "group": _("Group"), "description": _("Description"), "quantity": _("Quantity"),
            "unit": _("Unit"), "cost": _("Cost"), "markup": _("Mark-up %"), "price": _("Price"),
            "tax": _("VAT"),
        }  # fmt: skip
        stored = list(version.lines.all())
        self.stored = {line.key: line for line in stored}
        super().__init__(stored, data)

    def row_of(self, n, line=None):
        cells = {
            "group": self.cell(n, "group", line.group if line else "fee", choices=Group.choices),
            "description": self.cell(n, "description", line.description if line else ""),
            "quantity": self.cell(n, "quantity", plain_decimal(line.quantity) if line else ""),
            "unit": self.cell(n, "unit", line.unit if line else "C62", choices=Unit.choices),
        }
        if self.cost:
            cost, markup = (line.cost, line.markup_percent) if line else (None, None)
            cells["cost"] = self.cell(n, "cost", "" if cost is None else plain_decimal(cost, 2))
            words = "" if markup is None else plain_decimal(markup)
            cells["markup"] = self.cell(n, "markup", words)
        fixed = bool(line and line.has_reckoned_price)
        price = plain_decimal(line.price, 2) if line else ""
        cells["price"] = self.cell(n, "price", price, is_fixed=fixed)
        cells["tax"] = self.cell(n, "tax", self._tax_of(line), choices=self._choices(line))
        return Row(n, cells, str(line.key) if line else "", line.net if line else None)

    def _tax_of(self, line):
        if line is None:
            return self.taxes[0][0]
        return f"{line.category}:{plain_decimal(line.rate)}"

    def _choices(self, line):
        """The taxes of today, with the one an older line has."""
        known = dict(self.taxes)
        value = self._tax_of(line)
        return self.taxes if value in known else [(value, value), *self.taxes]

    def read(self, row):
        """The line as the verb takes it."""
        cells, values = row.cells, {"key": int(row.key) if row.key else None}
        old = self.stored.get(values["key"])
        cells["tax"].choices = self._choices(old)
        values["group"] = cells["group"].read(self._chosen(Group.values))
        values["description"] = cells["description"].read(self._text)
        values["quantity"] = cells["quantity"].read(self._quantity)
        values["unit"] = cells["unit"].read(self._chosen(Unit.values))
        values["price"] = cells["price"].read(self._amount)
        if self.cost:
            values["cost"] = cells["cost"].read(self._amount_or_none)
            values["markup_percent"] = cells["markup"].read(self._percent)
        has_price = self.cost and values["cost"] is not None
        follows = has_price and values["markup_percent"] is not None
        is_kept = not self.cost and old is not None and old.has_reckoned_price
        cells["price"].is_fixed = bool(follows or is_kept)
        if values["price"] is None and not cells["price"].error:
            values["price"] = ZERO
        known = {value for value, _name in cells["tax"].choices}
        tax = cells["tax"].read(self._chosen(known))
        category, _colon, rate = (tax or "O:0").partition(":")
        return values | {"category": category, "rate": Decimal(rate)}

    def _text(self, value):
        if not value:
            raise ValueError(_("Say what it is."))
        if len(value) > LONGEST["description"]:
            raise ValueError(_("%(most)d characters at most.") % {"most": 300})
        return value

    def _quantity(self, value):
        try:
            number = read_decimal(value or "1", below_zero=self.below_zero)
        except ValueError as wrong:
            raise ValueError(_("Enter a quantity, for example 2.5.")) from wrong
        return number

    def _amount(self, value):
        try:
            return read_decimal(value) if value else None
        except ValueError as wrong:
            raise ValueError(_("Enter an amount, for example 1,250.00.")) from wrong

    _amount_or_none = _amount

    def _percent(self, value):
        return percent(value)

    def _chosen(self, values):
        def read(value):
            if value not in values:
                raise ValueError(_("Choose one of the list."))
            return value

        return read


class StepRows(Rows):
    """The steps of the billing plan: a share of the estimate or an amount, and a day."""

    prefix = "steps"

    def __init__(self, version, data=None):
        self.labels = {
            "label": _("What is billed"), "percent": _("Per cent"), "amount": _("Amount"),
            "due": _("On"),
        }  # fmt: skip
        self.below_zero = version.estimate.is_change_order
        super().__init__(list(version.billing_steps.all()), data)

    def row_of(self, n, step=None):
        values = {"label": "", "percent": "", "amount": "", "due": ""}
        if step is not None:
            values["label"] = step.label
            values["percent"] = "" if step.percent is None else plain_decimal(step.percent)
            values["amount"] = "" if step.amount is None else plain_decimal(step.amount, 2)
            values["due"] = step.due_on.isoformat() if step.due_on else ""
        return Row(n, {name: self.cell(n, name, value) for name, value in values.items()})

    def read(self, row):
        """The step as the verb takes it: one of share and amount, not both."""
        cells = row.cells
        share = cells["percent"].read(percent)
        amount = cells["amount"].read(self._amount)
        if not row.errors and (share is None) == (amount is None):
            cells["percent"].error = _("Enter a share or an amount.")
        return {
            "label": cells["label"].read(self._label),
            "percent": share,
            "amount": amount,
            "due_on": cells["due"].read(DAY.clean),
        }

    def _label(self, value):
        if len(value) > LONGEST["label"]:
            raise ValueError(_("%(most)d characters at most.") % {"most": 120})
        return value or _("Part of the estimate")

    def _amount(self, value):
        try:
            return read_decimal(value, below_zero=self.below_zero) if value else None
        except ValueError as wrong:
            raise ValueError(_("Enter an amount, for example 1,250.00.")) from wrong


def percent(value):
    """A share as it was typed; None for nothing."""
    if not value:
        return None
    try:
        number = read_decimal(value.removesuffix("%"))
    except ValueError as wrong:
        raise ValueError(_("Enter a percentage, for example 12.5.")) from wrong
    if number >= 1000:
        raise ValueError(_("Less than 1,000 per cent."))
    return number
