"""Who owes how much, and for how long."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.invoice_figures import aged, aged_together
from billing.models import Invoice
from billing.views.invoices import demand_money

TONES = ("pale", "fill", "warn", "warn", "crit")


@login_required
@require_safe
def aging(request):
    user, today = request.user, timezone.localdate()
    demand_money(user)
    rows = aged(Invoice.objects.visible_to(user), today)
    together = aged_together(rows)
    most = {one.currency: max(row.total for row in rows if row.currency == one.currency)
            for one in together}  # fmt: skip
    url = reverse("billing:invoices")
    labels = [_("Not due"), _("1–30 days"), _("31–60"), _("61–90"), _("over 90")]
    for row in [*rows, *together]:
        row.parts = list(zip(TONES, row.buckets, strict=True))
        row.most = most[row.currency]
    for row in rows:
        row.url = f"{url}?client={row.client}&view=open"
        row.words = ", ".join(
            f"{label}: {amount:,.2f}"
            for label, amount in zip(labels, row.buckets, strict=True)
            if amount
        )
    context = {"rows": rows, "together": together, "labels": labels, "today": today}
    return render(request, "billing/aging.html", context)
