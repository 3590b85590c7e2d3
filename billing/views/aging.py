"""Who owes how much, and for how long."""

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.invoice_figures import aged, aged_together
from billing.models import CollectionCall, Invoice, Reminder
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
    put_collection(rows, user)
    context = {"rows": rows, "together": together, "labels": labels, "today": today}
    return render(request, "billing/aging.html", context)


def put_collection(rows, user):
    """Beside each client its last reminder and the payment it promised last; two queries."""
    clients = {row.client for row in rows}
    sent = Reminder.objects.visible_to(user).sent().filter(invoice__client__in=clients).order_by()
    sent = dict(sent.values_list("invoice__client").annotate(Max("sent_at")))
    calls = CollectionCall.objects.visible_to(user).filter(invoice__client__in=clients).order_by()
    promised = dict(calls.values_list("invoice__client").annotate(Max("promised_on")))
    for row in rows:
        row.reminded_at, row.promised_on = sent.get(row.client), promised.get(row.client)
