"""What the pages about payments have in common: who may look, the tabs, the forms."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import sees_money
from accounts.views.client_page import form_page
from billing.models import Invoice, Payment, can_book


def demand_money(user):
    """Whoever sees no money finds nothing here."""
    if not sees_money(user):
        raise Http404


def demand_books(user):
    """What the bank says is finance's: for everybody else there is nothing here."""
    if not can_book(user):
        raise Http404


def payment_for(user, pk):
    rows = Payment.objects.visible_to(user).with_left()
    return get_object_or_404(
        rows.select_related("client", "account__entity", "entry", "recorded_by"), pk=pk
    )


def invoice_for(user, pk):
    rows = Invoice.objects.visible_to(user).issued()
    return get_object_or_404(rows.select_related("client__office", "entity"), pk=pk)


def show(request, template, current, **context):
    """One of these pages, with the tabs that lead to the others."""
    form = context.get("form")
    page = {"tabs": tabs(request.user, current), "can_book": can_book(request.user)}
    status = form.status if form else 200
    return render(request, f"billing/{template}.html", page | context, status=status)


def tabs(user, current):
    pages = [
        ("payment-matching", _("To match"), can_book(user)),
        ("payments", _("Payments"), True),
        ("bank-statements", _("Bank statements"), can_book(user)),
        ("unpaid", _("Unpaid invoices"), True),
        ("reminders", _("Reminders"), True),
        ("reference-rates", _("Late interest"), can_book(user)),
    ]
    return [
        {"label": label, "url": reverse(f"billing:{name}"), "current": name == current}
        for name, label, may in pages
        if may
    ]


def payment_form(request, form, *, title, yes, back, **context):
    """A form about a payment on a page of its own."""
    label, url = back
    crumbs = [(label, url), (title, "")]
    return form_page(request, form, title=title, yes=yes, back=url, crumbs=crumbs, **context)
