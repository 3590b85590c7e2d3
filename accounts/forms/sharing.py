from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line
from accounts.forms.team import ColleagueField
from accounts.models import Client


class ShareForm(Form):
    """With whom a client is shared, and why."""

    person = ColleagueField(label=_("With whom"))
    reason = Line(
        label=_("Why"),
        max_length=200,
        help_text=_("The person reads it too, for example: joins the pitch review on 3 December."),
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["person"].offer(people)


class WallForm(Form):
    """Who is kept from which client, and why."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))
    person = ColleagueField(label=_("Who must not see it"))
    reason = Line(
        label=_("Why"), max_length=300, help_text=_("For example: worked for a competitor.")
    )

    def __init__(self, *args, clients, people, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients
        self.fields["person"].offer(people)
