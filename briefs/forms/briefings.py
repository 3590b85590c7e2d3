from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Moment, Prose, Several
from accounts.models import Function, User

AN_HOUR = timedelta(hours=1)
OUTSIDE_THE_CHAIN = {Function.FINANCE, Function.HR, Function.ADMIN}


class People(Several):
    """Colleagues, each a box to tick, with the department behind the name."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "check"})

    def __init__(self, label, **options):
        super().__init__(User.objects.none(), label=label, **options)

    def label_from_instance(self, person):
        return f"{person.name} ({person.short_rank})"


class BriefingForm(Form):
    """When, where, by whom and to whom a brief is presented."""

    starts_at = Moment(label=_("Starts"))
    ends_at = Moment(label=_("Ends"))
    place = Line(
        label=_("Place or link"),
        max_length=200,
        required=False,
        help_text=_("A room, or the address of a video call."),
    )
    presenter = forms.ModelChoiceField(User.objects.none(), label=_("Presented by"))
    participants = People(
        _("Who hears it"),
        help_text=_("The client’s team today. Whoever is missing joins the team first."),
        error_messages={"required": _("Invite somebody who will work by this brief.")},
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        for name in ("presenter", "participants"):
            self.fields[name].queryset = people

    def clean(self):
        starts, ends = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", ValidationError(_("It ends before it begins.")))
        return self.cleaned_data

    @staticmethod
    def start(version, people, at):
        """What the form begins with: tomorrow at ten for an hour, every department of the team."""
        ten = timezone.localtime(at).replace(hour=10, minute=0, second=0, microsecond=0)
        starts = ten + timedelta(days=1)
        presenter = version.brief.author
        hears = [
            person.pk
            for person in people
            if person.function not in OUTSIDE_THE_CHAIN | {Function.ACCOUNT}
        ]
        return {
            "starts_at": starts,
            "ends_at": starts + AN_HOUR,
            "presenter": presenter.pk,
            "participants": hears,
        }


class HeldForm(Form):
    """Who was there, and what was said."""

    present = People(_("Who was there"), required=False)
    notes = Prose(
        label=_("Notes"),
        max_length=4000,
        rows=3,
        required=False,
        help_text=_("What was said beyond the brief. Questions stand in their own list."),
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["present"].queryset = people


class AskForm(Form):
    """A question typed while the brief is being presented."""

    text = Prose(
        label=_("Your question"),
        max_length=1000,
        rows=1,
        error_messages={"required": _("Say what you want to know.")},
    )
    section = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args, sections, **options):
        super().__init__(*args, **options)
        named = [(section.key, section.label) for section in sections]
        self.fields["section"].choices = [("", _("The whole brief")), *named]
        self.fields["text"].widget.attrs["placeholder"] = _("What do you want to know?")


class CancelForm(Form):
    reason = Line(label=_("Why it does not take place"), max_length=300)
