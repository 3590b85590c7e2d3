from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Clock, Form, Line
from reports.models import ReportRule

MOST_HOURS = 168


class Hours(Line):
    """Hours in a row, typed with commas: 12, 6, 2."""

    def __init__(self, **options):
        super().__init__(max_length=40, **options)

    def to_python(self, value):
        text = super().to_python(value) or ""
        try:
            return [int(part) for part in text.replace(";", ",").split(",") if part.strip()]
        except ValueError as error:
            raise forms.ValidationError(
                _("Whole hours with commas, for example 12, 6, 2.")
            ) from error

    def validate(self, value):
        if not value and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        if any(not 1 <= hours <= MOST_HOURS for hours in value):
            raise forms.ValidationError(_("Each between 1 and 168 hours."))

    def run_validators(self, value):
        """The length was that of the text; a list of hours has nothing more to check."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class RuleForm(Form):
    """How long a report may take, who is warned when, and how a late one climbs."""

    hours = forms.IntegerField(label=_("Hours for a report"), min_value=1, max_value=MOST_HOURS)
    clock = forms.ChoiceField(label=_("How these hours count"), choices=ReportRule.Clock.choices)
    warning_hours = Hours(
        label=_("Warn so many hours before"),
        required=False,
        help_text=_(
            "Three warnings at most, for example 12, 6, 2. The second reaches the superior."
        ),
    )
    leaving_at = Clock(
        label=_("“Send before you leave” at"),
        help_text=_("On the last working day, when the deadline lies on a day off."),
    )
    ladder_hours = Hours(
        label=_("Climb so many hours after"),
        help_text=_("Three rising numbers, for example 4, 8, 24. The last one reaches the CSD."),
    )
    ladder_clock = forms.ChoiceField(
        label=_("How the ladder's hours count"), choices=ReportRule.LadderClock.choices
    )

    def clean_warning_hours(self):
        hours = sorted(set(self.cleaned_data["warning_hours"]), reverse=True)
        if len(hours) > 3:
            raise forms.ValidationError(_("Three warnings at most."))
        return hours

    def clean_ladder_hours(self):
        hours = self.cleaned_data["ladder_hours"]
        if len(hours) != 3 or sorted(set(hours)) != hours:
            raise forms.ValidationError(_("Three rising numbers, for example 4, 8, 24."))
        return hours
