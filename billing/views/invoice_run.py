"""The invoice run of a month: what is ready, what is not and why, and how far it has come."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Client
from billing.forms.invoices import RunForm
from billing.invoice_candidates import candidates, preview
from billing.invoice_drafts import month_named, month_of
from billing.models import InvoiceRun
from billing.tasks import make_owed_invoices
from billing.views.invoices import demand_money
from briefs.views.job_work import ASKED


@login_required
@require_http_methods(ASKED)
def invoice_run(request):
    demand_money(request.user)
    InvoiceRun.objects.demand_running(request.user)
    form = RunForm({"month": request.GET.get("month") or ""})
    form.is_valid()
    month = month_named(form.cleaned_data.get("month") or f"{timezone.localdate():%Y-%m}")
    found = candidates(request.user, month)
    ready = [one for one in found if not one.problems]
    if request.method == "POST":
        wanted = set(request.POST.getlist("keys"))
        chosen = [one for one in ready if one.key in wanted]
        run = InvoiceRun.objects.begin(month, chosen, request.user, timezone.now())
        transaction.on_commit(make_owed_invoices.delay)
        return redirect(run)
    context = {
        "month": month,
        "ready": ready,
        "blocked": [one for one in found if one.problems],
        "preview": preview(ready),
        "earlier": InvoiceRun.objects.with_counts().select_related("made_by")[:5],
        "months": months_around(month),
    }
    return render(request, "billing/invoice_run.html", context)


def months_around(month):
    """The month before and the one after, for the links beside the title."""
    first, last = month_of(month)
    before = date.fromordinal(first.toordinal() - 1)
    return {"before": before, "after": date.fromordinal(last.toordinal() + 1)}


@login_required
@require_safe
def invoice_run_progress(request, pk):
    """How far it has come; asked again every two seconds while something waits."""
    demand_money(request.user)
    InvoiceRun.objects.demand_running(request.user)
    run = get_object_or_404(InvoiceRun.objects.with_counts().select_related("made_by"), pk=pk)
    seen = Client.objects.visible_to(request.user)
    items = run.items.filter(client__in=seen).select_related("client", "invoice")
    waiting = run.total - run.made - run.failed
    context = {
        "run": run,
        "items": items,
        "waiting": waiting,
        "parts": [("good", run.made), ("warn", run.failed), ("pale", waiting)],
    }
    template = "_invoice_run_state" if request.htmx else "invoice_run_progress"
    return render(request, f"billing/{template}.html", context)
