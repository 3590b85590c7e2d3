from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.attachments import Files
from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Client
from billing.forms.fields import Money
from billing.models import BankAccount, Invoice, Part

NOTHING = Decimal(0)


class RecordForm(Form):
    """A payment as somebody writes it down by hand."""

    account = forms.ModelChoiceField(BankAccount.objects.none(), label=_("Account"))
    value_date = Day(label=_("Value date"))
    amount = Money(label=_("Amount"))
    payer = Line(label=_("Payer"), max_length=140)
    reference = Line(label=_("What it says"), max_length=280, required=False)
    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"), required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["account"].queryset = BankAccount.objects.filter(closed_on=None)
        self.fields["client"].queryset = Client.objects.visible_to(user).order_by("name")


class FilesForm(Form):
    """Statements of the bank, and of which account they are where they do not say."""

    files = Files(label=_("Files of the bank"), help_text=_("CAMT.053 or MT940, several at once."))
    account = forms.ModelChoiceField(
        BankAccount.objects.none(),
        label=_("Account"),
        required=False,
        empty_label=_("By the number in the file"),
        help_text=_("Recognised by its IBAN; only for a file that has another number."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["account"].queryset = BankAccount.objects.filter(closed_on=None)


class ReasonForm(Form):
    reason = Line(label=_("Reason"), max_length=300)


class KeepForm(Form):
    """Whose payment it is."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = Client.objects.visible_to(user).order_by("name")


class LetGoForm(Form):
    """A part of an invoice that will not come as a payment."""

    amount = Money(label=_("Amount"))
    reason = Line(label=_("Reason"), max_length=300)


class SetOffForm(Form):
    """The invoice that a credit note is used against."""

    invoice = forms.ModelChoiceField(Invoice.objects.none(), label=_("Invoice"))
    amount = Money(label=_("Amount"))

    def __init__(self, *args, note, **options):
        super().__init__(*args, **options)
        rows = Invoice.objects.open().filter(
            client=note.client, entity=note.entity, currency=note.currency
        )
        self.fields["invoice"].queryset = rows.order_by("due_date")


class CallForm(Form):
    """What was said about an unpaid invoice."""

    spoke_with = Line(label=_("Spoke with"), max_length=120)
    said = Prose(label=_("What was said"), max_length=1000)
    promised_on = Day(
        label=_("Payment promised for"),
        required=False,
        help_text=_("Reminders pause until then."),
    )
    amount = Money(label=_("Promised amount"), required=False)


class RateForm(Form):
    """A reference rate of the central bank."""

    valid_from = Day(label=_("Valid from"))
    percent = forms.DecimalField(
        label=_("Per cent a year"), max_digits=6, decimal_places=4, localize=True
    )
    source = Line(label=_("Source"), max_length=120)


class AsOfForm(Form):
    on = Day(label=_("As of"))


class AllocationForm(Form):
    """How much of a payment each of the candidate invoices gets."""

    def __init__(self, *args, payment, invoices, matched=None, **options):
        super().__init__(*args, **options)
        self.payment, self.invoices = payment, invoices
        matched = matched or {}
        for invoice in invoices:
            foreign = invoice.currency != payment.currency
            names = [("amount", _("Pays")), ("fee", _("Bank fee"))]
            if foreign:
                names += [("taken", _("Of the payment")), ("difference", _("Exchange difference"))]
            for name, label in names:
                first = matched.get(invoice.pk) if name == "amount" else None
                field = Money(label=label, required=False, initial=first)
                field.widget.attrs["aria-label"] = f"{label}, {invoice}"
                self.fields[f"{name}_{invoice.pk}"] = field

    def rows(self):
        """Each invoice with its fields; empty where they do not apply."""
        for invoice in self.invoices:
            names = ("amount", "fee", "taken", "difference")
            fields = {
                name: self[f"{name}_{invoice.pk}"]
                for name in names
                if f"{name}_{invoice.pk}" in self.fields
            }
            yield invoice, fields

    @property
    def is_foreign(self):
        return any(invoice.currency != self.payment.currency for invoice in self.invoices)

    def parts(self):
        """What was entered, as parts of the payment."""
        return [part for part in map(self._part_of, self.invoices) if part]

    def _part_of(self, invoice):
        def typed(name):
            return self.cleaned_data.get(f"{name}_{invoice.pk}") or NOTHING

        amount, fee = typed("amount"), typed("fee")
        if not (amount or fee):
            return None
        same = invoice.currency == self.payment.currency
        taken = amount if same else typed("taken")
        return Part(invoice, amount, taken, fee, NOTHING if same else typed("difference"))
