"""What is done with a payment: posted, split, kept, set aside, taken back; what is let go."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.client_page import done, sent
from accounts.views.dialogs import ask
from agency.lib.refusal import Refused
from billing.bank_import import incoming_of, index_for, parts_of
from billing.forms.payments import KeepForm, LetGoForm, ReasonForm, SetOffForm
from billing.matching import match
from billing.models import Allocation, Invoice
from billing.models.booking import demand_booking
from billing.views.payment_page import demand_books, invoice_for, payment_for
from billing.views.payments import allocation_form, payment_page, token_of


@login_required
@require_POST
def post_match(request, pk):
    """Post the proposal that stood on the page, if it is still the same."""
    payment = payment_for(request.user, pk)
    demand_booking(request.user)
    found = match(incoming_of(payment), index_for([payment]))
    if found is None or token_of(found) != request.POST.get("match"):
        raise Refused(_("This proposal has changed meanwhile. Look at it again."))
    invoices = Invoice.objects.in_bulk([owed.key for owed, _amount in found.pays])
    payment.allocate(request.user, timezone.now(), parts_of(found, invoices))
    return done(request, _("Posted."), to="billing:payment-matching")


@login_required
@require_POST
def allocate_payment(request, pk):
    payment = payment_for(request.user, pk)
    demand_booking(request.user)
    form = allocation_form(payment, request.POST.get("add", ""), request.POST)
    if form.is_valid():
        try:
            payment.allocate(request.user, timezone.now(), form.parts())
        except Refused as refusal:
            form.take(refusal)
        else:
            return done(request, _("Posted."), to=payment)
    return payment_page(request, payment_for(request.user, pk), form)


@login_required
def keep_payment(request, pk):
    payment = payment_for(request.user, pk)
    demand_booking(request.user)
    return ask(
        request,
        payment,
        KeepForm(sent(request), user=request.user, initial={"client": payment.client}),
        lambda chosen: payment.keep_on_account(request.user, timezone.now(), **chosen),
        title=_("Leave it on account"),
        button=_("Leave it on account"),
        done=_("It stays on account."),
        note=_("What is not used stays with the client and stands on its statement."),
        picks=("client",),
    )


@login_required
def set_payment_aside(request, pk):
    return with_reason(
        request, payment_for(request.user, pk), "set_aside", _("Not a client’s payment"),
        _("Set it aside"), _("Set aside."),
    )  # fmt: skip


@login_required
@require_POST
def take_payment_up(request, pk):
    payment = payment_for(request.user, pk)
    payment.take_up(request.user, timezone.now())
    return done(request, _("It waits to be matched again."), to=payment)


@login_required
def reverse_payment(request, pk):
    return with_reason(
        request, payment_for(request.user, pk), "reverse", _("Reverse this payment"),
        _("Reverse it"), _("Reversed."),
        note=_("Contra entries open its invoices again. Nothing is deleted."), danger=True,
    )  # fmt: skip


@login_required
def reverse_allocation(request, pk):
    rows = Allocation.objects.visible_to(request.user).select_related("invoice", "payment")
    row = get_object_or_404(rows, pk=pk)
    return with_reason(
        request, row, "reverse", _("Take back %(amount)s of %(invoice)s")
        % {"amount": f"{row.amount:.2f}", "invoice": row.invoice},
        _("Take it back"), _("Taken back."), record=row.payment or row.invoice,
    )  # fmt: skip


def with_reason(request, row, verb, title, button, text, record=None, **words):
    demand_booking(request.user)
    return ask(
        request,
        record or row,
        ReasonForm(sent(request)),
        lambda chosen: getattr(row, verb)(request.user, timezone.now(), **chosen),
        title=title,
        button=button,
        done=text,
        **words,
    )


@login_required
def write_off(request, pk):
    """Let go what will not be paid; the limits say who may."""
    invoice = invoice_for(request.user, pk)
    return let_go(
        request, invoice, Allocation.objects.write_off, _("Write off of %s") % invoice,
        _("Write it off"), _("Written off."),
    )  # fmt: skip


@login_required
def withhold(request, pk):
    invoice = invoice_for(request.user, pk)
    demand_booking(request.user)
    return let_go(
        request, invoice, Allocation.objects.withhold, _("Tax withheld on %s") % invoice,
        _("Book it"), _("Booked."),
    )  # fmt: skip


def let_go(request, invoice, verb, title, button, text):
    form = LetGoForm(sent(request), initial={"amount": invoice.open_amount})
    return ask(
        request,
        invoice,
        form,
        lambda chosen: verb(invoice, request.user, timezone.now(), **chosen),
        title=title,
        button=button,
        done=text,
    )


@login_required
def set_off(request, pk):
    note = invoice_for(request.user, pk)
    demand_books(request.user)
    at = timezone.now()
    return ask(
        request,
        note,
        SetOffForm(sent(request), note=note, initial={"amount": note.open_amount}),
        lambda chosen: Allocation.objects.set_off(
            note, chosen["invoice"], request.user, at, chosen["amount"]
        ),
        title=_("Use %s against an invoice") % note,
        button=_("Use it"),
        done=_("Set off."),
    )
