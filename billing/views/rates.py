"""Rates of VAT, and rates of exchange."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from agency.lib.countries import countries
from billing.forms.rates import ExchangeRateForm, NextRateForm, RatesFileForm, TaxRateForm
from billing.models import ExchangeRate, TaxRate
from billing.views.companies import act
from billing.views.ground_page import demand_reader, ground_form, show

RATES_ON_A_PAGE = 60


@login_required
@require_safe
def tax_rates(request):
    """By country: what holds, what is to come, and what was."""
    demand_reader(request.user)
    names = dict(countries(get_language() or "en"))
    rows = sorted(
        TaxRate.objects.visible_to(request.user),
        key=lambda row: (names.get(row.country, row.country), row.country),
    )
    today = request.user.local_date(timezone.now())
    lands = []
    for country, found in groupby(rows, key=lambda row: row.country):
        rates = [shown(row, today) for row in found]
        rates.sort(key=lambda row: row.is_over)
        lands.append({"name": names.get(country, country), "code": country, "rates": rates})
    return show(request, "tax_rates", "tax-rates", lands=lands, today=today)


def shown(row, today):
    row.is_over = row.valid_to is not None and row.valid_to < today
    row.is_to_come = row.valid_from > today
    return row


@login_required
def enter_tax_rate(request):
    demand_reader(request.user)
    TaxRate.objects.demand_keeping(request.user)
    form = TaxRateForm(sent(request))
    if filled_in(request, form, TaxRate.objects.enter, **act(request)):
        return done(request, _("Rate entered."), to="billing:tax-rates")
    back = (_("VAT"), reverse("billing:tax-rates"))
    return ground_form(request, form, title=_("New rate of VAT"), yes=_("Enter it"), back=back)


@login_required
def succeed_tax_rate(request, pk):
    row = tax_rate_for(request.user, pk)
    TaxRate.objects.demand_keeping(request.user)
    facts = {"country": row.country, "name": row.name, "percent": row.percent}
    return ask(
        request,
        row,
        NextRateForm(sent(request)),
        lambda chosen: row.succeed(**act(request), **chosen),
        title=_("What comes after %(country)s, %(name)s, %(percent)s %%") % facts,
        button=_("Enter the new rate"),
        done=_("Entered. The old rate ends the day before."),
        note=_("Invoices take the rate of the day of supply, so both stay in the table."),
    )


@login_required
@require_POST
def take_tax_rate_back(request, pk):
    row = tax_rate_for(request.user, pk)
    row.take_back(**act(request))
    return done(request, _("Taken back."), to="billing:tax-rates")


@login_required
@require_safe
def exchange_rates(request):
    demand_reader(request.user)
    rows = ExchangeRate.objects.visible_to(request.user)
    code = request.GET.get("currency", "").strip().upper()
    if code.isascii() and code.isalpha() and len(code) == 3:
        rows = rows.filter(currency=code) | rows.filter(base=code)
    else:
        code = ""
    page = Paginator(rows, RATES_ON_A_PAGE).get_page(request.GET.get("page"))
    return show(request, "exchange_rates", "exchange-rates", page=page, code=code)


@login_required
def enter_exchange_rate(request):
    demand_reader(request.user)
    ExchangeRate.objects.demand_keeping(request.user)
    today = request.user.local_date(timezone.now())
    form = ExchangeRateForm(sent(request), initial={"currency": "EUR", "day": today})
    if filled_in(request, form, ExchangeRate.objects.enter, **act(request)):
        return done(request, _("Rate entered."), to="billing:exchange-rates")
    title = _("New exchange rate")
    return ground_form(request, form, title=title, yes=_("Enter it"), back=exchange())


@login_required
def import_exchange_rates(request):
    """Take in a file of the European Central Bank; what is known already stays as it is."""
    demand_reader(request.user)
    ExchangeRate.objects.demand_keeping(request.user)
    typed = request.method == "POST"
    form = RatesFileForm(sent(request), request.FILES if typed else None)
    if typed and form.is_valid():
        rates = form.cleaned_data["file"]
        count = ExchangeRate.objects.take_in(rates=rates, **act(request))
        text = ngettext("%(count)d new rate.", "%(count)d new rates.", count) % {"count": count}
        known = len(rates) - count
        if known:
            text = f"{text} {_('%(count)d were known already.') % {'count': known}}"
        return done(request, text, to="billing:exchange-rates")
    return show(
        request,
        "exchange_import",
        "exchange-rates",
        form=form,
        crumbs=[exchange(), (_("Read a file"), "")],
    )


@login_required
@require_POST
def remove_exchange_rate(request, pk):
    row = get_object_or_404(ExchangeRate.objects.visible_to(request.user), pk=pk)
    row.remove(**act(request))
    return done(request, _("Removed."), to="billing:exchange-rates")


def tax_rate_for(user, pk):
    return get_object_or_404(TaxRate.objects.visible_to(user), pk=pk)


def exchange():
    return _("Exchange rates"), reverse("billing:exchange-rates")
