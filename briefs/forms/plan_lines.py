from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line
from briefs.lines import channel_label, period_of
from briefs.models.job_type import Channel


class PlanLineFilter(Form):
    """What the lines of a client's plans are narrowed to; unknown values narrow nothing."""

    q = Line(label=_("Words"), max_length=80, required=False)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All channels")), *Channel.choices]
    )
    since = Day(label=_("From"), required=False)
    until = Day(label=_("To"), required=False)

    def narrow(self, rows):
        """Those of the rows, (version, line) each, that fit all that was chosen."""
        self.is_valid()
        return [row for row in rows if self._fits(*row)]

    def _fits(self, version, line):
        chosen = self.cleaned_data
        if chosen.get("channel") and line.get("channel") != chosen["channel"]:
            return False
        return self._is_in_period(line) and self._has_words(version, line)

    def _is_in_period(self, line):
        """Whether any day of it lies in the period asked for; without days it never does."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if not (since or until):
            return True
        if (period := period_of(line)) is None:
            return False
        starts, ends = period
        return (not since or ends >= since) and (not until or starts <= until)

    def _has_words(self, version, line):
        """Whether every word stands somewhere in the line, or in the name of its plan."""
        words = (self.cleaned_data.get("q") or "").casefold().split()
        said = [channel_label(line.get("channel", "")), version.title, version.brief.number]
        said += [line.get(key, "") for key in ("budget_line", "reason", "amount")]
        text = " ".join(said).casefold()
        return all(word in text for word in words)

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(name) for name in self.fields)
