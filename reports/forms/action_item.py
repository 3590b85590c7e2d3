"""The forms around action items, and what their list is narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line
from accounts.models import Client, TeamMember, User


class MoveForm(Form):
    due_on = Day(label=_("New day"))
    reason = Line(label=_("Why"), max_length=100, required=False)


class CancelForm(Form):
    reason = Line(label=_("Why it need not be done"), max_length=300)


class HandOverForm(Form):
    """A colleague who serves the client."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))

    def __init__(self, *args, item, at, **options):
        super().__init__(*args, **options)
        day = item.client.local_date(at)
        team = TeamMember.objects.on(day).filter(client=item.client)
        colleagues = User.objects.at_work().filter(pk__in=team.values("person"))
        self.fields["person"].queryset = colleagues.exclude(pk=item.person_id)


VIEWS = ["mine", "team", "client", "done"]


class ItemFilter(Form):
    """Which action items a list shows; what makes no sense narrows nothing."""

    view = forms.ChoiceField(choices=[(name, name) for name in VIEWS], required=False)
    client = forms.TypedChoiceField(label=_("Client"), coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        clients = Client.objects.open_to(user).values_list("pk", "name")
        self.fields["client"].choices = [("", _("All clients")), *clients]
        self.is_valid()

    def chosen_client(self):
        return self.cleaned_data.get("client")

    def chosen_view(self):
        # A client alone asks for everything that is open there.
        return self.cleaned_data.get("view") or ("open" if self.chosen_client() else "mine")

    def narrow(self, items):
        client = self.chosen_client()
        return items.filter(client=client) if client else items
