"""Forms of invoices: the draft with its lines, what is asked of one, the list's filter."""

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Client
from billing.forms.fields import Money, Percentage
from billing.models import Group, Invoice, LegalEntity, Unit, VatCategory
from billing.models.invoices import NOTHING
from briefs.forms.job_types import MOST_SENT, ROWS, SPARE, Steps
from briefs.models import Job

MOST = Decimal("999999999")


class Number(forms.DecimalField):
    """A quantity or a price: four decimals, shown without noughts that say nothing."""

    def __init__(self, **options):
        known = {"max_digits": 13, "decimal_places": 4, "max_value": MOST, "min_value": -MOST}
        super().__init__(**{**known, **options}, localize=True)

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class InvoiceLineForm(Form):
    """One line of an invoice."""

    group = forms.ChoiceField(label=_("Group"), choices=Group.choices, initial=Group.FEE)
    description = Line(label=_("What for"), max_length=300)
    quantity = Number(label=_("Quantity"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.PIECE)
    price = Number(label=_("Price"), min_value=0)
    category = forms.ChoiceField(label=_("VAT"), choices=VatCategory.choices)
    rate = Percentage(label=_("%"), required=False)
    # Which estimate's line, or which advance, it stands for.
    estimate_line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    deducts = forms.IntegerField(required=False, widget=forms.HiddenInput)
    job = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, usual=None, **options):
        super().__init__(*args, **options)
        self.usual = usual or {}
        category = self.usual.get("category", VatCategory.STANDARD)
        # What is usual comes first: a row in which only that stands counts as empty.
        choices = sorted(VatCategory.choices, key=lambda choice: choice[0] != category)
        self.fields["category"].choices, self.fields["category"].initial = choices, category
        for part in self.visible_fields():  # their labels stand once, above the column
            part.field.widget.attrs["aria-label"] = part.label

    @property
    def is_left(self):
        """Whether the row counts: something stands in it, and it was not taken away."""
        return self.has_changed() and not self.data.get(self.add_prefix("DELETE"))

    def clean(self):
        chosen = super().clean()
        is_taxed = chosen.get("category") == VatCategory.STANDARD
        if chosen.get("quantity") is None:
            chosen["quantity"] = Decimal(1)
        rate = chosen.get("rate") or self.usual.get("rate") or Decimal(0)
        chosen["rate"] = rate if is_taxed else Decimal(0)
        if is_taxed and not chosen["rate"] and "rate" not in self.errors:
            self.add_error("rate", _("Which rate?"))
        return chosen


LineRows = forms.formset_factory(
    InvoiceLineForm, formset=Steps, extra=SPARE, max_num=MOST_SENT, can_delete=True
)


