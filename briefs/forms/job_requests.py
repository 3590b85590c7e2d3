from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Brand, ContactPerson
from briefs.models import JobType

TITLE = 160


class RequestForm(Form):
    """What a client asks for, as it was said."""

    wide = ("title", "wanted")

    title = Line(label=_("Title"), max_length=TITLE)
    wanted = Prose(label=_("What is wanted"), max_length=4000, required=False)
    contact = forms.ModelChoiceField(
        ContactPerson.objects.none(),
        label=_("Asked by"),
        required=False,
        empty_label=_("Nobody named"),
    )
    wanted_on = Day(label=_("Wanted by"), required=False)
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("No single brand")
    )
    job_type = forms.ModelChoiceField(
        JobType.objects.offered(), label=_("Type"), required=False, empty_label=_("Not said")
    )

    def __init__(self, *args, client, day, **options):
        super().__init__(*args, **options)
        self.fields["contact"].queryset = client.contacts.on(day)
        self.fields["brand"].queryset = client.brands.filter(is_active=True)


class RequestFilter(Form):
    """Which requests are listed."""

    view = forms.ChoiceField(
        choices=[
            ("open", _("To open")),
            ("accepted", _("Became jobs")),
            ("declined", _("Declined")),
        ],
        required=False,
    )
    client = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def view_name(self):
        self.is_valid()
        return self.cleaned_data.get("view") or "open"
