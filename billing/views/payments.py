"""Payments: all that one may see, those that wait to be matched, one of them, a new one."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.views.client_page import done, filled_in, sent
from agency.lib.text import clean
from billing.bank_import import incoming_of, index_for
from billing.forms.payments import AllocationForm, RecordForm
from billing.matching import Rule, candidates, match
from billing.models import Allocation, Invoice, Payment, can_book
from billing.views.payment_page import (
    demand_books,
    demand_money,
    payment_for,
    payment_form,
    show,
)

ON_A_PAGE = 30


@login_required
@require_safe
def payments(request):
    demand_money(request.user)
    rows = Payment.objects.visible_to(request.user).with_left()
    rows = rows.select_related("client", "account")
    if text := clean(request.GET.get("q", ""))[:80]:
        rows = rows.filter(payer__icontains=text) | rows.filter(reference__icontains=text)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return show(request, "payments", "payments", page=page, text=text)


@login_required
@require_safe
def payment_matching(request):
    """What waits to be matched: on the left the payment, on the right what it may be for."""
    demand_books(request.user)
    rows = Payment.objects.visible_to(request.user).to_match()
    rows = rows.select_related("client", "account", "entry").order_by("value_date", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    index = index_for(page.object_list)
    lines = [line_of(payment, index) for payment in page.object_list]
    return show(request, "payment_matching", "payment-matching", page=page, lines=lines)


def line_of(payment, index):
    """A payment with its best match and the reason for it in words."""
    found = match(incoming_of(payment), index)
    return {
        "payment": payment,
        "match": found,
        "reason": reason_of(found) if found else "",
        "token": token_of(found) if found else "",
    }


def reason_of(found):
    reasons = {
        Rule.REFERENCE: _("Our payment reference"),
        Rule.NUMBER: _("Invoice number in the text"),
        Rule.AMOUNT: _("The only open amount like this of this payer"),
    }
    if found.over:
        return _("%(reason)s, but more than is open") % {"reason": reasons[found.rule]}
    if found.short:
        return _("%(reason)s, but less than is open") % {"reason": reasons[found.rule]}
    return reasons[found.rule]


def token_of(found):
    """A proposal as the page sends it back, so that what is posted is what was seen."""
    return ",".join(f"{owed.key}:{amount}" for owed, amount in found.pays)


@login_required
@require_safe
def payment(request, pk):
    return payment_page(request, payment_for(request.user, pk))


def payment_page(request, row, form=None):
    """One payment: what it says, what it was used for, and the invoices to choose from."""
    may = can_book(request.user)
    choosing = may and row.left and not row.reversed_at and not row.set_aside_at
    parts = Allocation.objects.visible_to(request.user).filter(payment=row)
    parts = parts.select_related("invoice", "made_by", "contra")
    return show(
        request,
        "payment",
        "payments",
        payment=row,
        parts=parts,
        form=form or (allocation_form(row, request.GET.get("add", "")) if choosing else None),
        add=request.GET.get("add", ""),
        crumbs=[(_("Payments"), reverse("billing:payments")), (str(row), "")],
    )


def allocation_form(row, more="", data=None):
    """The invoices that may be meant, and those whose numbers were typed."""
    index = index_for([row])
    incoming = incoming_of(row)
    found = match(incoming, index)
    keys = [owed.key for owed in candidates(incoming, index)]
    typed = [word[:40] for word in clean(more).replace(",", " ").split()][:10]
    invoices = Invoice.objects.open().select_related("client")
    wanted = invoices.filter(pk__in=keys) | invoices.filter(number__in=typed)
    order = {key: place for place, key in enumerate(keys)}
    chosen = sorted(wanted, key=lambda invoice: order.get(invoice.pk, len(order)))
    matched = {owed.key: amount for owed, amount in found.pays} if found else {}
    return AllocationForm(data, payment=row, invoices=chosen, matched=matched)


@login_required
def record_payment(request):
    demand_books(request.user)
    today = request.user.local_date(timezone.now())
    form = RecordForm(sent(request), user=request.user, initial={"value_date": today})
    who = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, Payment.objects.record, **who):
        return done(request, _("Payment recorded."), to=form.made)
    back = (_("Payments"), reverse("billing:payments"))
    return payment_form(
        request, form, title=_("Record a payment"), yes=_("Record it"), back=back, picks=("client",)
    )
