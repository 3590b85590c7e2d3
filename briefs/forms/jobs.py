from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line
from accounts.models import Brand, Client, User

TITLE = 160


class JobFilter(Form):
    """What the list of jobs is narrowed to; unknown values narrow nothing."""

    q = Line(label=_("Search"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    brand = forms.IntegerField(required=False, widget=forms.HiddenInput)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def __init__(self, data, clients):
        super().__init__(data)
        self.fields["client"].queryset = clients

    def narrow(self, jobs, user):
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            jobs = jobs.filter(Q(title__icontains=words) | Q(number__istartswith=words))
        if chosen.get("client"):
            jobs = jobs.filter(client=chosen["client"])
        if chosen.get("brand"):
            jobs = jobs.filter(brand=chosen["brand"])
        if chosen.get("mine"):
            jobs = jobs.filter(owner=user)
        return jobs

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(name) for name in ("q", "client", "brand", "mine"))


class ClientOfJobForm(Form):
    """For whom the work is; the rest of the form depends on it."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients


class JobForm(Form):
    """What a job needs to get its number."""

    title = Line(label=_("Title"), max_length=TITLE)
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("No one brand")
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Owner"), help_text=_("Who answers for it, from the team.")
    )

    def __init__(self, *args, brands, owners, **options):
        super().__init__(*args, **options)
        self.fields["brand"].queryset = brands
        self.fields["owner"].queryset = owners


class RenameForm(Form):
    title = Line(label=_("Title"), max_length=TITLE)
