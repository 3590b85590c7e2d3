"""Payment lists: chosen from what is approved, sealed with the bank's file, carried out or not."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.forms.bills import PaidForm, RunForm
from billing.forms.suppliers import ReasonForm
from billing.models import BankAccount, OutgoingPayment, PaymentRun, SupplierBill
from billing.models.of_cost import demand_finance, is_finance
from billing.views.cost_page import ASKED, PAGE, costs_crumb, demand_reader, tabs


def demand_lists(user):
    """The lists are finance's; the client services director may look at them."""
    demand_reader(user)
    if not (is_finance(user) or user.is_csd):
        demand_finance(user)


@login_required
@require_safe
def payment_runs(request):
    demand_lists(request.user)
    open_ = Count("payments", filter=Q(payments__status=OutgoingPayment.Status.LISTED))
    failed = Count("payments", filter=Q(payments__status=OutgoingPayment.Status.FAILED))
    rows = PaymentRun.objects.visible_to(request.user).defer("content")
    rows = (
        rows.select_related("account", "made_by")
        .annotate(open=open_, failed=failed)
        .order_by("-made_at", "-pk")
    )
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tabs": tabs(request.user, "payment-runs"),
        "may_make": is_finance(request.user),
    }
    return render(request, "billing/payment_runs.html", context)


@login_required
@require_http_methods(ASKED)
def make_payment_run(request):
    """Choose from what is approved; what is due comes first and is ticked."""
    user, at = request.user, timezone.now()
    demand_reader(user)
    demand_finance(user)
    bills = SupplierBill.objects.visible_to(user).to_pay().for_list().order_by("due_on", "pk")
    accounts = BankAccount.objects.filter(closed_on=None).exclude(iban="")
    today = user.local_date(at)
    found = list(bills[:200])
    due = [bill.pk for bill in found if bill.due_on <= today and bill.supplier.can_be_paid]
    start = {"pay_on": today, "bills": due}
    form = RunForm(sent(request), bills=bills, accounts=accounts, initial=start)
    if filled_in(request, form, PaymentRun.objects.make, by=user, at=at):
        return done(request, _("%s is sealed.") % form.made.number, to=form.made)
    ticked = {str(key) for key in (form["bills"].value() or ())}
    for bill in found:
        bill.is_ticked = str(bill.pk) in ticked
    context = {
        "form": form,
        "bills": found,
        "accounts": accounts,
        "today": today,
        "crumbs": crumbs((_("New list"), "")),
    }
    return render(request, "billing/payment_run_form.html", context, status=form.status)


def crumbs(*trail):
    return [costs_crumb(), (_("Payment lists"), reverse("billing:payment-runs")), *trail]


def run_for(user, pk):
    demand_reader(user)
    rows = PaymentRun.objects.visible_to(user).select_related("account__entity", "made_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def payment_run(request, pk):
    run = run_for(request.user, pk)
    context = {
        "run": run,
        "payments": run.payments.select_related("bill__supplier", "bill__client"),
        "may_note": is_finance(request.user),
        "crumbs": crumbs((run.number, "")),
    }
    return render(request, "billing/payment_run.html", context)


@login_required
@require_safe
def payment_run_file(request, pk):
    """The sealed bytes, as the bank gets them."""
    run = run_for(request.user, pk)
    answer = HttpResponse(bytes(run.content), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{run.file_name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def payment_for(user, pk):
    near = ("run", "bill__supplier", "bill__client__office")
    rows = OutgoingPayment.objects.visible_to(user).select_related(*near).defer("run__content")
    if not (is_finance(user) or user.is_csd):
        raise Http404
    payment = get_object_or_404(rows, pk=pk)
    demand_finance(user)
    return payment


@login_required
@require_http_methods(ASKED)
def execute_payment(request, pk):
    payment, at = payment_for(request.user, pk), timezone.now()
    return ask(
        request,
        payment,
        PaidForm(sent(request), initial={"on": request.user.local_date(at)}),
        lambda chosen: payment.execute(request.user, chosen["on"], at),
        title=_("%s was paid") % payment.bill,
        button=_("Paid"),
        done=_("Noted as paid."),
    )


@login_required
@require_http_methods(ASKED)
def fail_payment(request, pk):
    payment, at = payment_for(request.user, pk), timezone.now()
    return ask(
        request,
        payment,
        ReasonForm(sent(request), label=_("What the bank answered")),
        lambda chosen: payment.fail(request.user, chosen["reason"], at),
        title=_("%s was not paid") % payment.bill,
        button=_("It failed"),
        done=_("The bill may be put on another list."),
        danger=True,
    )
