"""What the bank sends: files read in, and the statements that were in them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.views.client_page import sent
from agency.lib.bank.read import read_statements
from agency.lib.bank.statement import Unreadable
from agency.lib.refusal import Refused
from agency.lib.text import clean
from billing.bank_import import read_in
from billing.forms.payments import FilesForm
from billing.models import BankStatement
from billing.views.payment_page import demand_books, show

ON_A_PAGE = 50


@login_required
@require_safe
def bank_statements(request):
    demand_books(request.user)
    rows = BankStatement.objects.visible_to(request.user).select_related("account", "imported_by")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return show(request, "bank_statements", "bank-statements", page=page)


@login_required
@require_safe
def bank_statement(request, pk):
    rows = BankStatement.objects.visible_to(request.user).select_related("account", "imported_by")
    row = get_object_or_404(rows, pk=pk)
    entries = row.entries.select_related("payment").order_by("booked_on", "pk")
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    crumbs = [(_("Bank statements"), reverse("billing:bank-statements")), (str(row), "")]
    return show(
        request, "bank_statement", "bank-statements", statement=row, page=page, crumbs=crumbs
    )


@login_required
def read_bank_files(request):
    """Read files in, and say of each what was in it."""
    demand_books(request.user)
    form = FilesForm(sent(request), request.FILES if request.method == "POST" else None)
    reads = []
    if request.method == "POST" and form.is_valid():
        reads = read_all(request, form)
    crumbs = [(_("Bank statements"), reverse("billing:bank-statements")), (_("Read files"), "")]
    return show(request, "bank_import", "bank-statements", form=form, reads=reads, crumbs=crumbs)


def read_all(request, form):
    """What each file brought, or a sentence at the form; one that fails undoes no other."""
    reads = []
    for file in form.cleaned_data["files"]:
        try:
            content = file.read()
            with transaction.atomic():
                found = read_in(
                    request.user, timezone.now(), content, read_statements(content),
                    file_name=clean(file.name), account=form.cleaned_data["account"],
                )  # fmt: skip
        except Unreadable as fault:
            form.add_error("files", f"{clean(file.name)}: {fault.message}")
            form.status = 422
        except Refused as refusal:
            form.take(Refused(f"{clean(file.name)}: {refusal}", field=refusal.field))
        else:
            reads.append({"name": clean(file.name), "statements": found})
    return reads
