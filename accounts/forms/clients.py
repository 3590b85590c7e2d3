from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Email, Form, Line, Prose
from accounts.models import AccountGroup, Brand, Client, ClientDomain, Contract, Office
from accounts.models.brand import DOMAIN
from accounts.models.office import validate_zone
from agency.lib.clock import WorkCalendar

LANGUAGES_OF_PAPERS = [
    ("en", _("English")),
    ("ru", _("Russian")),
    ("it", _("Italian")),
    ("zh-hans", _("Chinese")),
]


class Capitals(Line):
    """A short code, in capitals however it was typed."""

    def to_python(self, value):
        return super().to_python(value).upper()


def validate_country(code):
    try:
        WorkCalendar(zone="UTC", country=code)
    except ValueError:
        raise ValidationError(_("No holidays are known for “%s”.") % code) from None


class ClientFilter(Form):
    """What the clients list is narrowed to; unknown values narrow nothing."""

    q = Line(label=_("Search"), max_length=80, required=False)
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, empty_value=None, required=False)
    group = forms.TypedChoiceField(label=_("Group"), coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Any status")), *Client.Status.choices], required=False
    )
    mine = forms.BooleanField(label=_("Mine"), required=False)
    sort = forms.CharField(required=False)

    def __init__(self, data, offices, groups):
        super().__init__(data)
        self.fields["office"].choices = [("", _("All offices")), *offices]
        self.fields["group"].choices = [("", _("All groups")), *groups]

    def narrow(self, clients, user, day):
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            clients = clients.filter(
                Q(name__icontains=words) | Q(legal_name__icontains=words) | Q(code__iexact=words)
            )
        for field in ("office", "group", "status"):
            if chosen.get(field):
                clients = clients.filter(**{field: chosen[field]})
        if chosen.get("mine"):
            clients = clients.filter(pk__in=user.serves.on(day).values("client"))
        return clients

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(name) for name in ("q", "office", "group", "status"))


class ClientForm(Form):
    """The facts of a client; the guarded ones stand here only for whoever may change them."""

    name = Line(label=_("Trading name"), max_length=120)
    code = Capitals(
        label=_("Code"),
        max_length=4,
        validators=[RegexValidator(r"^[A-Z]{3,4}\Z", _("Three or four capital letters."))],
        help_text=_("Three or four capitals; numbers begin with it, the first one freezes it."),
    )
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Serving office"))
    group = forms.ModelChoiceField(
        AccountGroup.objects.select_related("director"), label=_("Group"), required=False
    )
    is_key_account = forms.BooleanField(label=_("Key account"), required=False)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"),
        choices=[("normal", _("Normal")), ("restricted", _("Restricted"))],
        help_text=_("Every view of a restricted client's documents is logged."),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[
            (status, status.label) for status in (Client.Status.ACTIVE, Client.Status.PROSPECT)
        ],
    )
    category = Line(label=_("Category"), max_length=80, required=False)
    since_on = Day(label=_("Client since"), required=False)
    notes = Prose(label=_("About the client"), max_length=4000, required=False)
    contact_cadence_days = forms.IntegerField(
        label=_("Contact at least every … days"), min_value=1, max_value=365
    )
    acceptance_days = forms.IntegerField(
        label=_("Working days until a report counts as accepted"), min_value=1, max_value=60
    )
    planner_cosigns = forms.BooleanField(
        label=_("The planner co-signs creative briefs"), required=False
    )
    language = forms.ChoiceField(label=_("Language of papers"), choices=LANGUAGES_OF_PAPERS)
    time_zone = Line(
        label=_("Client's time zone"),
        max_length=64,
        required=False,
        validators=[validate_zone],
        help_text=_("For example Europe/Rome. Empty: the time zone of the office."),
    )
    country = Capitals(
        label=_("Client's holiday calendar"),
        max_length=2,
        required=False,
        validators=[validate_country],
        help_text=_("Two letters, for example IE, IT, RU or CN. Empty: the office's."),
    )
    legal_name = Line(label=_("Legal name"), max_length=200, required=False)
    tax_id = Line(label=_("Tax number"), max_length=40, required=False)
    billing_address = Prose(label=_("Billing address"), max_length=500, required=False)
    invoice_email = Email(label=_("E-mail for invoices"), required=False)
    payment_days = forms.IntegerField(label=_("Payment term in days"), min_value=0, max_value=365)
    currency = Capitals(
        label=_("Currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three letters, for example EUR."))],
    )
    po_required = forms.BooleanField(
        label=_("Invoices need the client's purchase order number"), required=False
    )

    SECTIONS = (
        (_("The client"), ("name", "code", "status", "category", "since_on", "notes")),
        (_("Director's decisions"), ("group", "confidentiality", "is_key_account")),
        (
            _("Working with it"),
            ("office", "time_zone", "country", "language")
            + ("contact_cadence_days", "acceptance_days", "planner_cosigns"),
        ),
        (
            _("Billing"),
            ("legal_name", "tax_id", "billing_address", "invoice_email")
            + ("payment_days", "currency", "po_required"),
        ),
    )

    def __init__(self, *args, without=(), opens=False, **options):
        super().__init__(*args, **options)
        for name in without if opens else {"status", *without}:
            del self.fields[name]

    def sections(self):
        for title, names in self.SECTIONS:
            if there := [self[name] for name in names if name in self.fields]:
                yield title, there

    @classmethod
    def facts_of(cls, client):
        return {name: getattr(client, name) for name in cls.base_fields}

    @classmethod
    def start(cls, person):
        """What a new client's form begins with."""
        return defaults_of(Client, cls) | {"office": person.office_id}