class NewInvoiceForm(Form):
    """For whom, and what it begins with."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))
    job = forms.ModelChoiceField(Job.objects.none(), label=_("Job"), required=False)
    source = forms.ChoiceField(
        label=_("Begins with"),
        choices=[
            ("hand", _("Lines written by hand")),
            ("final", _("All of the job's approved estimate, less its advances")),
        ],
        initial="hand",
        widget=forms.RadioSelect,
    )
    title = Line(
        label=_("Title"), max_length=160, required=False, help_text=_("Empty: that of the job.")
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        clients = Client.objects.visible_to(user)
        self.fields["client"].queryset = clients.filter(billing__isnull=False)
        jobs = Job.objects.visible_to(user).exclude(number="")
        self.fields["job"].queryset = jobs.select_related("client")

    def clean(self):
        chosen = super().clean()
        job, client = chosen.get("job"), chosen.get("client")
        if job and client and job.client_id != client.pk:
            self.add_error("job", _("This job is another client's."))
        if chosen.get("source") == "final" and not job:
            self.add_error("job", _("Which job's estimate?"))
        if not (chosen.get("title") or job):
            self.add_error("title", _("Give it a title."))
        return chosen


class InvoiceForm(Form):
    """A draft: what stands beside the lines, and the lines."""

    title = Line(label=_("Title"), max_length=160)
    po_number = Line(label=_("Client's purchase order"), max_length=40, required=False)
    buyer_reference = Line(label=_("Client's reference"), max_length=80, required=False)
    tax_point = Day(label=_("Day of supply"), required=False)
    period_from = Day(label=_("or period from"), required=False)
    period_to = Day(label=_("to"), required=False)
    payment_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=365)
    discount = Percentage(
        label=_("Discount on all lines, %"),
        required=False,
        help_text=_("Stands below the lines."),
    )
    tax_reason = Line(label=_("Why no VAT is charged"), max_length=200, required=False)
    note = Prose(label=_("Words to the client"), max_length=1000, rows=3, required=False)

    edit_number = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, invoice, lines, usual):
        super().__init__(data, initial=self.facts_of(invoice))
        self.invoice = invoice
        if data and f"{ROWS}-TOTAL_FORMS" in data:
            self.rows = LineRows(data, prefix=ROWS, form_kwargs={"usual": usual})
        else:
            self.rows = LineRows(initial=lines, prefix=ROWS, form_kwargs={"usual": usual})

    @classmethod
    def facts_of(cls, invoice):
        names = [name for name in cls.base_fields if name != "discount"]
        known = {name: getattr(invoice, name) for name in names}
        row = next(iter(invoice.adjustments.all()), None)
        return {**known, "discount": row.percent if row and not row.is_charge else None}

    def clean(self):
        chosen = super().clean()
        starts, ends = chosen.get("period_from"), chosen.get("period_to")
        if bool(starts) != bool(ends):
            self.add_error("period_to" if starts else "period_from", _("Give both days."))
        elif starts and ends < starts:
            self.add_error("period_to", _("It ends before it begins."))
        if self.rows.is_bound:
            if self.rows.is_valid():
                chosen["lines"] = self.rows.typed
            else:
                self.add_error(None, _("A line is not complete: look at its fields."))
        return chosen


class ReasonForm(Form):
    reason = Prose(label=_("Why?"), max_length=500)


class OutcomeForm(Form):
    outcome = Prose(label=_("How was it settled?"), max_length=1000)


class ReturnInvoiceForm(Form):
    reason = Prose(label=_("What is to be put right?"), max_length=1000)


class NoteForm(Form):
    text = Prose(label=_("Note for ourselves"), max_length=2000, required=False)


class TaxNumberForm(Form):
    number = Line(label=_("Number of the tax office"), max_length=60)


class IssueForm(Form):
    issue_date = Day(label=_("Date of issue"))


class CreditForm(Form):
    """Why, and how much of each line; nothing in the lines means all that is left."""

    why = forms.ChoiceField(label=_("Reason"), choices=Invoice.Why.choices)
    reason = Line(
        label=_("In words"),
        max_length=300,
        help_text=_("The client reads this on the credit note."),
    )

    def __init__(self, *args, lines, currency, **options):
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            words = {"what": line.description[:80], "net": f"{line.net:,.2f}", "currency": currency}
            self.fields[f"line-{line.pk}"] = Money(
                label=_("%(what)s: of %(net)s %(currency)s") % words, required=False
            )

    @property
    def amounts(self):
        """{line: amount} of what was typed; None for all that is left."""
        typed = {line.pk: self.cleaned_data.get(f"line-{line.pk}") for line in self.lines}
        return {pk: amount for pk, amount in typed.items() if amount} or None


# The saved views, in the order of their tabs.
VIEWS = {
    "open": _("Open"),
    "overdue": _("Overdue"),
    "drafts": _("Drafts"),
    "approve": _("To approve"),
    "issue": _("To issue"),
    "paid": _("Paid"),
    "credits": _("Credit notes"),
    "all": _("All"),
}


class InvoiceFilter(Form):
    """Words, a client, a company, days of issue, and one of the saved views."""

    q = Line(label=_("Number, title, order"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    entity = forms.ModelChoiceField(
        LegalEntity.objects.all(),
        label=_("Company"),
        required=False,
        empty_label=_("All companies"),
    )
    since = Day(label=_("Issued from"), required=False)
    until = Day(label=_("to"), required=False)
    view = forms.ChoiceField(choices=list(VIEWS.items()), required=False)

    def __init__(self, data, user):
        super().__init__(data)
        self.fields["client"].queryset = Client.objects.visible_to(user)
        self.is_valid()

    @property
    def view_name(self):
        return self.cleaned_data.get("view") or "open"

    def narrow(self, rows):
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            rows = rows.filter(
                Q(number__icontains=words) | Q(title__icontains=words)
                | Q(po_number__icontains=words) | Q(payment_reference__iexact=words)
            )  # fmt: skip
        for name, column in (("client", "client"), ("entity", "entity")):
            if chosen.get(name):
                rows = rows.filter(**{column: chosen[name]})
        if chosen.get("since"):
            rows = rows.filter(issue_date__gte=chosen["since"])
        if chosen.get("until"):
            rows = rows.filter(issue_date__lte=chosen["until"])
        return rows

    def condition(self, name, on):
        """Which invoices a saved view holds, as a condition on rows with `open_sum`."""
        status, kinds = Invoice.Status, Invoice.Kind
        is_invoice = Q(issued_at__isnull=False) & ~Q(kind=kinds.CREDIT_NOTE)
        is_open = is_invoice & Q(open_sum__gt=NOTHING)
        return {
            "open": is_open,
            "overdue": is_open & Q(due_date__lt=on),
            "drafts": Q(status=status.DRAFT),
            "approve": Q(status=status.SUBMITTED),
            "issue": Q(status=status.APPROVED),
            "paid": is_invoice & Q(open_sum__lte=NOTHING),
            "credits": Q(kind=kinds.CREDIT_NOTE),
            "all": Q(),
        }[name]

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(n) for n in ("q", "client", "entity", "since", "until"))

    @property
    def kept(self):
        """What a link to another view takes along."""
        names = ("q", "client", "entity", "since", "until")
        chosen = {name: self.cleaned_data.get(name) for name in names}
        return {name: getattr(value, "pk", value) for name, value in chosen.items() if value}


class RunForm(Form):
    """The month of an invoice run, as 2026-03."""

    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])\Z", label=_("Month"), required=False)
