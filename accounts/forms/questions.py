from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Prose
from accounts.models import User


class AnswerForm(Form):
    text = Prose(label=_("Answer"), max_length=3000)
    sources = Line(
        label=_("Sources checked"),
        max_length=500,
        required=False,
        help_text=_("Whom you asked, what you read."),
    )

    def __init__(self, *args, is_for_client, **options):
        super().__init__(*args, **options)
        if is_for_client:
            self.fields["text"].help_text = _("The client reads this answer.")


class HoldForm(Form):
    reply = Prose(
        label=_("What are you doing about it, and by when?"),
        max_length=500,
        help_text=_("The day by which the answer is due stays the same."),
    )


class ReopenForm(Form):
    reason = Prose(label=_("What is still missing?"), max_length=500)


class HandOnForm(Form):
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Who finds the answer"))

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["assignee"].queryset = people
