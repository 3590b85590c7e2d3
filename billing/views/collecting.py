"""Unpaid invoices and what is done about them: calls, promises, reminders, interest."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.collections import worklist
from billing.forms.payments import CallForm, RateForm, ReasonForm
from billing.models import CollectionCall, Invoice, ReferenceRate, Reminder
from billing.models.of_money import demand_billing
from billing.views.payment_page import demand_books, demand_money, invoice_for, payment_form, show

ON_A_PAGE = 30


@login_required
@require_safe
def unpaid(request):
    """The worklist of whoever collects: how late, who was told what, what was promised."""
    demand_money(request.user)
    today = request.user.local_date(timezone.now())
    rows = worklist(Invoice.objects.visible_to(request.user), today)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.days_late = (today - row.due_date).days
        row.is_broken = row.promised_on is not None and row.promised_on < today
    return show(request, "unpaid", "unpaid", page=page, today=today)


@login_required
def log_call(request, pk):
    """Note a call about an unpaid invoice, and what was promised in it."""
    invoice = invoice_for(request.user, pk)
    demand_billing(invoice.client, request.user, Rung.AE, timezone.now())
    return ask(
        request,
        invoice,
        CallForm(sent(request)),
        lambda chosen: CollectionCall.objects.log(invoice, request.user, timezone.now(), **chosen),
        title=_("Call about %s") % invoice,
        button=_("Note it"),
        done=_("Noted."),
    )


@login_required
@require_safe
def reminders(request):
    demand_money(request.user)
    rows = Reminder.objects.visible_to(request.user).select_related("invoice__client", "sent_by")
    if request.GET.get("view") != "all":
        rows = rows.proposed()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    url = reverse("billing:reminders")
    views = [
        {"label": _("To approve"), "url": url, "current": request.GET.get("view") != "all"},
        {"label": _("All"), "url": f"{url}?view=all", "current": request.GET.get("view") == "all"},
    ]
    return show(request, "reminders", "reminders", page=page, views=views)


@login_required
@require_safe
def reminder(request, pk):
    row = reminder_for(request.user, pk)
    waits = row.status == Reminder.Status.PROPOSED
    return show(
        request,
        "reminder",
        "reminders",
        reminder=row,
        invoice=row.invoice,
        obstacle=row.obstacle(timezone.now()) if waits else "",
        can_decide=waits and row.can_decide(request.user),
        words=row.draft(request.user, timezone.now()) if waits else row.text.split("\n\n"),
        calls=row.invoice.calls.select_related("noted_by"),
        crumbs=[(_("Reminders"), reverse("billing:reminders")), (str(row.invoice), "")],
    )


@login_required
@require_POST
def send_reminder(request, pk):
    row = reminder_for(request.user, pk)
    row.send(request.user, timezone.now())
    return done(request, _("It goes out now."), to=row)


@login_required
def skip_reminder(request, pk):
    row = reminder_for(request.user, pk)
    demand_billing(row.invoice.client, request.user, Rung.AM, timezone.now())
    return ask(
        request,
        row,
        ReasonForm(sent(request)),
        lambda chosen: row.skip(request.user, timezone.now(), **chosen),
        title=_("Pass over this reminder"),
        button=_("Pass it over"),
        done=_("Passed over."),
    )


def reminder_for(user, pk):
    rows = Reminder.objects.visible_to(user)
    rows = rows.select_related(
        "invoice__client__office", "invoice__client__billing", "invoice__entity", "sent_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def reference_rates(request):
    demand_books(request.user)
    return show(request, "reference_rates", "reference-rates", rates=ReferenceRate.objects.all())


@login_required
def enter_reference_rate(request):
    demand_books(request.user)
    form = RateForm(sent(request))
    who = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, ReferenceRate.objects.enter, **who):
        return done(request, _("Rate entered."), to="billing:reference-rates")
    back = (_("Late interest"), reverse("billing:reference-rates"))
    return payment_form(request, form, title=_("New rate"), yes=_("Enter it"), back=back)
