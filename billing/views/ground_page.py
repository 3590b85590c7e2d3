"""What the pages have in common on which billing stands: companies, rates, limits, rate cards."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import sees_money
from accounts.views.client_page import form_page
from billing.models import can_keep_books, reads_books


def demand_reader(user):
    """Whoever has nothing to do with money finds nothing here."""
    if not reads_books(user):
        raise Http404


def demand_money(user):
    """The same, for prices and limits: whoever only sets companies up sees none."""
    if not sees_money(user):
        raise Http404


def show(request, template, current, **context):
    """One of these pages, with the tabs that lead to the others."""
    page = {"tabs": tabs(request.user, current), "can_keep": can_keep_books(request.user)}
    form = context.get("form")
    status = form.status if form else 200
    return render(request, f"billing/{template}.html", page | context, status=status)


def tabs(user, current):
    pages = [
        ("billing:rate-cards", _("Rate cards"), sees_money),
        ("billing:approval-limits", _("Limits"), sees_money),
        ("billing:legal-entities", _("Companies"), reads_books),
        ("billing:tax-rates", _("VAT"), reads_books),
        ("billing:exchange-rates", _("Exchange rates"), reads_books),
    ]
    return [
        {"label": label, "url": reverse(name), "current": name == f"billing:{current}"}
        for name, label, may in pages
        if may(user)
    ]


def ground_form(request, form, *, title, yes, back, **context):
    """A form about the ground of money on a page of its own."""
    label, url = back
    crumbs = [(label, url), (title, "")]
    return form_page(request, form, title=title, yes=yes, back=url, crumbs=crumbs, **context)
