from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.clients import Capitals
from accounts.forms.fields import Day, Email, Form, Line
from accounts.forms.zones import Country
from agency.lib.tax_numbers import read_bic, read_iban
from billing.forms.fields import SCHEME, Sectioned
from briefs.forms.brands import Currency


class CompanyForm(Sectioned):
    """A company of the agency, as it stands on its invoices."""

    name = Line(label=_("Legal name"), max_length=200)
    street = Line(label=_("Street"), max_length=160)
    street_more = Line(label=_("Address, continued"), max_length=160, required=False)
    postcode = Line(label=_("Postcode"), max_length=20, required=False)
    city = Line(label=_("City"), max_length=80)
    region = Line(label=_("Region"), max_length=80, required=False)
    country = Country(label=_("Country"))
    vat_id = Line(
        label=_("VAT id"),
        max_length=30,
        required=False,
        help_text=_("With or without the letters of the country. Empty: not registered for VAT."),
    )
    tax_number = Line(label=_("Tax number"), max_length=40, required=False)
    registration = Line(label=_("Register number"), max_length=80, required=False)
    legal_form = Line(
        label=_("What the law wants on every letter"),
        max_length=300,
        required=False,
        help_text=_("Register court, directors, capital."),
    )
    contact_name = Line(label=_("Contact for invoices"), max_length=120, required=False)
    phone = Line(label=_("Telephone"), max_length=40, required=False)
    email = Email(label=_("E-mail"), required=False)
    endpoint = Line(label=_("Electronic address"), max_length=80, required=False)
    endpoint_scheme = Line(
        label=_("Its scheme (EAS)"),
        max_length=4,
        required=False,
        validators=[SCHEME],
        help_text=_("For example 0204 in Germany, 9935 for an Irish VAT id."),
    )
    currency = Currency(label=_("Currency of the books"))
    code = Capitals(
        label=_("Short code in numbers"),
        max_length=6,
        required=False,
        help_text=_("Stands in the numbers of its papers where the agency has several companies."),
    )
    shares_series = forms.BooleanField(
        label=_("Credit notes are numbered with the invoices"), required=False
    )

    SECTIONS = (
        (
            _("Name and address"),
            ("name", "street", "street_more", "postcode", "city", "region", "country"),
        ),
        (_("Tax and register"), ("vat_id", "tax_number", "registration", "legal_form")),
        (
            _("Contact"),
            ("contact_name", "phone", "email", "endpoint", "endpoint_scheme"),
        ),
        (_("Books"), ("currency", "code", "shares_series")),
    )

    def clean(self):
        chosen = super().clean()
        self.read_vat_id(chosen)
        if bool(chosen.get("endpoint")) != bool(chosen.get("endpoint_scheme")):
            missing = "endpoint_scheme" if chosen.get("endpoint") else "endpoint"
            if missing not in self.errors:
                self.add_error(missing, _("An electronic address and its scheme go together."))
        return chosen


class AccountForm(Form):
    """An account of one of the companies."""

    name = Line(label=_("What we call it"), max_length=80)
    holder = Line(label=_("Holder"), max_length=70)
    bank = Line(label=_("Bank"), max_length=120, required=False)
    currency = Currency()
    iban = Line(label=_("IBAN"), max_length=50, required=False)
    bic = Line(label=_("BIC"), max_length=20, required=False)
    number = Line(
        label=_("Account number"),
        max_length=60,
        required=False,
        help_text=_("Only where there is no IBAN."),
    )
    routing = Line(
        label=_("Bank code"),
        max_length=120,
        required=False,
        help_text=_("Sort code, routing number, БИК."),
    )

    def clean_iban(self):
        text = self.cleaned_data["iban"]
        try:
            return read_iban(text) if text else ""
        except ValueError:
            sentence = _("This is no valid IBAN: a character is wrong or missing.")
            raise forms.ValidationError(sentence) from None

    def clean_bic(self):
        text = self.cleaned_data["bic"]
        try:
            return read_bic(text) if text else ""
        except ValueError:
            sentence = _("This is no valid BIC: it has 8 or 11 characters.")
            raise forms.ValidationError(sentence) from None

    @classmethod
    def facts_of(cls, account):
        return {name: getattr(account, name) for name in cls.base_fields}


class CloseBooksForm(Form):
    """Until when the books are closed."""

    until = Day(
        label=_("Closed until"),
        required=False,
        help_text=_("Nothing is issued, credited or booked on this day or before it."),
    )
    reason = Line(
        label=_("Why they are opened again"),
        max_length=300,
        required=False,
        help_text=_("Only for an earlier day than before, which takes the CSD."),
    )
