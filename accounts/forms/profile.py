from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form
from accounts.forms.zones import Language, Zone
from accounts.models.rank import Theme


class ThemeForm(Form):
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=Theme.choices, widget=forms.RadioSelect
    )


class ProfileForm(ThemeForm):
    """How Plates looks and speaks to one person."""

    language = Language(label=_("Language"))
    time_zone = Zone(
        label=_("Time zone"),
        required=False,
        empty=_("As the office"),
        help_text=_("All times are shown in it."),
    )
    hotkeys = forms.BooleanField(
        label=_("Single-letter shortcuts"),
        required=False,
        help_text=_("C logs a contact, G then a letter goes somewhere. Off for speech control."),
    )
    field_order = ["language", "time_zone", "theme", "hotkeys"]
