from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import sees_money
from billing.einvoice_sheet import sheet_of
from billing.forms.einvoice_check import EInvoiceForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_einvoice(request):
    """A supplier's e-invoice, reckoned again and shown; nothing of it is stored."""
    if not sees_money(request.user):
        raise Http404
    typed = request.method == "POST"
    form = EInvoiceForm(request.POST if typed else None, request.FILES if typed else None)
    sheet = None
    if typed and form.is_valid():
        name, document = form.cleaned_data["file"]
        sheet = sheet_of(document, name)
        form = EInvoiceForm()
    context = {"form": form, "sheet": sheet}
    return render(request, "billing/einvoice_check.html", context, status=form.status)
