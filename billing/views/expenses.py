"""What people paid for a client out of their own pocket."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.fields import key_of
from accounts.models import Client, Rung
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.forms.bills import ExpenseForm, PaidForm, StatusFilter
from billing.forms.suppliers import ReasonForm
from billing.models import Expense
from billing.models.of_cost import demand_finance, is_finance
from billing.views.cost_page import (
    ASKED,
    PAGE,
    costs_crumb,
    demand_money,
    files,
    form_page,
    tabs,
    views_of,
)
from briefs.views.jobs import choose_client

IN_VIEW = {status: Q(status=status) for status in Expense.Status.values}


@login_required
@require_safe
def expenses(request):
    user, chosen = request.user, StatusFilter(request.GET)
    demand_money(user)
    view, words = chosen.chosen(IN_VIEW), dict(Expense.Status.choices)
    found = Expense.objects.visible_to(user)
    counts = found.order_by().aggregate(**{k: Count("pk", filter=q) for k, q in IN_VIEW.items()})
    rows = found.filter(IN_VIEW[view]).for_list()
    if text := chosen.words:
        rows = rows.filter(Q(title__icontains=text) | Q(person__name__icontains=text))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "filter": chosen,
        "view": view,
        "views": views_of("expenses", words, view, counts),
        "tabs": tabs(user, "expenses"),
        "may_claim": bool(user.rung),
    }
    return render(request, "billing/expenses.html", context)


def expense_for(user, pk):
    near = ("client__office", "job", "person", "approved_by", "file")
    return get_object_or_404(Expense.objects.visible_to(user).select_related(*near), pk=pk)


def crumbs(*trail):
    return [costs_crumb(), (_("Expenses"), reverse("billing:expenses")), *trail]


@login_required
@require_safe
def expense(request, pk):
    row, user, at = expense_for(request.user, pk), request.user, timezone.now()
    pays = row.status == Expense.Status.APPROVED and is_finance(user) and user != row.person
    context = {
        "expense": row,
        "may_decide": row.can_approve(user, at),
        "may_pay": pays,
        "crumbs": crumbs((row.title, "")),
    }
    return render(request, "billing/expense.html", context)


@login_required
@require_http_methods(ASKED)
def claim_expense(request):
    """For whose work, then what: with the receipt."""
    user, at = request.user, timezone.now()
    demand_money(user)
    clients = Client.objects.served_by(user, Rung.AAE).exclude(status=Client.Status.CLOSED)
    if not (pk := request.GET.get("client")):
        return choose_client(request, clients, title=_("For which client did you pay?"))
    client = get_object_or_404(clients.select_related("office"), pk=key_of(pk))
    start = {"currency": client.currency, "day": user.local_date(at)}
    form = ExpenseForm(sent(request), files(request), client=client, initial=start)
    act = {"client": client, "by": user, "at": at}
    if filled_in(request, form, Expense.objects.claim, **act):
        return done(request, _("Submitted."), to=form.made)
    title = _("New expense for %s") % client.name
    words = {"title": title, "yes": _("Submit"), "back": reverse("billing:expenses")}
    return form_page(request, form, crumbs=crumbs((title, "")), **words)


@login_required
@require_POST
def approve_expense(request, pk):
    row = expense_for(request.user, pk)
    row.approve(by=request.user, at=timezone.now())
    return done(request, _("Approved."), to=row)


@login_required
@require_http_methods(ASKED)
def refuse_expense(request, pk):
    row, at = expense_for(request.user, pk), timezone.now()
    return ask(
        request,
        row,
        ReasonForm(sent(request), label=_("Why")),
        lambda chosen: row.refuse(request.user, chosen["reason"], at),
        title=_("Refuse “%s”") % row.title,
        button=_("Refuse"),
        done=_("Refused."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def pay_expense_back(request, pk):
    row, at = expense_for(request.user, pk), timezone.now()
    demand_finance(request.user)
    return ask(
        request,
        row,
        PaidForm(sent(request), initial={"on": request.user.local_date(at)}),
        lambda chosen: row.pay_back(request.user, chosen["on"], at),
        title=_("“%s” is paid back") % row.title,
        button=_("Paid back"),
        done=_("Noted as paid back."),
    )
