"""What happens to work at a board and after it: scores, outcomes, the client's answer, minutes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Moment, Prose, Several
from accounts.models import ContactPerson, User
from briefs.forms.boards import PeopleChoice, PersonChoice, named
from briefs.models import BoardWork, WorkPresentation

SCORES = [(number, str(number)) for number in range(1, 11)]
SPARE_LINES = 3
MOST_LINES = 60


class ScoreForm(Form):
    """A mark and how the work answers the brief."""

    score = forms.TypedChoiceField(
        label=_("Score"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("10 answers the brief perfectly. From 7 on, work is good enough to show."),
    )
    comment = Prose(
        label=_("Against the brief"),
        max_length=1000,
        rows=3,
        help_text=_("What in it answers the brief, and what does not."),
    )


class HoldForm(Form):
    """Who of those asked is there."""

    present = PeopleChoice(label=_("Present"), required=True)

    def __init__(self, *args, board, **options):
        super().__init__(*args, **options)
        people = [person.pk for person in board.people]
        self.fields["present"].queryset = User.objects.filter(pk__in=people).order_by("name")


class OutcomeForm(Form):
    """What becomes of a work; the words that are needed depend on it."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=BoardWork.Outcome.choices, widget=forms.RadioSelect
    )
    reason = Prose(
        label=_("Why"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_("Needed for rework, for rejected, for work kept off brief, and below 7."),
    )
    next_step = Prose(
        label=_("What to do next"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_("Needed for rework and for rejected."),
    )
    changes = Prose(
        label=_("Changes"),
        max_length=2000,
        required=False,
        rows=3,
        help_text=_("Needed for approved with changes."),
    )


class SendBackForm(Form):
    """Why a presentation goes back, and what to do next."""

    reason = Prose(label=_("Why it goes back"), max_length=1000, rows=3)
    next_step = Prose(label=_("What to do next"), max_length=1000, rows=3)


class PresentForm(Form):
    """To whom of the client the work was shown, and when."""

    contacts = Several(
        ContactPerson.objects.none(),
        label=_("Who saw it"),
        widget=forms.CheckboxSelectMultiple,
    )
    presented_at = Moment(label=_("When"))

    def __init__(self, *args, client, day, **options):
        super().__init__(*args, **options)
        self.fields["contacts"].queryset = client.contacts.on(day)


class AnswerForm(Form):
    """What the client said to the work."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=WorkPresentation.Answer.choices, widget=forms.RadioSelect
    )
    words = Prose(
        label=_("What they said"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=_("Needed when they want changes; that is a round that counts."),
    )


class RationaleForm(Form):
    """One department's part of why the work is right."""

    text = Prose(label=_("Rationale"), max_length=4000, rows=8)


class ActionLine(Form):
    """One next action; an empty line is none."""

    text = Line(label=_("What"), max_length=500, required=False)
    person = PersonChoice(
        User.objects.none(), label=_("Who"), required=False, empty_label=_("Nobody yet")
    )
    due_on = Day(label=_("By"), required=False)

    def __init__(self, *args, people, choices, **options):
        super().__init__(*args, **options)
        self.fields["person"].queryset = people
        self.fields["person"].choices = choices  # asked for once, not by every line

    @property
    def wanted(self):
        said = self.cleaned_data
        return said["text"], said["person"], said["due_on"]


class MinutesForm(Form):
    """What was said, and the next actions under it."""

    edit = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    minutes = Prose(label=_("What was said"), max_length=20_000, required=False, rows=14)

    def __init__(self, data, *, board, people):
        known = {"edit": board.minutes_edit, "minutes": board.minutes}
        super().__init__(data, initial=known)
        there = [
            {"text": row.text, "person": row.person_id, "due_on": row.due_on}
            for row in board.actions.all()
        ]
        count = len(there) + SPARE_LINES
        if data is not None:
            count = min(max(count, sum(f"action-{n}-text" in data for n in range(MOST_LINES))), 60)
        choices = [("", _("Nobody yet")), *((person.pk, named(person)) for person in people)]
        self.lines = [
            ActionLine(
                data,
                initial=there[number] if number < len(there) else None,
                prefix=f"action-{number}",
                people=people,
                choices=choices,
            )
            for number in range(count)
        ]

    def is_valid(self):
        whole = [line.is_valid() for line in self.lines]
        if super().is_valid() and all(whole):
            lines = [line.wanted for line in self.lines]
            self.cleaned_data["actions"] = [line for line in lines if line[0]]
            return True
        self.status = 422
        return False
