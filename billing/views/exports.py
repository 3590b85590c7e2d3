"""Documents leave for the books: a look at what would leave, sealed exports, their files."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.exporting import Export
from billing.forms.exports import AccountForm, BooksForm, ExportForm, VoidForm
from billing.models import (
    Accounts,
    Bookkeeping,
    ExportBatch,
    ExportFile,
    LegalEntity,
    RevenueAccount,
)
from billing.models.export_batch import is_finance
from billing.views.ground_page import ground_form

PAGE = 30
FAULTS_SHOWN = 50
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def demand_reader(user):
    if not (is_finance(user) or user.is_csd):
        raise Http404


@login_required
@require_safe
def exports(request):
    """What left, the newest first; with a company, a format and days, what would leave."""
    demand_reader(request.user)
    asked = request.GET if "format" in request.GET else None
    form = ExportForm(asked, initial=usual(request.user), entities=companies())
    batches = ExportBatch.objects.visible_to(request.user).select_related("entity", "made_by")
    context = {
        "form": form,
        "page": Paginator(batches, PAGE).get_page(request.GET.get("page")),
        "can_export": is_finance(request.user),
        "has_companies": companies().exists(),
        "tabs": tabs("exports"),
    }
    if asked is not None and form.is_valid():
        context["preview"] = preview(form.cleaned_data, request.user)
    return render(request, "billing/exports.html", context, status=form.status)


def preview(chosen, user):
    accounts = Accounts.of(chosen["entity"])
    return Export(accounts=accounts, at=timezone.now(), exported_by=user.name, **chosen)


def usual(user):
    """Last month, by the person's own day."""
    last = user.local_date(timezone.now()).replace(day=1) - timedelta(days=1)
    entity = companies().first()
    return {"first_day": last.replace(day=1), "last_day": last, "entity": entity, "format": "csv"}


def companies():
    return LegalEntity.objects.in_use()


def tabs(current):
    pages = [("exports", _("Exports")), ("revenue-accounts", _("Accounts"))]
    return [
        {"label": label, "url": reverse(f"billing:{name}"), "current": name == current}
        for name, label in pages
    ]


@login_required
@require_POST
def make_export(request):
    demand_reader(request.user)
    form = ExportForm(request.POST, entities=companies())
    if filled_in(request, form, ExportBatch.objects.make, by=request.user, at=timezone.now()):
        return done(request, _("Sealed. Each document leaves once in a format."), to=form.made)
    batches = ExportBatch.objects.visible_to(request.user).select_related("entity", "made_by")
    context = {"form": form, "page": Paginator(batches, PAGE).get_page(1), "tabs": tabs("exports")}
    context |= {"can_export": is_finance(request.user), "has_companies": companies().exists()}
    return render(request, "billing/exports.html", context, status=form.status)


def batch_for(user, pk):
    rows = ExportBatch.objects.visible_to(user).select_related("entity", "made_by", "voided_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def export(request, pk):
    """One export: its files, and the sums to compare with the books."""
    batch = batch_for(request.user, pk)
    documents = batch.documents.select_related("invoice__client").order_by("invoice__number")
    context = {
        "batch": batch,
        "files": batch.files.defer("content"),
        "documents": Paginator(documents, 100).get_page(request.GET.get("page")),
        "can_void": batch.can_void(request.user),
        "crumbs": [(_("Exports"), reverse("billing:exports")), (str(batch), "")],
    }
    return render(request, "billing/export.html", context)


@login_required
@require_safe
def export_file(request, pk):
    """The same bytes each time."""
    seen = ExportBatch.objects.visible_to(request.user)
    file = get_object_or_404(ExportFile.objects.filter(batch__in=seen), pk=pk)
    media_type = MEDIA_TYPES[file.name.rpartition(".")[2]]
    answer = HttpResponse(bytes(file.content), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


@login_required
def void_export(request, pk):
    batch, now = batch_for(request.user, pk), timezone.now()
    return ask(
        request,
        batch,
        VoidForm(sent(request)),
        lambda chosen: batch.void(request.user, chosen["reason"], now),
        title=_("Take this export back"),
        button=_("Take it back"),
        done=_("Taken back. Its documents can leave again."),
        note=_("Remove it from the books first: its documents can leave a second time."),
    )


# -- The accounts of the books ---------------------------------------------------------------------


@login_required
@require_safe
def revenue_accounts(request):
    demand_reader(request.user)
    entities = companies().prefetch_related("revenue_accounts").select_related("bookkeeping")
    context = {"entities": entities, "tabs": tabs("revenue-accounts")}
    context["can_keep"] = is_finance(request.user)
    return render(request, "billing/revenue_accounts.html", context)


def entity_for(user, pk):
    demand_reader(user)
    RevenueAccount.objects.demand_keeping(user)
    return get_object_or_404(companies(), pk=pk)


BACK = "billing:revenue-accounts"


@login_required
def add_revenue_account(request, pk):
    entity, now = entity_for(request.user, pk), timezone.now()
    form = AccountForm(sent(request))
    facts = {"entity": entity, "by": request.user, "at": now}
    if filled_in(request, form, RevenueAccount.objects.add, **facts):
        return done(request, _("Account entered."), to=BACK)
    title = _("New account of %s") % entity
    return ground_form(request, form, title=title, yes=_("Enter it"), back=back())


@login_required
def edit_revenue_account(request, pk):
    demand_reader(request.user)
    RevenueAccount.objects.demand_keeping(request.user)
    row = get_object_or_404(RevenueAccount.objects.select_related("entity"), pk=pk)
    form = AccountForm(sent(request), initial=AccountForm.facts_of(row))
    if filled_in(request, form, row.edit, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=BACK)
    title = _("Change account %s") % row
    return ground_form(request, form, title=title, yes=_("Save"), back=back())


@login_required
def edit_bookkeeping(request, pk):
    books = Bookkeeping.of(entity_for(request.user, pk))
    form = BooksForm(sent(request), initial=BooksForm.facts_of(books))
    if filled_in(request, form, books.change, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=BACK)
    title = _("The books of %s") % books.entity
    return ground_form(request, form, title=title, yes=_("Save"), back=back())


def back():
    return _("Accounts"), reverse(BACK)
