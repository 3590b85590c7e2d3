"""Forms of supplier bills, payment lists and expenses."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from billing.forms.suppliers import NO_SUPPLIER, CurrencyField, Positive, Sum
from billing.models import BankAccount, PurchaseOrder, Supplier, SupplierBill
from briefs.models import Job

PARTS = 6


class PartsForm(Form):
    """Which orders and jobs a bill is for, and how much of it each."""

    def add_parts(self, client, supplier):
        self.places = places_for(client, supplier)
        choices = [("", "–"), *((key, label) for key, label, _job, _order in self.places)]
        for number in range(PARTS):
            self.fields[f"part{number}"] = forms.ChoiceField(
                label=_("For which order or job"), choices=choices, required=False
            )
            self.fields[f"net{number}"] = Positive(label=_("Net of it"), required=False)

    @property
    def facts(self):
        return [field for field in self if not re.fullmatch(r"(part|net)\d", field.name)]

    @property
    def parts(self):
        return [(self[f"part{n}"], self[f"net{n}"]) for n in range(PARTS)]

    def read_parts(self, typed, net):
        """(job, order, net) of each row; with one row alone it may stand without its amount."""
        known = {key: (job, order) for key, _label, job, order in self.places}
        rows = [(n, typed.pop(f"part{n}", ""), typed.pop(f"net{n}", None)) for n in range(PARTS)]
        for number, key, amount in rows:
            if amount and not key:
                self.add_error(f"part{number}", _("Say which order or job this is for."))
        chosen = [(key, amount) for _number, key, amount in rows if key]
        if len(chosen) == 1 and chosen[0][1] is None:
            chosen = [(chosen[0][0], net)]
        if not chosen and not self.errors:
            self.add_error("part0", _("Say which order or job the bill is for."))
        parts = [(*known[key], amount) for key, amount in chosen if amount]
        if chosen and net and sum(part[2] for part in parts) != net:
            self.add_error("net0", _("The parts do not add up to the net amount of the bill."))
        return parts


class BillForm(PartsForm):
    """A bill as it came, and what of it is for which order."""

    number = Line(label=_("The supplier's number"), max_length=60)
    issued_on = Day(label=_("Date of the bill"))
    due_on = Day(label=_("To be paid by"))
    net = Positive(label=_("Net amount"))
    vat = Sum(label=_("VAT"), initial=Decimal(0))
    currency = CurrencyField()
    note = Line(label=_("Note"), max_length=300, required=False)
    file = forms.FileField(label=_("The bill"), required=False)

    def __init__(self, *args, client, supplier, **options):
        super().__init__(*args, **options)
        self.add_parts(client, supplier)

    def clean(self):
        typed = super().clean()
        parts = self.read_parts(typed, typed.get("net"))
        if (first := typed.get("issued_on")) and (last := typed.get("due_on")) and last < first:
            self.add_error("due_on", _("It would be due before it was written."))
        return typed | {"parts": parts}


class MatchForm(PartsForm):
    """The same for a bill that was entered already."""

    def __init__(self, *args, bill, **options):
        super().__init__(*args, **options)
        self.bill = bill
        self.add_parts(bill.client, bill.supplier)

    def clean(self):
        return {"parts": self.read_parts(super().clean(), self.bill.net)}

    @staticmethod
    def facts_of(bill):
        facts = {}
        for number, part in enumerate(bill.parts.all()[:PARTS]):
            key = f"order:{part.order_id}" if part.order_id else f"job:{part.job_id}"
            facts |= {f"part{number}": key, f"net{number}": part.net}
        return facts


def places_for(client, supplier):
    """[(key, label, job, order)]: orders of this supplier that are out, then the client's jobs."""
    orders = PurchaseOrder.objects.committed().filter(job__client=client, supplier=supplier)
    found = [
        (f"order:{order.pk}", f"{order} ({order.net:.2f} {order.currency})", order.job, order)
        for order in orders.select_related("job")
    ]
    for job in Job.objects.filter(client=client).open():
        label = _("%(job)s, without an order") % {"job": job}
        found.append((f"job:{job.pk}", label, job, None))
    return found


class BillStartForm(Form):
    """Whose bill it is and which client's work it is for."""

    client = forms.ModelChoiceField(None, label=_("Client"))
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=_("Supplier"), empty_label=NO_SUPPLIER
    )
    file = forms.FileField(
        label=_("Its e-invoice"),
        required=False,
        help_text=_("An XML file or a PDF that carries one is read, so that you type less."),
    )

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients
        self.fields["supplier"].queryset = Supplier.objects.all()


class OverForm(Form):
    over_reason = Prose(
        label=_("Why more than was ordered"),
        max_length=500,
        rows=3,
        required=False,
        help_text=_("Needed where it asks for more than its order, or has none."),
    )


class PaidForm(Form):
    on = Day(label=_("Paid on"))


class RunForm(Form):
    """From which account, on which day, which bills."""

    account = forms.ModelChoiceField(
        BankAccount.objects.none(), label=_("From the account"), empty_label=None
    )
    pay_on = Day(label=_("On"))
    bills = forms.ModelMultipleChoiceField(
        SupplierBill.objects.none(),
        label=_("Bills"),
        error_messages={"required": _("Choose the bills that are to be paid.")},
    )

    def __init__(self, *args, bills, accounts, **options):
        super().__init__(*args, **options)
        self.fields["bills"].queryset = bills
        self.fields["account"].queryset = accounts


class ExpenseForm(Form):
    wide = ("title",)

    title = Line(label=_("What for"), max_length=160)
    job = forms.ModelChoiceField(
        Job.objects.none(), label=_("Job"), required=False, empty_label=_("No single job")
    )
    day = Day(label=_("Day"))
    amount = Positive(label=_("Amount"))
    currency = CurrencyField()
    is_billable = forms.BooleanField(label=_("The client pays it"), required=False)
    file = forms.FileField(
        label=_("Receipt"), error_messages={"required": _("The receipt is missing.")}
    )

    def __init__(self, *args, client, **options):
        super().__init__(*args, **options)
        self.fields["job"].queryset = Job.objects.filter(client=client).open()


class StatusFilter(Form):
    """One of the saved views of a list, and words to look for."""

    q = Line(max_length=80, required=False)
    view = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def chosen(self, views):
        self.is_valid()
        view = self.cleaned_data.get("view")
        return view if view in views else next(iter(views))

    @property
    def words(self):
        self.is_valid()
        return self.cleaned_data.get("q") or ""
