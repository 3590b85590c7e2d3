"""What is done with an invoice: approved, issued, credited, disputed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Rung
from billing.forms.invoices import (
    CreditForm,
    IssueForm,
    NoteForm,
    OutcomeForm,
    ReasonForm,
    ReturnInvoiceForm,
    TaxNumberForm,
)
from billing.models import Invoice
from billing.models.of_money import demand_billing
from briefs.views.job_work import ASKED, ask_for, typed


def fetched(request, pk):
    return get_object_or_404(Invoice.objects.visible_to(request.user).on_page(), pk=pk)


@login_required
@require_POST
def submit_invoice(request, pk):
    invoice = fetched(request, pk)
    invoice.submit(request.user, timezone.now())
    messages.success(request, _("Submitted: it is approved first, then finance issues it."))
    return redirect(invoice)


@login_required
@require_POST
def take_back_invoice(request, pk):
    invoice = fetched(request, pk)
    invoice.take_back(request.user, timezone.now())
    return redirect(invoice)


@login_required
@require_POST
def approve_invoice(request, pk):
    """Signs what the page showed: its hash comes back with the click."""
    invoice = fetched(request, pk)
    invoice.approve(request.user, request.POST.get("hash", ""), timezone.now())
    messages.success(request, _("Approved. Finance issues it."))
    return redirect(invoice)


@login_required
@require_POST
def renew_invoice(request, pk):
    invoice = fetched(request, pk)
    return redirect(invoice.renew(request.user, timezone.now()))


@login_required
@require_http_methods(ASKED)
def return_invoice(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    demand_billing(invoice.client, request.user, Rung.AM, at)
    return ask_for(
        request,
        invoice,
        ReturnInvoiceForm(typed(request)[0]),
        lambda chosen: invoice.send_back(request.user, chosen["reason"], at),
        title=_("Return %s") % invoice,
        button=_("Return"),
    )


@login_required
@require_http_methods(ASKED)
def issue_invoice(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    invoice.demand_issuing(request.user, at)
    today = invoice.client.local_date(at)
    return ask_for(
        request,
        invoice,
        IssueForm(typed(request)[0], initial={"issue_date": today}),
        lambda chosen: invoice.issue(request.user, at, issue_date=chosen["issue_date"]),
        title=_("Issue %s") % invoice,
        button=_("Issue"),
        done=_("Issued. Its PDF is being printed."),
        note=_("It gets its number now and can never be changed or deleted after that."),
    )


@login_required
@require_http_methods(ASKED)
def allow_over_ceiling(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    invoice.client.demand(request.user, Rung.AD, at)
    return ask_for(
        request,
        invoice,
        ReasonForm(typed(request)[0]),
        lambda chosen: invoice.allow_over_ceiling(request.user, chosen["reason"], at),
        title=_("Bill more than the client approved"),
        button=_("Allow it"),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def credit_invoice(request, pk):
    """Ask for a credit note; it becomes a draft that is approved, then issued by finance."""
    invoice, at = fetched(request, pk), timezone.now()
    demand_billing(invoice.client, request.user, Rung.AM, at)
    invoice.demand_status(invoice.Status.ISSUED)
    form = CreditForm(typed(request)[0], lines=list(invoice.lines.all()), currency=invoice.currency)
    return ask_for(
        request,
        invoice,
        form,
        lambda chosen: invoice.credit(
            request.user, at, why=chosen["why"], reason=chosen["reason"], amounts=form.amounts
        ),
        title=_("Credit %s") % invoice,
        button=_("Draft the credit note"),
        note=_("Leave the amounts empty to credit all that is left. Amounts are without VAT."),
    )


@login_required
@require_http_methods(ASKED)
def dispute_invoice(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    demand_billing(invoice.client, request.user, Rung.AE, at)
    return ask_for(
        request,
        invoice,
        ReasonForm(typed(request)[0]),
        lambda chosen: invoice.dispute(request.user, chosen["reason"], at),
        title=_("The client disputes %s") % invoice,
        button=_("Record the dispute"),
        note=_("Reminders pause until it is settled."),
    )


@login_required
@require_http_methods(ASKED)
def settle_dispute(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    demand_billing(invoice.client, request.user, Rung.AM, at)
    return ask_for(
        request,
        invoice,
        OutcomeForm(typed(request)[0]),
        lambda chosen: invoice.settle(request.user, chosen["outcome"], at),
        title=_("Settle the dispute of %s") % invoice,
        button=_("Settled"),
    )


@login_required
@require_http_methods(ASKED)
def note_on_invoice(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    demand_billing(invoice.client, request.user, Rung.AE, at)
    return ask_for(
        request,
        invoice,
        NoteForm(typed(request)[0], initial={"text": invoice.internal_note}),
        lambda chosen: invoice.note_inside(request.user, chosen["text"], at),
        title=_("Note on %s") % invoice,
        button=_("Save"),
    )


@login_required
@require_http_methods(ASKED)
def record_tax_number(request, pk):
    invoice, at = fetched(request, pk), timezone.now()
    invoice.demand_issuing(request.user, at)
    return ask_for(
        request,
        invoice,
        TaxNumberForm(typed(request)[0]),
        lambda chosen: invoice.record_tax_number(request.user, chosen["number"], at),
        title=_("Number of the tax office for %s") % invoice,
        button=_("Save"),
        note=_("From SdI, KSeF, the fapiao platform; it is entered once."),
    )
