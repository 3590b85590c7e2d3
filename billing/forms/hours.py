"""The grid of a week's hours as it comes from the page, and forms around hours.

Not a formset: rows come and go in the browser, and what cannot be read stays as it was typed.
"""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import Day, Form, Prose, key_of
from accounts.models import Function, Rank, User
from agency.lib.hours import hours_text, read_minutes
from agency.lib.text import clean
from billing.forms.suppliers import CurrencyField, Sum
from billing.time_weeks import week_of

SPARE = 2
MOST_ROWS = 60
LONGEST_ACTIVITY = 120
FOR_THE_HOUSE = ""


@dataclass
class DayCell:
    """One day of a row: what was typed, what is wrong with it, what was handed in already."""

    name: str
    day: object
    value: str = ""
    error: str = ""
    fixed: int = 0
    minutes: int = 0

    @property
    def fixed_text(self):
        return hours_text(self.fixed) if self.fixed else ""

    def read(self):
        try:
            self.minutes = read_minutes(self.value)
        except ValueError:
            self.error = _("Hours such as 1:30 or 1.5.")
        return self.minutes


@dataclass
class HourRow:
    """One job and activity through the week."""

    index: object
    job: str = ""
    activity: str = ""
    cells: list = field(default_factory=list)
    job_error: str = ""
    activity_error: str = ""
    is_removed: bool = False

    @property
    def is_empty(self):
        return self.is_removed or not any(cell.value.strip() for cell in self.cells)

    @property
    def total(self):
        minutes = sum(cell.minutes + cell.fixed for cell in self.cells)
        return hours_text(minutes) if minutes else ""

    @property
    def has_errors(self):
        return bool(self.job_error or self.activity_error or any(c.error for c in self.cells))


class WeekGrid:
    """A person's week: what is there, or what was typed over it."""

    def __init__(self, monday, entries, jobs, data=None):
        self.days = week_of(monday)
        self.jobs = {str(job.pk): job for job in jobs}
        self.problem = ""
        self.fixed = {}
        for entry in entries:
            if entry.status != "draft":
                key = (str(entry.job_id or ""), entry.activity, entry.day)
                self.fixed[key] = self.fixed.get(key, 0) + entry.minutes
        stored = self._stored([entry for entry in entries if entry.status == "draft"])
        self.rows = stored if data is None else self._typed(data, stored)
        for row in self.rows:
            for cell in row.cells:
                cell.fixed = self.fixed.get((row.job, row.activity, cell.day), 0)
                cell.read()

    @property
    def is_valid(self):
        return not self.problem and not any(row.has_errors for row in self.rows)

    @property
    def sent(self):
        return len(self.rows) + SPARE

    @property
    def shown(self):
        first = len(self.rows)
        return [*self.rows, *(self._row(first + more) for more in range(SPARE))]

    @property
    def blank(self):
        return self._row("__prefix__")

    @property
    def totals(self):
        """Each day with its hours as text, empty if there are none."""
        sums = [
            sum(row.cells[at].minutes + row.cells[at].fixed for row in self.rows)
            for at in range(len(self.days))
        ]
        texts = [hours_text(minutes) if minutes else "" for minutes in sums]
        return list(zip(self.days, texts, strict=True))

    @property
    def total(self):
        return hours_text(sum(cell.minutes + cell.fixed for row in self.rows for cell in row.cells))

    @property
    def lines(self):
        """The rows as the verb takes them."""
        return [
            (
                self.jobs.get(row.job),
                row.activity,
                {cell.day: cell.minutes for cell in row.cells if cell.minutes},
            )
            for row in self.rows
            if not row.is_empty
        ]

    def _row(self, index, job="", activity="", values=None):
        cells = [
            DayCell(f"lines-{index}-d{at}", day, (values or {}).get(day, ""))
            for at, day in enumerate(self.days)
        ]
        return HourRow(index, job, activity, cells)

    def _stored(self, drafts):
        """A row for each job and activity of the week, those that were handed in too."""
        found = {(job, activity): {} for job, activity, _day in self.fixed}
        for entry in drafts:
            key = (str(entry.job_id or ""), entry.activity)
            found.setdefault(key, {})[entry.day] = hours_text(entry.minutes)
        rows = sorted(found.items(), key=lambda pair: (pair[0][0] == "", pair[0]))
        return [self._row(n, *key, values) for n, (key, values) in enumerate(rows)]

    def _typed(self, data, stored):
        total = data.get("lines-TOTAL", "")
        if not (total.isascii() and total.isdigit() and int(total[:6]) <= MOST_ROWS * 4):
            self.problem = _("The rows did not arrive. Load the page and try again.")
            return stored
        rows = []
        for index in range(int(total)):
            row = self._typed_row(index, data)
            if not row.is_empty:
                rows.append(row)
        if len(rows) > MOST_ROWS:
            self.problem = _("%(most)d rows at most.") % {"most": MOST_ROWS}
        shown = {(row.job, row.activity) for row in rows}
        for row in stored:
            if (row.job, row.activity) not in shown and self._has_fixed(row):
                rows.append(self._row(len(rows), row.job, row.activity))
        for number, row in enumerate(rows):
            self._renumber(row, number)
        return rows

    def _typed_row(self, index, data):
        values = {
            day: data.get(f"lines-{index}-d{at}", "")[:20] for at, day in enumerate(self.days)
        }
        job = data.get(f"lines-{index}-job", "")
        activity = clean(data.get(f"lines-{index}-activity", ""))[:LONGEST_ACTIVITY].strip()
        row = self._row(index, job, activity, values)
        row.is_removed = bool(data.get(f"lines-{index}-remove"))
        if not row.is_empty:
            if job and (not key_of(job) or job not in self.jobs):
                row.job_error = _("Choose a job of yours.")
            if not activity:
                row.activity_error = _("Say what you did.")
        return row

    def _has_fixed(self, row):
        return any((row.job, row.activity, day) in self.fixed for day in self.days)

    @staticmethod
    def _renumber(row, number):
        row.index = number
        for at, cell in enumerate(row.cells):
            cell.name = f"lines-{number}-d{at}"


class CostRateForm(Form):
    """What an hour costs: of one person, of a rank, or of a department."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Person"), required=False, empty_label="–"
    )
    rank = forms.ChoiceField(
        label=gettext_lazy("or rank"), choices=[("", "–"), *Rank.choices], required=False
    )
    function = forms.ChoiceField(
        label=gettext_lazy("or department"),
        choices=[("", "–"), *Function.choices],
        required=False,
    )
    amount = Sum(label=gettext_lazy("Cost of an hour"))
    currency = CurrencyField(initial="EUR")
    valid_from = Day(label=gettext_lazy("Valid from"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["person"].queryset = User.objects.at_work().order_by("name")


class CloseMonthForm(Form):
    anyway = forms.BooleanField(
        label=gettext_lazy("Close although hours are missing or not approved"), required=False
    )


class WhyForm(Form):
    reason = Prose(label=gettext_lazy("Why"), max_length=300, rows=3)
