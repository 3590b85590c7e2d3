"""What the forms of money share: sections, VAT ids, percentages."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form
from agency.lib.tax_numbers import read_vat_id
from briefs.forms.brands import Amount


class Sectioned(Form):
    """A long form in parts; `SECTIONS` are (title, names of its fields)."""

    SECTIONS: tuple = ()

    def sections(self):
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names]

    @classmethod
    def facts_of(cls, row):
        return {name: getattr(row, name) for name in cls.base_fields}

    def read_vat_id(self, chosen):
        """Put the VAT id as it is printed into `chosen`, or say beside it what is wrong."""
        text, country = chosen.get("vat_id"), chosen.get("country")
        if not (text and country):
            return
        try:
            chosen["vat_id"] = read_vat_id(text, country)
        except ValueError:
            sentence = _("This is no valid VAT id: a character is wrong or missing.")
            self.add_error("vat_id", sentence)


class Percentage(forms.DecimalField):
    """A share from nothing to a hundred per cent."""

    def __init__(self, **options):
        bounds = {"max_digits": 7, "decimal_places": 4, "min_value": Decimal(0)}
        bounds |= {"max_value": Decimal(100), "localize": True}
        super().__init__(**{**bounds, **options})

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


SCHEME = RegexValidator(r"^\d{4}\Z", _("Four digits, for example 0088."))


class Money(Amount):
    """A sum of money, shown with two decimals."""

    def prepare_value(self, value):
        return f"{value:.2f}" if isinstance(value, Decimal) else value
