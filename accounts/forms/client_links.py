from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.attachments import Files
from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Client, ClientAnswer


class InviteForm(Form):
    """Whom of the client to ask: only people with the authority are offered."""

    contact = forms.ModelChoiceField(
        label=_("Who approves it"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, data, *, people):
        super().__init__(data, initial={"contact": people.first() if people.count() == 1 else None})
        self.fields["contact"].queryset = people
        self.fields["contact"].label_from_instance = described


class RevokeForm(Form):
    reason = Line(label=_("Why is it withdrawn?"), max_length=300)


class ExtendForm(Form):
    until = Day(label=_("It works until the end of"))


class RecordForm(Form):
    """An approval that was given outside the link, with its proof."""

    contact = forms.ModelChoiceField(label=_("Who approved it"), queryset=None)
    decided_on = Day(label=_("On"))
    method = forms.ChoiceField(
        label=_("How"),
        choices=[choice for choice in ClientAnswer.Method.choices if choice[0] != "link"],
        widget=forms.RadioSelect,
    )
    order_number = Line(label=_("Purchase order number"), max_length=60, required=False)
    note = Prose(label=_("Note"), max_length=2000, rows=2, required=False)
    proof = Files(
        label=_("Proof"), help_text=_("The signed page, the mail or the order, as a file.")
    )

    def __init__(self, data, files, *, people, today):
        super().__init__(data, files, initial={"decided_on": today})
        self.fields["contact"].queryset = people
        self.fields["contact"].label_from_instance = described


class WaitingFilter(forms.Form):
    """Which client's documents are listed."""

    client = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False, empty_label=_("All clients")
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["client"].queryset = Client.objects.open_to(user)

    def chosen_client(self):
        return self.cleaned_data.get("client") if self.is_valid() else None


def described(contact):
    return ", ".join(filter(None, [contact.name, contact.title, contact.email]))


class SendAgainForm(Form):
    """Which key the page knew of, so that a second click sends no second letter."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
