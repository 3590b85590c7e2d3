"""The rows of a brief's table as they come from the page: lines-TOTAL rows of lines-N-what, ...

Not a formset: a table has up to sixty rows, and a form of its own for each would cost more than
the rest of the page. An unfinished row is kept in a draft; what cannot be read is refused.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.forms.fields import Day
from agency.lib.amount import is_currency, read_amount
from agency.lib.text import clean
from briefs.lines import totals, totals_by_channel
from briefs.models.job_type import Channel
from briefs.sections import MOST_ROWS

KEY = re.compile(r"[0-9A-Za-z_-]{1,40}")
LONGEST = 300
SPARE = 3  # empty rows under the last one, for whoever works without script
MOST_SENT = 400  # with those that were added and taken away again since the page was opened
DAY = Day(required=False)


@dataclass
class Cell:
    """One field of a row: what was typed, and what is wrong with it."""

    column: object
    name: str
    value: str = ""
    error: str = ""

    @property
    def choices(self):
        """The channels to choose from, with what an older plan called otherwise."""
        known = [(value, str(label)) for value, label in Channel.choices]
        if self.value and self.value not in Channel.values:
            known.insert(0, (self.value, self.value))
        return known

    def read(self):
        """The value as it is kept; what cannot be read stays as typed, with a sentence beside."""
        value = clean(self.value)
        readers = {"day": _day, "amount": _amount, "number": _number, "currency": _currency}
        if not value:
            return ""
        if len(value) > LONGEST:
            self.error = _("%(most)d characters at most.") % {"most": LONGEST}
            return value
        if self.column.kind not in readers:
            return value
        try:
            return readers[self.column.kind](value)
        except ValueError as wrong:
            self.error = str(wrong)
            return value


@dataclass
class Row:
    """One row of the page; `hidden` are the cells of it that this person may not see."""

    index: int | str
    key: str
    cells: list[Cell]
    hidden: dict = field(default_factory=dict)
    is_removed: bool = False

    @property
    def is_empty(self):
        typed = [c.value.strip() for c in self.cells if c.column.kind != "currency"]
        return self.is_removed or not (any(typed) or any(self.hidden.values()))

    @property
    def errors(self):
        return [(cell, cell.error) for cell in self.cells if cell.error]

    def line(self, currency):
        """The row as it is kept."""
        self.key = self.key or token_hex(4)
        line = {cell.column.key: cell.read() for cell in self.cells}
        if line.get("from") and line.get("to") and not self.errors and line["to"] < line["from"]:
            self._cell("to").error = _("It ends before it begins.")
        if "currency" in line and not line["currency"]:
            line["currency"] = currency
        return {"key": self.key, **self.hidden, **line}

    def _cell(self, key):
        return next(cell for cell in self.cells if cell.column.key == key)


class LineRows:
    """All rows of the table of a version, in order, as stored or as typed in `data`.

    Without `money` the amounts are neither shown nor changed.
    """

    def __init__(self, version, data=None, *, money=True):
        self.shape = version.brief.shape
        self.currency = version.brief.client.currency
        self.columns = self.shape.columns_for(money=money)
        self.stored = {line["key"]: line for line in version.lines}
        self.sees_money = money and any(c.kind == "amount" for c in self.columns)
        self.problem = ""
        if data is None:
            self.rows = [self._of(n, line) for n, line in enumerate(version.lines)]
        else:
            self.rows = self._typed(data)
        self.lines = [row.line(self.currency) for row in self.rows if not row.is_empty]

    @property
    def is_valid(self):
        return not self.problem and not any(row.errors for row in self.rows if not row.is_removed)

    @property
    def sent(self):
        """How many rows the page sends."""
        return self.shown[-1].index + 1

    @property
    def shown(self):
        """The rows with a few empty ones at the end."""
        used = max((row.index for row in self.rows), default=-1) + 1
        spare = [self._of(used + n, {}) for n in range(SPARE)]
        return [*self.rows, *spare]

    @property
    def blank(self):
        """What script makes new rows of."""
        return self._of("__prefix__", {})

    @property
    def totals(self):
        return totals(self.lines) if self.sees_money and self.lines else []

    @property
    def totals_by_channel(self):
        return totals_by_channel(self.lines) if self.sees_money else []

    def _of(self, index, line):
        cells = [Cell(c, f"lines-{index}-{c.key}", str(line.get(c.key, ""))) for c in self.columns]
        for cell in cells:
            if cell.column.kind == "currency" and not cell.value:
                cell.value = self.currency
        return Row(index, line.get("key", ""), cells, self._hidden(line))

    def _hidden(self, line):
        shown = {column.key for column in self.columns}
        return {c.key: line.get(c.key, "") for c in self.shape.columns if c.key not in shown}

    def _typed(self, data):
        """The rows of a POST. Without a count the rows did not arrive, so none is touched."""
        try:
            total = int(data.get("lines-TOTAL", ""))
        except ValueError:
            total = -1
        if not 0 <= total <= MOST_SENT:
            self.problem = _("The rows of the table did not arrive. Reload the page and try again.")
            return [self._of(n, line) for n, line in enumerate(self.stored.values())]
        rows, seen = [], set()
        for index in range(total):
            row = self._typed_row(index, data)
            if row.key in seen:  # a row copied by hand is another row
                row.key = ""
            seen.add(row.key)
            if not row.is_empty or row.is_removed:
                rows.append(row)
        if len(rows) > MOST_ROWS:
            self.problem = _("%(most)d rows at most.") % {"most": MOST_ROWS}
        return rows

    def _typed_row(self, index, data):
        key = data.get(f"lines-{index}-key", "")
        key = key if KEY.fullmatch(key) else ""
        cells = [
            Cell(c, f"lines-{index}-{c.key}", data.get(f"lines-{index}-{c.key}", ""))
            for c in self.columns
        ]
        hidden = self._hidden(self.stored.get(key, {}))
        return Row(index, key, cells, hidden, bool(data.get(f"lines-{index}-remove")))


def _day(value):
    try:
        return DAY.clean(value).isoformat()
    except ValidationError as wrong:
        raise ValueError(" ".join(wrong.messages)) from wrong


def _amount(value):
    try:
        return str(read_amount(value))
    except ValueError as wrong:
        raise ValueError(_("Enter an amount, for example 12500.00.")) from wrong


def _number(value):
    try:
        number = Decimal(value.replace(" ", ""))
    except InvalidOperation as wrong:
        raise ValueError(_("Enter a number.")) from wrong
    if not number.is_finite() or not 0 <= number < 10**9:
        raise ValueError(_("Enter a number."))
    return f"{number.normalize():f}"


def _currency(value):
    if not is_currency(value.upper()):
        raise ValueError(_("Enter a currency in three letters, for example EUR."))
    return value.upper()
