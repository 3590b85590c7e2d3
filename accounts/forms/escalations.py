from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Prose


class AnswerForm(Form):
    """What is to be done about a problem."""

    answer = Prose(label=_("What is to be done"), max_length=2000, rows=5)