class StatusForm(Form):
    """Where a client goes next."""

    to = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    sure = forms.BooleanField(
        label=_("Close the client for good"),
        required=False,
        help_text=_("A closed client leaves the lists of served clients and opens no more jobs."),
    )

    def __init__(self, *args, client, **options):
        super().__init__(*args, **options)
        self.fields["to"].choices = [(status, status.label) for status in client.next_statuses]
        if Client.Status.CLOSED not in client.next_statuses:
            del self.fields["sure"]

    def clean(self):
        chosen = super().clean()
        is_sure = chosen.pop("sure", False)
        if chosen.get("to") == Client.Status.CLOSED and not is_sure:
            self.add_error("sure", _("Closing cannot be taken back. Tick this to go on."))
        return chosen


class BrandForm(Form):
    name = Line(label=_("Name"), max_length=120)
    category = Line(label=_("Category"), max_length=80, required=False)
    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=Brand._meta.get_field("is_active").help_text,
    )

    def __init__(self, *args, is_new=False, **options):
        super().__init__(*args, **options)
        if is_new:
            del self.fields["is_active"]


class DomainForm(Form):
    domain = Line(
        label=_("Mail domain"),
        max_length=ClientDomain._meta.get_field("domain").max_length + 1,
        help_text=_("What stands behind the @ of the client's addresses."),
    )

    def clean_domain(self):
        domain = self.cleaned_data["domain"].lower().rpartition("@")[2].strip(". ")
        try:
            domain = domain.encode("idna").decode() if not domain.isascii() else domain
        except UnicodeError:
            raise ValidationError(DOMAIN.message) from None
        DOMAIN(domain)
        return domain


class ContractForm(Form):
    kind = forms.ChoiceField(label=_("Type"), choices=Contract.Kind.choices)
    yearly_fee = forms.DecimalField(
        label=_("Yearly fee"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        localize=True,
    )
    starts_on = Day(label=_("Starts"))
    ends_on = Day(label=_("Ends"), required=False, help_text=_("Empty: no end agreed."))
    notice_days = forms.IntegerField(label=_("Notice in days"), min_value=0, max_value=730)
    rounds_included = forms.IntegerField(
        label=_("Revision rounds included"), min_value=0, max_value=50
    )
    report_hours = forms.IntegerField(
        label=_("Hours for a report"),
        min_value=1,
        max_value=168,
        required=False,
        help_text=_("Empty: the agency's 24-hour rule."),
    )
    report_clock = forms.ChoiceField(
        label=_("How the hours count"), choices=Contract.Clock.choices, required=False
    )
    silence_accepts = forms.BooleanField(
        label=_("Silence accepts a report"),
        required=False,
        help_text=_("Of the record only, never of money."),
    )
    silence_days = forms.IntegerField(label=_("Working days of silence"), min_value=1, max_value=60)

    def clean(self):
        chosen = super().clean()
        starts_on, ends_on = chosen.get("starts_on"), chosen.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The contract ends before it starts."))
        return chosen

    @classmethod
    def terms_of(cls, contract):
        return {name: getattr(contract, name) for name in cls.base_fields}

    @classmethod
    def start(cls):
        return defaults_of(Contract, cls)


def defaults_of(model, form):
    return {name: model._meta.get_field(name).get_default() for name in form.base_fields}
