"""Bills of suppliers: entered, approved for payment, disputed, paid."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.fields import BAD_INPUT
from accounts.models import Client, Rung
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.forms.bills import BillForm, BillStartForm, MatchForm, OverForm, PaidForm, StatusFilter
from billing.forms.suppliers import ReasonForm
from billing.models import Supplier, SupplierBill
from billing.models.of_cost import demand_finance, is_finance
from billing.models.supplier_bill import demand_entering
from billing.read_bill import Found, read_bill
from billing.views.cost_page import (
    ASKED,
    PAGE,
    costs_crumb,
    demand_reader,
    files,
    form_page,
    tabs,
    views_of,
)

Status = SupplierBill.Status
IN_VIEW = {
    "entered": Q(status=Status.ENTERED),
    "approved": Q(status=Status.APPROVED),
    "disputed": Q(status=Status.DISPUTED),
    "paid": Q(status=Status.PAID),
    "withdrawn": Q(status=Status.WITHDRAWN),
}


@login_required
@require_safe
def supplier_bills(request):
    user, chosen = request.user, StatusFilter(request.GET)
    demand_reader(user)
    view, words = chosen.chosen(IN_VIEW), dict(Status.choices)
    found = SupplierBill.objects.visible_to(user)
    counts = found.order_by().aggregate(**{k: Count("pk", filter=q) for k, q in IN_VIEW.items()})
    rows = found.filter(IN_VIEW[view]).for_list()
    if text := chosen.words:
        rows = rows.filter(Q(number__icontains=text) | Q(supplier__name__icontains=text))
    sums = rows.order_by().values("currency").annotate(sum=Sum("gross")).order_by("currency")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sums": list(sums),
        "filter": chosen,
        "view": view,
        "views": views_of("supplier-bills", {k: words[k] for k in IN_VIEW}, view, counts),
        "tabs": tabs(user, "supplier-bills"),
        "today": timezone.localdate(),
        "may_pay": is_finance(user),
    }
    return render(request, "billing/supplier_bills.html", context)


def bill_for(user, pk):
    near = ("client__office", "supplier", "entered_by", "approved_by", "file")
    return get_object_or_404(SupplierBill.objects.visible_to(user).select_related(*near), pk=pk)


def crumbs(*trail):
    return [costs_crumb(), (_("Bills"), reverse("billing:supplier-bills")), *trail]


@login_required
@require_safe
def supplier_bill(request, pk):
    bill, user, at = bill_for(request.user, pk), request.user, timezone.now()
    parts = list(bill.parts.select_related("order", "job"))
    waits = bill.status in (Status.ENTERED, Status.DISPUTED)
    may_write = bill.can_write(user)
    context = {
        "bill": bill,
        "parts": parts,
        "over": [part for part in parts if part.is_over()] if waits else [],
        "payments": bill.payments.select_related("run"),
        "may_approve": bill.can_approve(user, at),
        "may_write": may_write,
        "may_see_runs": is_finance(user) or user.is_csd,
        "menu": menu_of(bill, user) if may_write else [],
        "today": timezone.localdate(),
        "crumbs": crumbs((str(bill), "")),
    }
    return render(request, "billing/supplier_bill.html", context)


def menu_of(bill, user):
    def item(name, label, icon, **more):
        url = reverse(f"billing:{name}", args=[bill.pk])
        return {"label": label, "url": url, "icon": icon, "dialog": True, **more}

    items = []
    if bill.status in (Status.ENTERED, Status.APPROVED):
        items.append(item("dispute-bill", _("Dispute it…"), "gavel"))
    if bill.status == Status.APPROVED and is_finance(user):
        items.append(item("pay-bill", _("Paid another way…"), "banknote"))
    if bill.status in (Status.ENTERED, Status.DISPUTED):
        items.append(item("withdraw-bill", _("Withdraw it…"), "ban", danger=True))
    return items


def clients_for(user):
    if is_finance(user):
        return Client.objects.visible_to(user)
    return Client.objects.served_by(user, Rung.AE)


@login_required
@require_http_methods(ASKED)
def start_bill(request):
    """Whose bill, for which client; an e-invoice is read so that less has to be typed."""
    demand_reader(request.user)
    form = BillStartForm(sent(request), files(request), clients=clients_for(request.user))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        url = reverse("billing:enter-bill", args=[chosen["client"].pk, chosen["supplier"].pk])
        found = Found()
        if chosen["file"]:
            found = read_bill(chosen["file"], chosen["supplier"], chosen["client"])
        if not found.problem:
            for warning in found.warnings:
                messages.warning(request, warning)
            return redirect(f"{url}?{urlencode(found.values)}" if found.values else url)
        form.add_error("file", found.problem)
        form.status = BAD_INPUT
    title = _("Enter a bill")
    words = {"title": title, "yes": _("Go on"), "back": reverse("billing:supplier-bills")}
    return form_page(request, form, crumbs=crumbs((title, "")), **words)


@login_required
def enter_bill(request, pk, supplier):
    user, at = request.user, timezone.now()
    demand_reader(user)
    client = get_object_or_404(clients_for(user).select_related("office"), pk=pk)
    whose = get_object_or_404(Supplier.objects.visible_to(user), pk=supplier)
    demand_entering(client, user, at)
    start = {"currency": whose.currency, **first_values(request.GET)}
    form = BillForm(sent(request), files(request), client=client, supplier=whose, initial=start)
    act = {"client": client, "supplier": whose, "by": user, "at": at}
    if filled_in(request, form, SupplierBill.objects.enter, **act):
        text = _("Entered. The account manager is asked to approve it.")
        return done(request, text, to=form.made)
    context = {
        "form": form,
        "title": _("Bill of %s") % whose.name,
        "client": client,
        "back": reverse("billing:supplier-bills"),
        "crumbs": crumbs((_("Enter a bill"), "")),
    }
    return render(request, "billing/bill_form.html", context, status=form.status)


READ = ("number", "issued_on", "due_on", "net", "vat", "currency", "part0", "net0")


def first_values(given):
    """What was read from an e-invoice, as the form begins with it."""
    return {name: given[name][:60] for name in READ if given.get(name)}


@login_required
def match_bill(request, pk):
    """Say anew which orders a bill is for."""
    bill, at = bill_for(request.user, pk), timezone.now()
    demand_entering(bill.client, request.user, at)
    form = MatchForm(sent(request), bill=bill, initial=MatchForm.facts_of(bill))
    if filled_in(request, form, bill.match, by=request.user, at=at):
        return done(request, _("Saved."), to=bill)
    back = bill.get_absolute_url()
    context = {
        "form": form,
        "title": _("Match %s") % bill,
        "client": bill.client,
        "back": back,
        "crumbs": crumbs((str(bill), back), (_("Match"), "")),
    }
    return render(request, "billing/bill_form.html", context, status=form.status)


@login_required
@require_http_methods(ASKED)
def approve_bill(request, pk):
    bill, at = bill_for(request.user, pk), timezone.now()
    bill.client.demand(request.user, Rung.AM, at)
    words = {"gross": f"{bill.gross:.2f}", "currency": bill.currency, "name": bill.supplier.name}
    return ask(
        request,
        bill,
        OverForm(sent(request)),
        lambda chosen: bill.approve(request.user, at, **chosen),
        title=_("Approve %s for payment") % bill,
        button=_("Approve"),
        done=_("Approved for payment."),
        note=_("%(gross)s %(currency)s go to %(name)s.") % words,
    )


@login_required
@require_http_methods(ASKED)
def dispute_bill(request, pk):
    bill, at = bill_for(request.user, pk), timezone.now()
    demand_entering(bill.client, request.user, at)
    return ask(
        request,
        bill,
        ReasonForm(sent(request), label=_("What is wrong with it")),
        lambda chosen: bill.dispute(request.user, chosen["reason"], at),
        title=_("Dispute %s") % bill,
        button=_("Dispute"),
        done=_("Disputed: nothing is paid until it is settled."),
    )


@login_required
@require_http_methods(ASKED)
def withdraw_bill(request, pk):
    bill, at = bill_for(request.user, pk), timezone.now()
    demand_entering(bill.client, request.user, at)
    return ask(
        request,
        bill,
        ReasonForm(sent(request), label=_("Why")),
        lambda chosen: bill.withdraw(request.user, chosen["reason"], at),
        title=_("Withdraw %s") % bill,
        button=_("Withdraw"),
        done=_("Withdrawn."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def pay_bill(request, pk):
    bill, at = bill_for(request.user, pk), timezone.now()
    demand_finance(request.user)
    return ask(
        request,
        bill,
        PaidForm(sent(request), initial={"on": timezone.localdate()}),
        lambda chosen: bill.pay(request.user, chosen["on"], at),
        title=_("%s was paid another way") % bill,
        button=_("Paid"),
        done=_("Noted as paid."),
    )
