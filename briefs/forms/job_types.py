from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Prose
from briefs.models import Brief, Channel
from briefs.sections import FURTHER
from briefs.timing_template import (
    AGENCY,
    CLIENT,
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_STEP,
    steps_of,
)

ROWS = "lines"
SPARE = 3  # empty rows under the last one, for whoever works without script
MOST_SENT = 400  # with those that were added and taken away again since the page was opened


class StepForm(Form):
    """One step of a type's timing."""

    key = forms.CharField(required=False, max_length=LONGEST_KEY, widget=forms.HiddenInput)
    name = Line(label=_("Step"), max_length=LONGEST_NAME)
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=LONGEST_STEP)
    side = forms.ChoiceField(
        label=_("Whose"),
        choices=[(AGENCY, _("Agency")), (CLIENT, _("Client"))],
        initial=AGENCY,
    )
    is_client_facing = forms.BooleanField(label=_("The client meets it"), required=False)
    after = Line(label=_("Waits for"), max_length=300, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for part in self.visible_fields():  # their labels stand once, above the column
            part.field.widget.attrs["aria-label"] = part.label

    @property
    def is_left(self):
        """Whether the row counts: something stands in it, and it was not taken away."""
        return self.has_changed() and not self.data.get(self.add_prefix("DELETE"))


class Steps(forms.BaseFormSet):
    """The rows of a type's timing; nobody is asked what an empty or a removed row means."""

    def _should_delete_form(self, form):
        return not form.is_left

    @property
    def typed(self):
        """What stands in the rows that are left, in order."""
        return [form.cleaned_data for form in self.forms if form.is_left]


StepRows = forms.formset_factory(
    StepForm, formset=Steps, extra=SPARE, max_num=MOST_SENT, can_delete=True
)


class JobTypeForm(Form):
    """A kind of work: its stages a line each, its timing a row each."""

    name = Line(label=_("Name"), max_length=60)
    brief_kind = forms.ChoiceField(
        label=_("Begins with"),
        choices=[("", _("No brief")), *Brief.Kind.choices],
        required=False,
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    stages = Prose(
        label=_("Stages"),
        max_length=1000,
        rows=8,
        help_text=_("One a line, in order. Jobs that are open keep theirs."),
    )
    brief_sections = forms.MultipleChoiceField(
        label=_("The brief also asks for"),
        choices=[(section.key, section.label) for section in FURTHER],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Beside the usual sections. Briefs that are begun stay as they are."),
    )

    def __init__(self, data=None, *, kind=None):
        super().__init__(data, initial=self.facts_of(kind) if kind else None)
        # Without their count the rows did not arrive, so none is touched.
        if data and f"{ROWS}-TOTAL_FORMS" in data:
            self.steps = StepRows(data, prefix=ROWS)
        else:
            self.steps = StepRows(initial=steps_of(kind), prefix=ROWS)

    def clean_stages(self):
        return self.cleaned_data["stages"].split("\n")

    def clean(self):
        if self.steps.is_bound:
            if self.steps.is_valid():
                self.cleaned_data["steps"] = self.steps.typed
            else:
                self.add_error(None, _("The timing is not complete: look at its rows."))
        return self.cleaned_data

    @classmethod
    def facts_of(cls, kind):
        return {
            "name": kind.name,
            "brief_kind": kind.brief_kind,
            "channels": kind.channels,
            "stages": "\n".join(stage["name"] for stage in kind.stages),
            "brief_sections": kind.brief_sections,
        }
