from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Prose
from briefs.models import Brief, Channel

MOST_STEPS, LONGEST_STEP = 40, 250
SIDES = {"client": "client", "agency": "agency"}


class JobTypeForm(Form):
    """A kind of work: its stages a line each, and its timing a line each."""

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

    def clean_stages(self):
        return self.cleaned_data["stages"].split("\n")

    @classmethod
    def facts_of(cls, kind):
        return {
            "name": kind.name,
            "brief_kind": kind.brief_kind,
            "channels": kind.channels,
            "stages": "\n".join(stage["name"] for stage in kind.stages),
        }


class StepForm(Form):
    """One step of a type's timing."""

    name = Line(label=_("Step"), max_length=80)
    days = forms.IntegerField(label=_("Working days"), min_value=0, max_value=LONGEST_STEP)
    side = forms.ChoiceField(
        label=_("Whose"), choices=[("agency", _("Agency")), ("client", _("Client"))]
    )
    is_client_facing = forms.BooleanField(label=_("The client meets it"), required=False)
    is_beside = forms.BooleanField(
        label=_("Runs beside the step before"),
        required=False,
        help_text=_("Begins when that one begins, not when it ends."),
    )


def steps_are_few(steps):
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("More than %(most)s steps.") % {"most": MOST_STEPS})
