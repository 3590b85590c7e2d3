"""Forms of suppliers, quotes, orders and the rules for costs."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat

from accounts.forms.fields import Day, Email, Form, Line, Prose
from agency.lib.amount import is_currency
from agency.lib.bank.account import is_bic, is_iban, plain, plain_bic
from billing.models import Supplier
from briefs.forms.brands import Amount

TWO_CAPITALS = RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, such as DE."))
NO_SUPPLIER = _("Choose a supplier")


class CurrencyField(Line):
    """A currency of ISO 4217, however it was typed."""

    def __init__(self, **options):
        super().__init__(**{"label": _("Currency"), "max_length": 3, **options})

    def clean(self, value):
        value = super().clean(value).upper()
        if value and not is_currency(value):
            raise forms.ValidationError(_("Three letters of a currency, for example EUR."))
        return value


class Percentage(forms.DecimalField):
    """A share from nothing to a hundred per cent."""

    def __init__(self, **options):
        bounds = {"max_digits": 7, "decimal_places": 2, "localize": True}
        bounds |= {"min_value": Decimal(0), "max_value": Decimal(100)}
        super().__init__(**{**bounds, **options})

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class Sum(Amount):
    """A sum of money, shown with two decimals."""

    def prepare_value(self, value):
        return f"{value:.2f}" if isinstance(value, Decimal) else value


class Positive(Sum):
    """A sum of at least one cent."""

    def __init__(self, **options):
        super().__init__(**{"min_value": Decimal("0.01"), **options})


class SupplierForm(Form):
    """Who it is, where it is paid; the page of a supplier changes the same."""

    SECTIONS = (
        (_("Who it is"), ("name", "categories", "is_partner", "country", "vat_id", "address")),
        (_("Whom we speak to"), ("contact", "email", "phone")),
        (_("How it is paid"), ("currency", "payment_days", "iban", "bic")),
        (_("Further"), ("note",)),
    )
    wide = ("categories", "address", "note")

    name = Line(label=_("Name"), max_length=160)
    categories = forms.MultipleChoiceField(
        label=_("What we buy there"),
        choices=Supplier.Category.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    is_partner = forms.BooleanField(label=_("A partner agency"), required=False)
    contact = Line(label=_("Contact"), max_length=120, required=False)
    email = Email(label=_("E-mail"), required=False)
    phone = Line(label=_("Telephone"), max_length=40, required=False)
    address = Prose(label=_("Address"), max_length=500, rows=3, required=False)
    country = Line(
        label=_("Country"),
        max_length=2,
        validators=[TWO_CAPITALS],
        help_text=_("Two capital letters, such as DE."),
    )
    vat_id = Line(label=_("VAT id"), max_length=20, required=False)
    currency = CurrencyField(initial="EUR")
    payment_days = forms.IntegerField(
        label=_("Days to pay"), min_value=0, max_value=365, initial=30
    )
    iban = Line(
        label=_("IBAN"),
        max_length=42,
        required=False,
        help_text=_("Finance checks a new account with the supplier before anything is paid."),
    )
    bic = Line(label=_("BIC"), max_length=14, required=False)
    note = Prose(label=_("Note"), max_length=1000, rows=3, required=False)

    def sections(self):
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names]

    @classmethod
    def facts_of(cls, supplier):
        return {name: getattr(supplier, name) for name in cls.base_fields}

    def clean_vat_id(self):
        text = self.cleaned_data["vat_id"]
        if not text:
            return ""
        if text[:2].upper().isalpha() and vat.is_valid(text):
            return vat.compact(text)
        if text[:2].upper() in vat.MEMBER_STATES or text[:2].upper() == "EL":
            sentence = _("This is no valid VAT id: a character is wrong or missing.")
            raise forms.ValidationError(sentence)
        return text.upper()

    def clean_iban(self):
        text = self.cleaned_data["iban"]
        if text and not is_iban(text):
            raise forms.ValidationError(_("This is no IBAN: a character is wrong or missing."))
        return plain(text) if text else ""

    def clean_bic(self):
        text = plain_bic(self.cleaned_data["bic"])
        if text and not is_bic(text):
            raise forms.ValidationError(_("A BIC has 8 or 11 characters."))
        return text


class ReasonForm(Form):
    """A reason, where one is needed."""

    reason = Prose(max_length=500, rows=3)

    def __init__(self, *args, label, **options):
        super().__init__(*args, **options)
        self.fields["reason"].label = label


class SupplierFilter(Form):
    """Which suppliers are listed."""

    q = Line(max_length=80, required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Every status")), *Supplier.Status.choices],
    )
    category = forms.ChoiceField(
        label=_("What we buy there"),
        required=False,
        choices=[("", _("Everything")), *Supplier.Category.choices],
    )

    @property
    def is_narrowing(self):
        self.is_valid()
        return any(self.cleaned_data.values())

    def narrow(self, rows):
        self.is_valid()
        chosen = self.cleaned_data
        if text := chosen.get("q"):
            rows = rows.filter(name__icontains=text)
        if status := chosen.get("status"):
            rows = rows.filter(status=status)
        if category := chosen.get("category"):
            rows = rows.filter(categories__icontains=f'"{category}"')
        return rows


class OfLine(Form):
    """What belongs to a line of the estimate that the client approved, or to none of them."""

    line = forms.ChoiceField(label=_("Line of the estimate"), required=False)

    def __init__(self, *args, ceiling, **options):
        super().__init__(*args, **options)
        lines = [
            (f"{line.estimate}:{line.key}", f"{line.label} ({line.ceiling:.2f} {ceiling.currency})")
            for line in ceiling.lines.values()
        ]
        self.fields["line"].choices = [("", _("None: outside the estimate")), *lines]

    def clean_line(self):
        estimate, _colon, key = self.cleaned_data["line"].partition(":")
        return (int(estimate), int(key)) if estimate else None


class QuoteForm(OfLine):
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=_("Supplier"), empty_label=NO_SUPPLIER
    )
    net = Positive(label=_("Net amount"))
    currency = CurrencyField()
    note = Line(label=_("Note"), max_length=300, required=False)
    file = forms.FileField(label=_("The quote"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        stopped = Supplier.Status.STOPPED
        self.fields["supplier"].queryset = Supplier.objects.exclude(status=stopped)
        self.order_fields(["supplier", "line"])


class OrderForm(OfLine):
    wide = ("title", "description")

    title = Line(label=_("What is ordered"), max_length=160)
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=_("Supplier"), empty_label=NO_SUPPLIER
    )
    net = Positive(label=_("Net amount"))
    currency = CurrencyField()
    vat_rate = Percentage(label=_("VAT in per cent"), initial=Decimal(0))
    due_on = Day(label=_("Delivered by"), required=False)
    description = Prose(label=_("Specification"), max_length=4000, rows=5, required=False)

    def __init__(self, *args, keep=None, **options):
        super().__init__(*args, **options)
        rows = Supplier.objects.exclude(status=Supplier.Status.STOPPED)
        self.fields["supplier"].queryset = rows | Supplier.objects.filter(pk=keep)
        self.order_fields(["title", "supplier", "line"])

    @staticmethod
    def facts_of(order):
        line = f"{order.estimate_id}:{order.line_key}" if order.estimate_id else ""
        names = ("title", "net", "currency", "vat_rate", "due_on", "description")
        facts = {name: getattr(order, name) for name in names}
        return facts | {"supplier": order.supplier_id, "line": line}


class ApproveOrderForm(Form):
    """Asked where fewer than two suppliers were asked for a price."""

    single_source = Prose(
        label=_("Why one quote is enough"),
        max_length=300,
        rows=3,
        required=False,
        help_text=_("An account director may approve on one quote, with a reason that is kept."),
    )


class CostRuleForm(Form):
    quotes_above = Sum(label=_("Two quotes are needed above"))
    currency = CurrencyField()
    tolerance_percent = Percentage(
        label=_("Tolerance over the approved estimate, in per cent"),
        help_text=_("Beyond it new cost waits for a change order or a director's word."),
    )


class OverrideForm(Form):
    most = Positive(label=_("It may cost up to"))
    reason = Prose(label=_("Why"), max_length=500, rows=3)


class EscalationForm(Form):
    """A problem of money, and what is proposed."""

    subject = Line(label=_("What is the problem"), max_length=200)
    proposal = Prose(label=_("What do you propose"), max_length=2000, rows=5)
