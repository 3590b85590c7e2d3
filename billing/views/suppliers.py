"""Suppliers: who they are, who approved them, whose account was checked."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.forms.suppliers import CostRuleForm, ReasonForm, SupplierFilter, SupplierForm
from billing.models import CostRule, PurchaseOrder, Supplier, SupplierBill
from billing.models.of_cost import demand_rung
from billing.views.cost_page import ASKED, PAGE, costs_crumb, demand_reader, form_page, tabs

LATEST = 10


@login_required
@require_safe
def suppliers(request):
    demand_reader(request.user)
    chosen = SupplierFilter(request.GET)
    rows = chosen.narrow(Supplier.objects.visible_to(request.user))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filter": chosen, "tabs": tabs(request.user, "suppliers")}
    context["may_set_rules"] = request.user.stands_at_least(Rung.CSD)
    return render(request, "billing/suppliers.html", context)


def supplier_for(user, pk):
    near = ("proposed_by", "approved_by", "stopped_by", "account_changed_by", "account_checked_by")
    return get_object_or_404(Supplier.objects.visible_to(user).select_related(*near), pk=pk)


def crumbs(*trail):
    return [costs_crumb(), (_("Suppliers"), reverse("billing:suppliers")), *trail]


@login_required
@require_safe
def supplier(request, pk):
    row, user = supplier_for(request.user, pk), request.user
    orders = PurchaseOrder.objects.visible_to(user).filter(supplier=row)
    bills = SupplierBill.objects.visible_to(user).filter(supplier=row)
    context = {
        "supplier": row,
        "orders": orders.for_list()[:LATEST],
        "bills": bills.for_list().order_by("-issued_on", "-pk")[:LATEST],
        "may_edit": row.can_edit(user),
        "may_approve": row.can_approve(user),
        "may_stop": row.can_stop(user),
        "may_check": row.can_check_account(user),
        "crumbs": crumbs((row.name, "")),
    }
    return render(request, "billing/supplier.html", context)


@login_required
def add_supplier(request):
    demand_reader(request.user)
    form = SupplierForm(sent(request))
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, Supplier.objects.propose, **act):
        text = _("Proposed. An account director approves suppliers before anything is ordered.")
        return done(request, text, to=form.made)
    title, back = _("New supplier"), reverse("billing:suppliers")
    words = {"title": title, "yes": _("Propose"), "back": back, "crumbs": crumbs((title, ""))}
    return form_page(request, form, **words)


@login_required
def edit_supplier(request, pk):
    row = supplier_for(request.user, pk)
    form = SupplierForm(sent(request), initial=SupplierForm.facts_of(row))
    if filled_in(request, form, row.edit, by=request.user, at=timezone.now()):
        return done(request, _("Saved."), to=row)
    title, back = _("Change %s") % row.name, row.get_absolute_url()
    trail = crumbs((row.name, back), (_("Change"), ""))
    return form_page(request, form, title=title, yes=_("Save"), back=back, crumbs=trail)


@login_required
@require_http_methods(ASKED)
def approve_supplier(request, pk):
    row, at = supplier_for(request.user, pk), timezone.now()
    demand_rung(request.user, Rung.AD)
    return ask(
        request,
        row,
        ReasonForm(sent(request), label=_("Why this one")),
        lambda chosen: row.approve(request.user, chosen["reason"], at),
        title=_("Approve %s") % row.name,
        button=_("Approve"),
        done=_("Approved."),
        note=_("From now on orders may go there."),
    )


@login_required
@require_http_methods(ASKED)
def stop_supplier(request, pk):
    row, at = supplier_for(request.user, pk), timezone.now()
    demand_rung(request.user, Rung.AD)
    return ask(
        request,
        row,
        ReasonForm(sent(request), label=_("Why")),
        lambda chosen: row.stop(request.user, chosen["reason"], at),
        title=_("Order nothing more at %s") % row.name,
        button=_("Stop"),
        done=_("Stopped."),
        danger=True,
    )


@login_required
@require_POST
def check_supplier_account(request, pk):
    row = supplier_for(request.user, pk)
    row.check_account(by=request.user, at=timezone.now())
    return done(request, _("The account is checked: bills may be paid into it."), to=row)


@login_required
def cost_rule(request):
    """The rules for costs, set by the client services director."""
    demand_reader(request.user)
    demand_rung(request.user, Rung.CSD)
    rule = CostRule.current()
    names = ("quotes_above", "currency", "tolerance_percent")
    form = CostRuleForm(sent(request), initial={name: getattr(rule, name) for name in names})
    if filled_in(request, form, CostRule.change, by=request.user, at=timezone.now()):
        return done(request, _("Saved."), to="billing:cost-rule")
    title, back = _("Rules for costs"), reverse("billing:suppliers")
    trail = [costs_crumb(), (title, "")]
    return form_page(request, form, title=title, yes=_("Save"), back=back, crumbs=trail)
