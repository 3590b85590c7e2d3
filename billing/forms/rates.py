from decimal import Decimal

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line
from accounts.forms.zones import Country
from agency.lib import ecb
from agency.lib.amount import is_currency
from billing.forms.fields import Percentage
from billing.models import VatCategory
from briefs.forms.brands import Currency

NO_RATES = _(
    "This is no file with the reference rates of the European Central Bank: take its "
    "eurofxref-daily.xml or eurofxref.csv."
)


class TaxRateForm(Form):
    """A rate of VAT that was not known yet."""

    country = Country(label=_("Country"))
    name = Line(label=_("Name"), max_length=60, help_text=_("Standard, reduced …"))
    category = forms.ChoiceField(
        label=_("Category"), choices=VatCategory.choices, initial=VatCategory.STANDARD
    )
    rate = Percentage(label=_("Rate in per cent"))
    is_standard = forms.BooleanField(label=_("The standard rate of the country"), required=False)
    valid_from = Day(label=_("In force from"))
    valid_to = Day(label=_("Until"), required=False, help_text=_("Empty: until it is succeeded."))


class NextRateForm(Form):
    """The rate that takes the place of another."""

    rate = Percentage(label=_("New rate in per cent"))
    valid_from = Day(label=_("In force from"), help_text=_("The old rate ends the day before."))


class ExchangeRateForm(Form):
    """What one unit of a currency was worth in another."""

    currency = Currency(label=_("One unit of"), help_text=_("For example EUR."))
    base = Currency(label=_("is worth in"), help_text=_("For example USD."))
    rate = forms.DecimalField(
        label=_("Rate"),
        max_digits=18,
        decimal_places=8,
        min_value=Decimal("0.00000001"),
        localize=True,
    )
    day = Day(label=_("On"))
    source = Line(label=_("Who says so"), max_length=60, help_text=_("ECB, the bank, the contract"))

    def clean_currency(self):
        return known(self.cleaned_data["currency"])

    def clean_base(self):
        return known(self.cleaned_data["base"])


def known(code):
    if not is_currency(code):
        raise forms.ValidationError(_("There is no currency of this name."))
    return code


class RatesFileForm(Form):
    """A file of the European Central Bank."""

    file = forms.FileField(
        label=_("File of the bank"),
        validators=[FileExtensionValidator(["csv", "xml"], NO_RATES)],
        help_text=_("eurofxref-daily.xml, eurofxref-hist-90d.xml or eurofxref.csv"),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            return ecb.read(file.read(ecb.MOST_BYTES + 1))
        except ecb.NoRates:
            raise forms.ValidationError(NO_RATES) from None
