"""Invoices as a list and as a file, and the page of one."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import sees_money
from accounts.models import Approval, DocumentView, Function, Rung
from agency.lib.export import csv_answer
from agency.lib.money import rounded
from billing.forms.invoices import VIEWS, InvoiceFilter
from billing.invoice_faults import faults_before_issue
from billing.invoice_words import invoice_words
from billing.models import Invoice, InvoiceFile
from billing.models.of_money import may_bill
from billing.views.invoice_page import acts, crumbs, menu_of

PAGE = 50


def demand_money(user):
    if not sees_money(user):
        raise Http404


@login_required
@require_safe
def invoices(request):
    user, today = request.user, timezone.localdate()
    demand_money(user)
    chosen = InvoiceFilter(request.GET, user)
    found = chosen.narrow(Invoice.objects.visible_to(user)).with_open()
    counts = found.order_by().aggregate(
        **{name: Count("pk", filter=chosen.condition(name, today)) for name in VIEWS}
    )
    shown = found.filter(chosen.condition(chosen.view_name, today))
    pages = Paginator(shown.select_related("client", "job", "entity"), PAGE)
    pages.count = counts[chosen.view_name]  # counted with the other views already
    page = pages.get_page(request.GET.get("page"))
    for row in page:
        row.word, row.word_tone = row.standing(today)
    context = {
        "filter": chosen,
        "page": page,
        "totals": totals(shown),
        "views": saved_views(chosen, counts),
        "can_draft": user.function == Function.FINANCE or user.stands_at_least(Rung.AE),
        "can_run": user.function == Function.FINANCE or user.is_csd,
        "export_url": f"{reverse('billing:export-invoices')}?{request.GET.urlencode()}",
    }
    return render(request, "billing/invoices.html", context)


def totals(rows):
    """[(currency, gross, open)] of all that is shown, credit notes taken off."""
    found = {}
    sums = rows.order_by().values("currency", "kind")
    for row in sums.annotate(whole=Sum("gross"), left=Sum("open_sum")):
        sign = -1 if row["kind"] == Invoice.Kind.CREDIT_NOTE else 1
        gross, left = found.get(row["currency"], (0, 0))
        gross += sign * rounded(row["whole"])
        found[row["currency"]] = gross, left + sign * rounded(row["left"])
    return [(currency, *found[currency]) for currency in sorted(found)]


def saved_views(chosen, counts):
    url = reverse("billing:invoices")
    return [
        {
            "label": label,
            "url": f"{url}?{urlencode(chosen.kept | {'view': name})}",
            "count": counts[name],
            "current": name == chosen.view_name,
        }
        for name, label in VIEWS.items()
    ]


@login_required
@require_safe
def export_invoices(request):
    """Exactly the invoices of the filtered list, for a spreadsheet."""
    demand_money(request.user)
    chosen, today = InvoiceFilter(request.GET, request.user), timezone.localdate()
    rows = chosen.narrow(Invoice.objects.visible_to(request.user)).with_open()
    rows = rows.filter(chosen.condition(chosen.view_name, today)).select_related("client", "job")
    head = [
        _("Number"), _("Kind"), _("Client"), _("Job"), _("Title"), _("Issued"), _("Due"),
        _("Status"), _("Currency"), _("Net"), _("VAT"), _("Total"), _("Open"),
    ]  # fmt: skip
    return csv_answer("invoices.csv", head, (line_of(row, today) for row in rows.iterator()))


def line_of(row, today):
    days = [day.isoformat() if day else "" for day in (row.issue_date, row.due_date)]
    sums = [rounded(amount) for amount in (row.net, row.tax, row.gross, row.open_amount)]
    job = row.job.number if row.job else ""
    words = [row.number, str(row.get_kind_display()), row.client.name, job, row.title]
    return [*words, *days, str(row.standing(today)[0]), row.currency, *sums]


@login_required
@require_safe
def invoice(request, pk):
    """Left as the client sees it, right what is known of it."""
    user, at = request.user, timezone.now()
    demand_money(user)
    row = get_object_or_404(Invoice.objects.visible_to(user).on_page().with_open(), pk=pk)
    word, tone = row.standing(timezone.localdate())
    steps = list(Approval.objects.of(row).select_related("client", "decided_by", "author"))
    standing = next((step for step in steps if step.is_open), None)
    faults = []
    if not row.issued_at:
        row.prepare(at)
        faults = faults_before_issue(row, at)
    DocumentView.objects.note(user, row.client, row, str(row), at)
    context = {
        "invoice": row,
        "word": word,
        "word_tone": tone,
        "paper": row.paper,
        "words": invoice_words(row),
        "faults": faults,
        "steps": steps,
        "may_decide": standing is not None and standing.can_decide(user),
        "acts": (offered := acts(row, user, standing)),
        "menu": menu_of(offered),
        "crumbs": crumbs(row),
        "may_note": may_bill(row.client, user, Rung.AE),
        "allocations": row.allocations.select_related("payment", "credit_note", "made_by"),
        "used": row.settled.select_related("invoice") if row.is_credit_note else [],
        "corrections": Invoice.objects.filter(preceding=row).with_open(),
        "files": InvoiceFile.Syntax.choices if row.issued_at else [],
    }
    return render(request, "billing/invoice.html", context)


@login_required
@require_safe
def invoice_file(request, pk, syntax):
    """The invoice as data, to keep."""
    demand_money(request.user)
    if syntax not in InvoiceFile.Syntax.values:
        raise Http404
    row = get_object_or_404(Invoice.objects.visible_to(request.user).on_page(), pk=pk)
    content = row.file_in(syntax).read()
    DocumentView.objects.note(request.user, row.client, row, f"{row} {syntax}", timezone.now())
    return HttpResponse(
        content,
        content_type="application/xml",
        headers={
            "Content-Disposition": f'attachment; filename="{row.number}-{syntax}.xml"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
