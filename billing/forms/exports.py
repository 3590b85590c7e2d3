"""What leaves for the books, and on which accounts it is booked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from billing.forms.fields import Percentage, Sectioned
from billing.models import ExportBatch, Group, LegalEntity, VatCategory

MANNERS = [
    ("iso", _("1234.50, 2026-03-07")),
    ("en", _("1234.50, 07/03/2026")),
    ("us", _("1234.50, 03/07/2026")),
    ("de", _("1234,50, 07.03.2026, semicolons")),
    ("fr", _("1234,50, 07/03/2026, semicolons")),
]
MONTHS = [(number, str(number)) for number in range(1, 13)]


class ExportForm(Form):
    """Which documents, in which format; asked for first, sealed after a look."""

    entity = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=_("Company"), empty_label=None
    )
    format = forms.ChoiceField(label=_("Format"), choices=ExportBatch.Format.choices)
    first_day = Day(label=_("Issued from"))
    last_day = Day(label=_("Until"))
    manner = forms.ChoiceField(
        label=_("Numbers and days in CSV"), choices=MANNERS, required=False, initial="iso"
    )

    def __init__(self, *args, entities, **options):
        super().__init__(*args, **options)
        self.fields["entity"].queryset = entities

    def clean(self):
        chosen = super().clean()
        chosen["manner"] = chosen.get("manner") or "iso"
        first, last = chosen.get("first_day"), chosen.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It ends before it starts."))
        return chosen


class VoidForm(Form):
    reason = Prose(label=_("Why it is taken back"), max_length=300, rows=2)


class AccountForm(Form):
    """The account on which turnover of one VAT rate is booked."""

    category = forms.ChoiceField(label=_("VAT"), choices=VatCategory.choices)
    rate = Percentage(label=_("In per cent"), required=False)
    group = forms.ChoiceField(
        label=_("For"), choices=[("", _("Every group")), *Group.choices], required=False
    )
    code = Line(label=_("Account"), max_length=20)
    tax_key = Line(label=_("Tax key (DATEV)"), max_length=4, required=False)
    tax_name = Line(
        label=_("The tax rate’s name in Xero"),
        max_length=60,
        required=False,
        help_text=_("As it stands in Xero, such as “Tax on Sales (23%)”."),
    )

    def clean(self):
        chosen = super().clean()
        chosen["rate"] = chosen.get("rate") or 0
        is_standard = chosen.get("category") == VatCategory.STANDARD
        if is_standard and not chosen["rate"]:
            self.add_error("rate", _("Say at which rate VAT is charged."))
        if not is_standard:
            chosen["rate"] = 0
        return chosen

    @classmethod
    def facts_of(cls, row):
        return {name: getattr(row, name) for name in cls.base_fields}


class BooksForm(Sectioned):
    """What the accounting program calls a company."""

    consultant = forms.IntegerField(
        label=_("DATEV consultant number"), min_value=1001, max_value=9_999_999, required=False
    )
    client_number = forms.IntegerField(
        label=_("DATEV client number"), min_value=1, max_value=99_999, required=False
    )
    account_length = forms.IntegerField(label=_("Digits of an account"), min_value=4, max_value=8)
    year_starts_in = forms.TypedChoiceField(
        label=_("Month the year starts in"), choices=MONTHS, coerce=int
    )
    debtor = Line(
        label=_("Account of clients without a number of their own"), max_length=20, required=False
    )
    is_final = forms.BooleanField(label=_("Bookings come in as final"), required=False)

    SECTIONS = (
        (_("DATEV"), ("consultant", "client_number", "account_length", "is_final")),
        (_("The books"), ("year_starts_in", "debtor")),
    )
