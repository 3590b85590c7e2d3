"""Drafts of invoices: begun, written, thrown away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.fields import Form
from accounts.models import Rung
from accounts.views.dialogs import go
from agency.lib.money import percent_of
from agency.lib.refusal import Refused
from billing import invoice_drafts as drafts
from billing.forms.invoices import InvoiceForm, NewInvoiceForm
from billing.models import EstimateLine, Invoice
from billing.models.of_money import demand_billing
from billing.views.invoice_page import crumbs
from billing.views.invoices import demand_money
from briefs.models import Job
from briefs.views.job_work import ASKED, ask_for, typed

OF_LINE = (
    "group", "description", "quantity", "unit", "price", "category", "rate",
)  # fmt: skip


@login_required
@require_http_methods(ASKED)
def draft_invoice(request):
    """A new draft: by hand, or all of an estimate."""
    demand_money(request.user)
    known = {name: request.GET.get(name) for name in ("client", "job", "source")}
    known["source"] = known["source"] or "hand"
    form = NewInvoiceForm(typed(request)[0], user=request.user, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            invoice = begin(form.cleaned_data, request.user, timezone.now())
        except Refused as refusal:
            form.take(refusal)
        else:
            return redirect("billing:edit-invoice", invoice.pk)
    context = {"form": form, "back": reverse("billing:invoices")}
    return render(request, "billing/draft_invoice.html", context, status=form.status)


def begin(chosen, by, at):
    """The draft that was asked for."""
    client, job = chosen["client"], chosen["job"]
    demand_billing(client, by, Rung.AE, at)
    title = chosen["title"] or job.title
    if chosen["source"] == "final":
        estimate = job.estimates.filter(binding__isnull=False, kind="estimate").first()
        if estimate is None:
            raise Refused(_("The client has not approved an estimate of this job."), field="job")
        order = {"po_number": estimate.binding.client_po or job.client_po}
        return drafts.draft_final(estimate.binding, by, at, title=title, **order)
    po_number = job.client_po if job else ""
    return Invoice.objects.draft(
        client, by, at, lines=[], job=job, title=title, po_number=po_number
    )


@login_required
@require_http_methods(ASKED)
def edit_invoice(request, pk):
    """The draft with the grid of its lines."""
    at = timezone.now()
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user).on_page(), pk=pk)
    demand_billing(invoice.client, request.user, Rung.AE, at)
    if invoice.is_credit_note:
        raise Refused(_("A credit note is what was asked for. Discard it and ask anew."))
    invoice.demand_status(invoice.Status.DRAFT)
    form = InvoiceForm(
        typed(request)[0], invoice=invoice, lines=rows_of(invoice), usual=usual(invoice, at)
    )
    if request.method == "POST" and form.is_valid():
        try:
            save(invoice, form.cleaned_data, request.user, at)
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(invoice)
    context = {"form": form, "invoice": invoice, "crumbs": crumbs(invoice)}
    return render(request, "billing/edit_invoice.html", context, status=form.status)


def rows_of(invoice):
    """The lines as the grid shows them."""
    return [
        {name: getattr(line, name) for name in OF_LINE}
        | {"estimate_line": line.estimate_line_id, "deducts": line.deducts_id, "job": line.job_id}
        for line in invoice.lines.all()
    ]


def usual(invoice, at):
    """The VAT that a line has where nobody says otherwise; {} where none is known."""
    day = invoice.tax_point or invoice.period_to or invoice.client.local_date(at)
    try:
        return drafts.usual_vat(invoice.client, day)
    except Refused:
        return {}


def save(invoice, chosen, by, at):
    """Write the draft with the lines that were typed."""
    chosen = dict(chosen)
    percent = chosen.pop("discount")
    lines = chosen.pop("lines", None)
    adjustments = []
    if lines is not None:
        lines = [kept(line, invoice) for line in lines]
        adjustments = discounts(lines, percent, invoice.decimals) if percent else []
    invoice.edit(by, at, lines=lines, adjustments=adjustments, **chosen)


def kept(line, invoice):
    """A typed line with the records it stands for; only those of this client."""
    known = {name: line[name] for name in OF_LINE}
    client = invoice.client
    found = EstimateLine.objects.filter(
        pk=line["estimate_line"] or 0, version__estimate__job__client=client
    ).first()
    advance = Invoice.objects.issued().filter(pk=line["deducts"] or 0, client=client).first()
    job = Job.objects.filter(pk=line["job"] or 0, client=client).first() or invoice.job
    return {**known, "estimate_line": found, "deducts": advance, "job": job}


def discounts(lines, percent, decimals):
    """An allowance for each rate of VAT, so that each rate bears its part."""
    bases = {}
    for line in lines:
        key = line["category"], line["rate"]
        worth = percent_of(line["quantity"] * line["price"], 100, decimals)
        bases[key] = bases.get(key, 0) + worth
    text = _("Discount of %(percent)s %%") % {"percent": f"{percent.normalize():f}"}
    return [
        {
            "amount": percent_of(base, percent, decimals),
            "base": base,
            "percent": percent,
            "reason": text,
            "reason_code": "95",  # UNTDID 5189: discount
            "category": category,
            "rate": rate,
        }
        for (category, rate), base in bases.items()
        if base > 0
    ]


@login_required
@require_http_methods(ASKED)
def discard_invoice(request, pk):
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user).on_page(), pk=pk)
    at = timezone.now()
    demand_billing(invoice.client, request.user, Rung.AE, at)
    form = Form(typed(request)[0])
    if request.method == "POST" and form.is_valid():
        invoice.discard(request.user, at)
        messages.success(request, _("The draft is gone."))
        return go(request, reverse("billing:invoices"))
    return ask_for(
        request,
        invoice,
        form,
        None,
        title=_("Discard this draft?"),
        button=_("Discard"),
        danger=True,
        note=_("It had no number, so nothing is missing afterwards."),
    )
