from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Line, Prose
from accounts.forms.zones import Country
from billing.forms.fields import SCHEME, Percentage, Sectioned
from billing.models import BillingProfile, LegalEntity, VatCategory, proposed_tax
from billing.models.billing_profile import REASONS, usual_reminders

COINS = [("", _("To the cent")), ("0.05", "0.05"), ("0.10", "0.10"), ("1.00", "1.00")]
MOST_REMINDERS, EARLIEST, LATEST = 6, -30, 180


class ReminderDays(Line):
    """Days after the due day, in order: "-3, 1, 15, 30"."""

    default_error_messages = {
        "invalid": _("Enter up to six days in rising order, for example -3, 1, 15, 30.")
    }

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        parts = super().to_python(value).replace(",", " ").split()
        try:
            days = [int(part) for part in parts if len(part) <= 4]
        except ValueError:
            days = []
        rises = days == sorted(set(days))
        fits = len(days) == len(parts) <= MOST_REMINDERS
        if not (rises and fits and all(EARLIEST <= day <= LATEST for day in days)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return days

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class ProfileForm(Sectioned):
    """How one client is invoiced."""

    entity = forms.ModelChoiceField(LegalEntity.objects.in_use(), label=_("Invoiced by"))
    legal_name = Line(label=_("Legal name"), max_length=200)
    street = Line(label=_("Street"), max_length=160)
    street_more = Line(label=_("Address, continued"), max_length=160, required=False)
    postcode = Line(label=_("Postcode"), max_length=20, required=False)
    city = Line(label=_("City"), max_length=80)
    region = Line(label=_("Region"), max_length=80, required=False)
    country = Country(label=_("Country"))
    contact_name = Line(label=_("Who receives invoices"), max_length=120, required=False)
    vat_id = Line(label=_("VAT id"), max_length=30, required=False)
    vat_checked_on = Day(
        label=_("VAT id checked on"),
        required=False,
        help_text=_("When somebody looked it up in VIES."),
    )
    tax_number = Line(label=_("Tax number"), max_length=40, required=False)
    registration = Line(label=_("Register number"), max_length=80, required=False)
    tax_category = forms.ChoiceField(
        label=_("VAT"),
        choices=[("", _("As the two countries ask for")), *VatCategory.choices],
        required=False,
    )
    tax_reason = Line(
        label=_("Why no VAT is charged"),
        max_length=200,
        required=False,
        help_text=_("Empty: the usual sentence. A code such as VATEX-EU-AE will do."),
    )
    delivery = forms.ChoiceField(
        label=_("How invoices go out"), choices=BillingProfile.Delivery.choices
    )
    buyer_reference = Line(
        label=_("Buyer reference"),
        max_length=80,
        required=False,
        help_text=_("Leitweg-ID, cost centre."),
    )
    endpoint = Line(label=_("Electronic address"), max_length=80, required=False)
    endpoint_scheme = Line(
        label=_("Its scheme (EAS)"), max_length=4, required=False, validators=[SCHEME]
    )
    account_code = Line(label=_("Customer number in the books"), max_length=20, required=False)
    markup_percent = Percentage(label=_("Mark-up on production, in per cent"))
    commission_percent = Percentage(label=_("Commission on media, in per cent"))
    folds_markup = forms.BooleanField(
        label=_("The mark-up stands in the prices, not on a line of its own"), required=False
    )
    coin = forms.TypedChoiceField(
        label=_("Amounts are rounded"),
        choices=COINS,
        coerce=Decimal,
        empty_value=None,
        required=False,
    )
    reminder_days = ReminderDays(
        label=_("Reminders, days after the due day"), max_length=60, required=False
    )
    late_text = Prose(label=_("What late payment costs"), max_length=300, rows=2, required=False)

    SECTIONS = (
        (
            _("Who is invoiced"),
            ("entity", "legal_name", "street", "street_more", "postcode", "city")
            + ("region", "country", "contact_name"),
        ),
        (
            _("Tax"),
            ("vat_id", "vat_checked_on", "tax_number", "registration")
            + ("tax_category", "tax_reason"),
        ),
        (
            _("Sending"),
            ("delivery", "buyer_reference", "endpoint", "endpoint_scheme", "account_code"),
        ),
        (
            _("Prices"),
            ("markup_percent", "commission_percent", "folds_markup", "coin"),
        ),
        (_("Reminding"), ("reminder_days", "late_text")),
    )

    def clean(self):
        chosen = super().clean()
        self.read_vat_id(chosen)
        if not self.errors:
            self._fill_tax(chosen)
        return chosen

    def _fill_tax(self, chosen):
        """What was left open is as the two countries ask for."""
        if not chosen["tax_category"]:
            category, reason = proposed_tax(chosen["entity"], chosen["country"], chosen["vat_id"])
            chosen["tax_category"], chosen["tax_reason"] = category.value, reason
        elif not chosen["tax_reason"]:
            chosen["tax_reason"] = str(REASONS.get(chosen["tax_category"], ""))

    @classmethod
    def facts_of(cls, profile):
        return super().facts_of(profile) | {
            "entity": profile.entity_id,
            "coin": "" if profile.coin is None else f"{profile.coin:.2f}",
        }

    @classmethod
    def start(cls, client, entity):
        """What a client's profile begins with: what the client's page knows already."""
        lines = [line.strip() for line in client.billing_address.split("\n") if line.strip()]
        return {
            "entity": entity and entity.pk,
            "legal_name": client.legal_name or client.name,
            "street": lines[0][:160] if lines else "",
            "city": lines[-1][:80] if len(lines) > 1 else "",
            "country": client.country or client.office.country,
            "tax_number": client.tax_id,
            "markup_percent": Decimal(0),
            "commission_percent": Decimal(0),
            "folds_markup": True,
            "delivery": BillingProfile.Delivery.MAIL,
            "reminder_days": usual_reminders(),
        }
