from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.clients import LANGUAGES_OF_PAPERS
from accounts.forms.fields import Day, Email, Form, Line
from accounts.models import ContactPerson


class ContactForm(Form):
    """Somebody at the client."""

    name = Line(label=_("Name"), max_length=120)
    title = Line(label=_("Title"), max_length=120, required=False)
    email = Email(label=_("E-mail address"), required=False)
    phone = Line(label=_("Phone"), max_length=40, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=ContactPerson.Level.choices)
    role = forms.ChoiceField(label=_("Role"), choices=ContactPerson.Role.choices)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the client's papers")), *LANGUAGES_OF_PAPERS],
        required=False,
    )
    distribution = forms.ChoiceField(
        label=_("Gets reports"), choices=ContactPerson.Distribution.choices
    )
    approves_briefs = forms.BooleanField(label=_("May approve briefs"), required=False)
    approves_estimates = forms.BooleanField(label=_("May approve estimates"), required=False)
    approval_limit = forms.DecimalField(
        label=_("Up to"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        localize=True,
        help_text=_("Empty: without limit."),
    )
    from_on = Day(label=_("At the client from"), required=False)
    until_on = Day(label=_("Until"), required=False)

    def clean(self):
        chosen = super().clean()
        first, last = chosen.get("from_on"), chosen.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        return chosen

    @classmethod
    def facts_of(cls, contact):
        return {name: getattr(contact, name) for name in cls.base_fields}


class PartnerForm(Form):
    """Somebody of another agency."""

    agency = Line(label=_("Agency"), max_length=120)
    name = Line(label=_("Name"), max_length=120)
    title = Line(label=_("Title"), max_length=120, required=False)
    email = Email(label=_("E-mail address"), required=False)
    phone = Line(label=_("Phone"), max_length=40, required=False)
    until_on = Day(label=_("Until"), required=False)

    @classmethod
    def facts_of(cls, partner):
        return {name: getattr(partner, name) for name in cls.base_fields}
