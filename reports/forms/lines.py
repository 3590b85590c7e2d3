"""The lines of a report as they come from the page: lines-TOTAL rows of lines-N-kind, -text, ...

Not a formset: a report has some sixty rows, and copying a form's fields and choices for each of
them would cost more than the rest of the page.
"""

import re
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day
from accounts.forms.fields import Line as TextLine
from reports.models.topics import ACTION, DECISION, NOTE, TOPIC, Line

KINDS = [
    (NOTE, _("Note")),
    (DECISION, _("Decision")),
    (ACTION, _("Action item")),
    (TOPIC, _("Topic")),
]
MOST_ROWS = 400
LONGEST = {TOPIC: 160, NOTE: 1000, DECISION: 1000, ACTION: 500}
KEY = re.compile(r"[0-9a-f]{8}")

KIND = forms.ChoiceField(choices=KINDS)
TEXT = {kind: TextLine(max_length=most, required=False) for kind, most in LONGEST.items()}
DUE = Day(required=False)


@dataclass
class Row:
    """One row of the page: what was typed, and what is wrong with it."""

    index: int | str
    kind: str = NOTE
    text: str = ""
    key: str = ""
    owner: str = ""
    due: str = ""
    internal: bool = False
    removed: bool = False
    errors: dict = field(default_factory=dict)

    @classmethod
    def of(cls, index, line):
        return cls(index, line.kind, line.text, line.key, line.owner, line.due, line.internal)

    @classmethod
    def typed(cls, index, data):
        typed = {name: data.get(f"lines-{index}-{name}", "") for name in ("text", "owner", "due")}
        return cls(
            index,
            kind=data.get(f"lines-{index}-kind", "") or NOTE,
            key=data.get(f"lines-{index}-key", ""),
            internal=bool(data.get(f"lines-{index}-internal")),
            removed=bool(data.get(f"lines-{index}-remove")),
            **typed,
        )

    @property
    def is_empty(self):
        is_bare_action = self.kind == ACTION and (self.owner.strip() or self.due.strip())
        return self.removed or not (self.text.strip() or is_bare_action)

    def line(self, owners):
        """The line this row says, with its errors noted; `owners` are the keys one may choose."""
        is_action = self.kind == ACTION
        return Line(
            kind=self._clean("kind", KIND),
            text=self._clean("text", TEXT.get(self.kind, TEXT[NOTE])) or "",
            key=self.key if KEY.fullmatch(self.key) else "",
            owner=self._owner(owners) if is_action else "",
            due=self._due() if is_action else "",
            internal=self.internal,
        )

    def _owner(self, owners):
        if self.owner and self.owner not in owners:
            self.errors["owner"] = _("This person is not on the list; choose another.")
        return self.owner

    def _due(self):
        day = self._clean("due", DUE)
        return day.isoformat() if day else ""

    def _clean(self, name, cleaner):
        try:
            return cleaner.clean(getattr(self, name))
        except ValidationError as error:
            self.errors[name] = " ".join(error.messages)
            return None

    @property
    def sentence(self):
        return " ".join(str(text) for text in self.errors.values())

    @property
    def wrong_part(self):
        return next(iter(self.errors), "text")


class Rows:
    """All rows of the page, in order; `owners` is [(key, label)] to choose from."""

    def __init__(self, rows, owners):
        self.rows, self.owners = rows, owners
        self.problem = ""

    @classmethod
    def typed(cls, data, owners):
        """The rows of a POST. Without a count the lines did not arrive, so none is touched."""
        rows = cls([], owners)
        try:
            total = int(data.get("lines-TOTAL", ""))
        except ValueError:
            rows.problem = _("The lines did not arrive. Reload the page and try again.")
            return rows
        if not 0 <= total <= MOST_ROWS:
            rows.problem = _("%(most)d lines at most.") % {"most": MOST_ROWS}
            total = max(0, min(total, MOST_ROWS))
        rows.rows = [Row.typed(index, data) for index in range(total)]
        return rows

    @classmethod
    def of(cls, lines, owners):
        return cls([Row.of(index, line) for index, line in enumerate(lines)], owners)

    @property
    def kept(self):
        return [row for row in self.rows if not row.is_empty]

    def lines(self):
        keys = {key for key, _label in self.owners}
        return [row.line(keys) for row in self.kept]

    @property
    def is_valid(self):
        return not self.problem and not any(row.errors for row in self.rows)

    def anchor(self, line_keys):
        """{key of a line: number of its row}, once the lines have been saved."""
        return dict(zip(line_keys, (row.index for row in self.kept), strict=False))

    # -- Without script: rows are moved by buttons -----------------------------------------------

    def insert(self, after):
        self.rows.insert(after + 1, Row(0))
        self._count()

    def move(self, index, step):
        to = index + step
        if 0 <= index < len(self.rows) and 0 <= to < len(self.rows):
            self.rows[index], self.rows[to] = self.rows[to], self.rows[index]
            self._count()

    def add(self, count):
        self.rows += [Row(0) for _more in range(count)]
        self._count()

    def _count(self):
        for index, row in enumerate(self.rows):
            row.index = index

    # -- On the page ------------------------------------------------------------------------------

    @property
    def shown(self):
        """The rows with an empty one at the end, for the next line."""
        is_full = bool(self.rows) and not self.rows[-1].is_empty
        return [*self.rows, Row(len(self.rows))] if is_full or not self.rows else self.rows

    def with_choices(self):
        """The rows and the one new ones are made of, each with its two lists of choices."""
        people = _options(self.owners)
        kinds = _options(KINDS)
        for row in [*self.shown, Row("__prefix__")]:
            yield row, _chosen(kinds, row.kind), _chosen(people, row.owner)


def _options(choices):
    return [(str(value), conditional_escape(label)) for value, label in choices]


def _chosen(options, value):
    found = "".join(
        f'<option value="{key}"{" selected" if key == value else ""}>{label}</option>'
        for key, label in options
    )
    return mark_safe(found)  # noqa: S308 - keys are ours, labels were escaped
