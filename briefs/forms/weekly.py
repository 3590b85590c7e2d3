from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line

MOST_LINES = 12
BLANK = 3


class WeekForm(Form):
    """The priorities of a week in order: each names a job or a brand, or neither."""

    def __init__(self, data=None, *, lines=(), choices=(), **options):
        super().__init__(data, **options)
        self.labels = dict(choices)
        self.count = min(MOST_LINES, len(lines) + BLANK)
        for number in range(MOST_LINES if data is not None else self.count):
            line = lines[number] if number < len(lines) else {}
            self._add(number, line, choices)

    def _add(self, number, line, choices):
        place = {"number": number + 1}
        kept = line.get("about", "")
        if kept and kept not in self.labels:  # closed meanwhile
            choices = [*choices, (kept, line.get("label", kept))]
            self.labels[kept] = line.get("label", kept)
        self.fields[f"about_{number}"] = forms.ChoiceField(
            label=_("Job or brand, place %(number)d") % place,
            choices=[("", _("Whole account")), *choices],
            required=False,
            initial=kept,
        )
        self.fields[f"text_{number}"] = Line(
            label=_("What comes first, place %(number)d") % place,
            max_length=300,
            required=False,
            initial=line.get("text", ""),
        )

    @property
    def rows(self):
        """(place, field of the job or brand, field of the words) of the lines on the page."""
        numbers = [number for number in range(MOST_LINES) if f"text_{number}" in self.fields]
        return [
            (number, self[f"about_{number}"], self[f"text_{number}"])
            for number in numbers
            if number < self.count or self[f"text_{number}"].value()
        ]

    def lines(self):
        """What was typed, without the empty places."""
        chosen, found = self.cleaned_data, []
        for number in range(MOST_LINES):
            if text := chosen.get(f"text_{number}"):
                about = chosen.get(f"about_{number}", "")
                label = str(self.labels.get(about, ""))
                found.append({"about": about, "label": label, "text": text})
        return found


def moved(lines, asked):
    """The lines after a press of "up:2" or "down:2"; nonsense moves nothing."""
    way, _colon, number = asked.partition(":")
    if way not in {"up", "down"} or not (number.isascii() and number.isdigit()):
        return lines
    if len(number) > len(str(MOST_LINES)):
        return lines
    here = int(number)
    there = here - 1 if way == "up" else here + 1
    if not (0 <= here < len(lines) and 0 <= there < len(lines)):
        return lines
    lines = list(lines)
    lines[here], lines[there] = lines[there], lines[here]
    return lines
