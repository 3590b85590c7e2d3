from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from agency.lib.text import clean

FIRST_YEAR, LAST_YEAR = 2000, 2199
CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", _("Three letters, for example EUR."))


class Link(forms.URLField):
    """The address of a page elsewhere."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 500, "assume_scheme": "https", **options})

    def to_python(self, value):
        return super().to_python(clean(str(value)) if value else value)

    def validate(self, value):
        super().validate(value)
        if value and not value.startswith(("http://", "https://")):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class Currency(Line):
    """Three capitals, however they were typed."""

    def __init__(self, **options):
        words = {"label": _("Currency"), "validators": [CURRENCY]}
        super().__init__(**{**words, "max_length": 3, **options})

    def to_python(self, value):
        return super().to_python(value).upper()


class Amount(forms.DecimalField):
    """A sum of money, from nothing upwards."""

    def __init__(self, **options):
        bounds = {"max_digits": 14, "decimal_places": 2, "min_value": Decimal(0), "localize": True}
        super().__init__(**{**bounds, **options})


class ProfileForm(Form):
    what_it_is = Prose(label=_("What it is"), max_length=2000, required=False)
    audience = Prose(label=_("Whom it is for"), max_length=2000, required=False)
    position = Prose(
        label=_("Where it stands"),
        max_length=2000,
        required=False,
        help_text=_("What it stands for, and against whom."),
    )
    guidelines_url = Link(label=_("Brand guidelines"), required=False)


class Year(forms.IntegerField):
    def __init__(self, **options):
        bounds = {"min_value": FIRST_YEAR, "max_value": LAST_YEAR}
        super().__init__(**{"label": _("Year"), **bounds, **options})


class PlanForm(Form):
    year = Year()
    objectives = Prose(
        label=_("Objectives"),
        max_length=4000,
        rows=5,
        help_text=_("What the brand is to reach, so that one can tell whether it did."),
    )
    direction = Prose(label=_("Direction"), max_length=4000, rows=5, required=False)


class BudgetForm(Form):
    year = Year()
    amount = Amount(label=_("Budget of the year"))
    currency = Currency()


class PrioritiesForm(Form):
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("Until"))
    text = Prose(
        label=_("What comes first"),
        max_length=4000,
        rows=6,
        help_text=_("One a line, the most important first."),
    )


class CompetitorForm(Form):
    name = Line(label=_("Name"), max_length=120)
    website = Link(label=_("Website"), required=False)
