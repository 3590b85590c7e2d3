from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Clock, Day, Email, Form, Line, Prose
from accounts.forms.zones import Country, Zone
from accounts.models.office import WEEKDAYS
from agency.lib.countries import regions


class AgencyForm(Form):
    """The letterhead, and the rules that hold for the whole house."""

    name = Line(label=_("Name"), max_length=80)
    legal_name = Line(label=_("Legal name"), max_length=200, required=False)
    address = Prose(label=_("Address on papers"), max_length=500, rows=4, required=False)
    website = Line(label=_("Website"), max_length=120, required=False)
    mail_from = Email(
        label=_("Sender of mails"),
        required=False,
        help_text=_("Empty: the sender this installation was set up with."),
    )
    fallback_email = Email(
        label=_("Fallback address"),
        required=False,
        help_text=_("Hears of a late report when nobody is left on the ladder."),
    )
    load_limit = forms.IntegerField(
        label=_("Clients one person serves at most"), min_value=1, max_value=99
    )
    key_load_limit = forms.IntegerField(
        label=_("Of these, key accounts at most"), min_value=0, max_value=99
    )
    second_factor_required = forms.BooleanField(
        label=_("Directors and finance need a second factor"),
        required=False,
        help_text=_("Asked for at the next sign-in of CSD, GAD, finance and superusers."),
    )

    self_approval = forms.BooleanField(
        label=_("People may approve what they wrote themselves"),
        required=False,
        help_text=_("For small teams; such an approval is stamped as self-approved."),
    )

    attachment_megabytes = forms.IntegerField(
        label=_("Megabytes an attached file may have"), min_value=1, max_value=200
    )

    client_link_days = forms.IntegerField(
        label=_("Days a client's approval link works"), min_value=1, max_value=90
    )

    HOUSE_RULES = (
        "load_limit",
        "key_load_limit",
        "attachment_megabytes",
        "second_factor_required",
        "self_approval",
    )

    def clean(self):
        chosen = super().clean()
        most, keys = chosen.get("load_limit"), chosen.get("key_load_limit")
        if most is not None and keys is not None and keys > most:
            self.add_error("key_load_limit", _("Key accounts are clients, too: at most as many."))
        return chosen


class OfficeForm(Form):
    """Where an office is and when it works."""

    name = Line(label=_("Name"), max_length=80)
    time_zone = Zone(label=_("Time zone"))
    country = Country(label=_("Holidays of"))
    subdivision = Line(
        label=_("Region"),
        max_length=8,
        required=False,
        help_text=_("Only where a region has holidays of its own, for example BZ in Italy."),
    )
    working_weekdays = forms.TypedMultipleChoiceField(
        label=_("Working weekdays"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = Clock(label=_("Opens at"))
    closes_at = Clock(label=_("Closes at"))

    def clean_subdivision(self):
        return self.cleaned_data["subdivision"].upper()

    def clean(self):
        chosen = super().clean()
        opens, closes = chosen.get("opens_at"), chosen.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The office must close after it opens."))
        region, country = chosen.get("subdivision"), chosen.get("country")
        if region and country and region not in regions(country):
            known = ", ".join(regions(country)) or _("none")
            sentence = _("Not a region with holidays of its own. Known here: %(regions)s.")
            self.add_error("subdivision", sentence % {"regions": known})
        return chosen


class ClosingDayForm(Form):
    on = Day(label=_("Day"))
    name = Line(label=_("Name"), max_length=80)
