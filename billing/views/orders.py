"""Purchase orders and the quotes beside them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.ceilings import ceiling_of
from billing.forms.bills import StatusFilter
from billing.forms.suppliers import ApproveOrderForm, OrderForm, QuoteForm, ReasonForm
from billing.models import PurchaseOrder, Quote
from billing.models.order_states import Status
from billing.order_documents import order_paper
from billing.views.cost_page import (
    ASKED,
    PAGE,
    demand_reader,
    files,
    form_page,
    job_for,
    tabs,
    views_of,
)

IN_VIEW = {
    "open": Q(status__in=[Status.APPROVED, Status.SENT, Status.RECEIVED]),
    "draft": Q(status=Status.DRAFT),
    "billed": Q(status=Status.BILLED),
    "closed": Q(status__in=[Status.CLOSED, Status.CANCELLED]),
}
NEXT = {
    Status.APPROVED: ("send-order", "send"),
    Status.SENT: ("receive-order", "package"),
    Status.RECEIVED: ("close-order", "check"),
    Status.BILLED: ("close-order", "check"),
}


def view_words():
    return {
        "open": _("Open"),
        "draft": _("To approve"),
        "billed": _("Billed"),
        "closed": _("Closed"),
    }


@login_required
@require_safe
def purchase_orders(request):
    user, chosen = request.user, StatusFilter(request.GET)
    demand_reader(user)
    view = chosen.chosen(IN_VIEW)
    found = PurchaseOrder.objects.visible_to(user)
    counts = found.order_by().aggregate(**{k: Count("pk", filter=q) for k, q in IN_VIEW.items()})
    rows = found.filter(IN_VIEW[view]).for_list()
    if text := chosen.words:
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(title__icontains=text)
            | Q(supplier__name__icontains=text)
            | Q(job__number__icontains=text)
        )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    sums = rows.order_by().values("currency").annotate(sum=Sum("net")).order_by("currency")
    context = {
        "page": page,
        "sums": list(sums),
        "filter": chosen,
        "view": view,
        "views": views_of("purchase-orders", view_words(), view, counts),
        "tabs": tabs(user, "purchase-orders"),
    }
    return render(request, "billing/purchase_orders.html", context)


def order_for(user, pk):
    near = ("job__client__office", "supplier", "author", "approved_by", "estimate")
    return get_object_or_404(PurchaseOrder.objects.visible_to(user).select_related(*near), pk=pk)


def crumbs(job, *trail):
    costs = reverse("billing:job-costs", args=[job.pk])
    return [
        (job.client.name, job.client.get_absolute_url()),
        (job.number, job.get_absolute_url()),
        (_("Costs"), costs),
        *trail,
    ]


@login_required
@require_safe
def purchase_order(request, pk):
    order, user, at = order_for(request.user, pk), request.user, timezone.now()
    may_write = order.can_write(user)
    quotes = Quote.objects.beside(order).select_related("supplier", "file")
    context = {
        "order": order,
        "quotes": quotes,
        "parts": order.bill_parts.exclude(bill__status="withdrawn").select_related(
            "bill__supplier"
        ),
        "billed": order.billed,
        "may_write": may_write,
        "may_approve": order.can_approve(user, at),
        "step": next_step(order) if may_write else None,
        "menu": menu_of(order) if may_write else [],
        "crumbs": crumbs(order.job, (order.number or order.title, "")),
    }
    if order.status == Status.DRAFT:
        context |= {"outside": order.exceeds_its_line(), "lacks_quotes": order.lacks_quotes()}
    context["left"] = max(order.net - context["billed"], 0)
    return render(request, "billing/purchase_order.html", context)


def next_step(order):
    labels = {
        "send-order": _("It is with the supplier"),
        "receive-order": _("It is here"),
        "close-order": _("Close"),
    }
    if order.status not in NEXT:
        return None
    name, icon = NEXT[order.status]
    return {
        "url": reverse(f"billing:{name}", args=[order.pk]),
        "label": labels[name],
        "icon": icon,
    }


def menu_of(order):
    items = []
    if order.is_editable:
        url = reverse("billing:edit-order", args=[order.pk])
        items.append({"label": _("Change…"), "url": url, "icon": "pencil"})
    if order.status in (Status.DRAFT, Status.APPROVED, Status.SENT):
        url = reverse("billing:cancel-order", args=[order.pk])
        words = {"label": _("Cancel it…"), "url": url, "icon": "ban"}
        items.append({**words, "dialog": True, "danger": True})
    return items


@login_required
def raise_order(request, pk):
    job, at = job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, at)
    ceiling = ceiling_of(job)
    line = request.GET.get("line", "")
    start = {"currency": ceiling.currency, "line": line}
    form = OrderForm(sent(request), ceiling=ceiling, initial=start)
    act = {"job": job, "by": request.user, "at": at}
    if filled_in(request, form, PurchaseOrder.objects.raise_order, **act):
        return done(request, _("Drafted. Its number comes with the approval."), to=form.made)
    title, back = _("New order"), reverse("billing:job-costs", args=[job.pk])
    trail = crumbs(job, (title, ""))
    return form_page(request, form, title=title, yes=_("Save"), back=back, crumbs=trail)


@login_required
def edit_order(request, pk):
    order, at = order_for(request.user, pk), timezone.now()
    order.client.demand(request.user, Rung.AE, at)
    facts = OrderForm.facts_of(order)
    words = {"ceiling": ceiling_of(order.job), "keep": order.supplier_id}
    form = OrderForm(sent(request), initial=facts, **words)
    if filled_in(request, form, order.edit, by=request.user, at=at):
        return done(request, _("Saved."), to=order)
    title, back = _("Change %s") % order, order.get_absolute_url()
    trail = crumbs(order.job, (str(order), back), (_("Change"), ""))
    intro = ""
    if order.status != Status.DRAFT:
        intro = _("More money, another supplier or another line has to be approved again.")
    words = {"title": title, "yes": _("Save"), "back": back, "crumbs": trail, "intro": intro}
    return form_page(request, form, **words)


@login_required
@require_POST
def ask_for_order(request, pk):
    order = order_for(request.user, pk)
    order.ask(by=request.user, at=timezone.now())
    return done(request, _("Asked for approval."), to=order)


@login_required
@require_http_methods(ASKED)
def approve_order(request, pk):
    order, at = order_for(request.user, pk), timezone.now()
    form = ApproveOrderForm(sent(request))
    note = _("%(net)s %(currency)s net at %(supplier)s.")
    if order.status == Status.DRAFT and order.exceeds_its_line():
        note += " " + _("It is outside the approved estimate.")
    facts = {"net": f"{order.net:.2f}", "currency": order.currency}
    return ask(
        request,
        order,
        form,
        lambda chosen: order.approve(request.user, at, **chosen),
        title=_("Approve “%s”") % order.title,
        button=_("Approve"),
        done=_("Approved."),
        note=note % {**facts, "supplier": order.supplier.name},
    )


@login_required
@require_POST
def send_order(request, pk):
    order = order_for(request.user, pk)
    order.send(by=request.user, at=timezone.now())
    return redirect(order)


@login_required
@require_POST
def receive_order(request, pk):
    order = order_for(request.user, pk)
    order.receive(by=request.user, at=timezone.now())
    return redirect(order)


@login_required
@require_POST
def close_order(request, pk):
    order = order_for(request.user, pk)
    order.close(by=request.user, at=timezone.now())
    return redirect(order)


@login_required
@require_http_methods(ASKED)
def cancel_order(request, pk):
    order, at = order_for(request.user, pk), timezone.now()
    order.client.demand(request.user, Rung.AE, at)
    return ask(
        request,
        order,
        ReasonForm(sent(request), label=_("Why")),
        lambda chosen: order.cancel(request.user, chosen["reason"], at),
        title=_("Cancel “%s”") % order.title,
        button=_("Cancel the order"),
        done=_("Cancelled."),
        danger=True,
    )


@login_required
@require_safe
@xframe_options_sameorigin
def order_paper_page(request, pk):
    """The order as the supplier gets it, to be printed."""
    order = order_for(request.user, pk)
    paper = order_paper(order, timezone.now())
    return render(request, "pdf/purchase_order.html", {**paper, "preview": True})


# -- Quotes --------------------------------------------------------------------------------------


@login_required
def enter_quote(request, pk):
    job, at = job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, at)
    ceiling = ceiling_of(job)
    start = {"currency": ceiling.currency, "line": request.GET.get("line", "")}
    form = QuoteForm(sent(request), files(request), ceiling=ceiling, initial=start)
    act = {"job": job, "by": request.user, "at": at}
    if filled_in(request, form, Quote.objects.enter, **act):
        return done(request, _("Entered."), to=form.made.get_absolute_url())
    title, back = _("New quote"), reverse("billing:job-costs", args=[job.pk])
    trail = crumbs(job, (title, ""))
    return form_page(request, form, title=title, yes=_("Enter"), back=back, crumbs=trail)


@login_required
@require_POST
def drop_quote(request, pk):
    rows = Quote.objects.visible_to(request.user).select_related("job__client__office")
    quote = get_object_or_404(rows, pk=pk)
    quote.drop(by=request.user, at=timezone.now())
    return done(request, _("Taken away."), to=quote.get_absolute_url())
