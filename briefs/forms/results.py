from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Changes, Day, Form, Line, Prose


class Figure(forms.DecimalField):
    """A measured number; it may be below nothing."""

    def __init__(self, **options):
        super().__init__(**{"max_digits": 16, "decimal_places": 2, "localize": True, **options})


class KpiForm(Form):
    name = Line(label=_("Figure"), max_length=120, help_text=_("For example: aided recall."))
    unit = Line(label=_("Unit"), max_length=20, required=False)
    target = Figure(label=_("Target"))
    is_less_better = forms.BooleanField(label=_("Less is better"), required=False)

    @classmethod
    def facts_of(cls, kpi):
        return {name: getattr(kpi, name) for name in cls.base_fields}


class ReadingForm(Form):
    actual = Figure(label=_("Actual"))
    measured_on = Day(label=_("Measured on"))
    source = Line(label=_("Source"), max_length=200, required=False)


class AdjustmentForm(Form):
    text = Prose(label=_("What to change"), max_length=2000)
    why = Prose(label=_("Why"), max_length=2000, help_text=_("What was measured that asks for it."))


class AnswerForm(Form):
    answer = Line(label=_("Answer"), max_length=500, required=False)
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("accepted", _("Accept it")), ("declined", _("Decline it"))],
        widget=forms.RadioSelect,
    )


class ReviewForm(Changes):
    """Two people write it together."""

    aimed_at = Prose(label=_("What was aimed at"), max_length=4000, rows=5, required=False)
    happened = Prose(label=_("What happened"), max_length=4000, rows=5, required=False)
    shortcomings = Prose(label=_("Shortcomings"), max_length=4000, rows=5, required=False)
    learnings = Prose(
        label=_("Learnings"),
        max_length=4000,
        rows=5,
        required=False,
        help_text=_("What the next campaign does differently."),
    )
