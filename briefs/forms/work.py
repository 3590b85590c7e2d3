"""Forms of instructions, materials and deliverables."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.attachments import Files
from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import ContactPerson
from briefs.departments import CHOICES
from briefs.models import JobStage

TITLE, TEXT, SENTENCE = 160, 4000, 1000


class WorkForm(Form):
    """What a department is asked for: an instruction or a deliverable."""

    department = forms.ChoiceField(label=_("Department"), choices=CHOICES)
    title = Line(label=_("What"), max_length=TITLE)
    text = Prose(label=_("What exactly"), max_length=TEXT, rows=6)
    due_on = Day(label=_("By"))
    files = Files(label=_("Files"), required=False)

    def __init__(self, *args, departments=(), **options):
        super().__init__(*args, **options)
        known = dict(CHOICES)
        if departments:
            self.fields["department"].choices = [(one, known[one]) for one in departments]


class DeliverableForm(WorkForm):
    text = Prose(label=_("What it must be like"), max_length=TEXT, rows=4, required=False)


class SendBackForm(Form):
    reason = Prose(
        label=_("What is unclear or missing?"),
        max_length=SENTENCE,
        help_text=_("Whoever gave it hears of this and answers."),
    )


class FinishForm(Form):
    note = Line(label=_("A word on it"), max_length=SENTENCE, required=False)
    files = Files(label=_("Files"), required=False)


class GiveAgainForm(Form):
    answer = Prose(label=_("Answer"), max_length=SENTENCE)
    due_on = Day(label=_("By"))


class ReasonForm(Form):
    reason = Line(label=_("Why?"), max_length=500)


class MaterialForm(Form):
    """What we need of the client, of whom, and by when."""

    title = Line(label=_("What"), max_length=TITLE)
    details = Prose(label=_("Details"), max_length=2000, rows=3, required=False)
    contact = forms.ModelChoiceField(ContactPerson.objects.none(), label=_("Asked of"))
    due_on = Day(label=_("By"))
    stage = forms.ModelChoiceField(
        JobStage.objects.none(),
        label=_("Holds up"),
        required=False,
        empty_label=_("Nothing: work can go on without it"),
        help_text=_("The job does not leave this stage before it is there."),
    )
    write = forms.BooleanField(
        label=_("Write to this person now"),
        required=False,
        help_text=_("A short mail with what is needed and by when; answers come to you."),
    )

    def __init__(self, *args, contacts, stages, **options):
        super().__init__(*args, **options)
        self.fields["contact"].queryset = contacts
        self.fields["stage"].queryset = stages


class MissingForm(Form):
    missing = Line(
        label=_("What is still missing?"),
        max_length=500,
        help_text=_("A reminder to the client names this."),
    )
    files = Files(label=_("What came"), required=False)


class UnusableForm(Form):
    missing = Line(label=_("What is missing or cannot be used?"), max_length=500)


class ReceiveForm(Form):
    files = Files(label=_("What came"), required=False)


class MoveForm(Form):
    due_on = Day(label=_("By"))


class DeliverForm(Form):
    note = Line(label=_("A word on it"), max_length=SENTENCE, required=False)
    files = Files(label=_("Files"), required=False)


class AcceptForm(Form):
    reason = Line(label=_("Why?"), max_length=SENTENCE, help_text=_("Whoever made it reads this."))


class RejectForm(Form):
    reason = Prose(label=_("Why?"), max_length=SENTENCE, rows=3)
    next_step = Prose(label=_("What to do next"), max_length=SENTENCE, rows=3)
    due_on = Day(label=_("Next round by"))
