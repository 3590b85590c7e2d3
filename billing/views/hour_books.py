"""What an hour costs, and the close of a month: pages of finance."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.forms.hours import CloseMonthForm, CostRateForm
from billing.models import CostRate, LegalEntity, MonthClose
from billing.models.cost_rate import can_see_rates, demand_rates
from billing.models.month_close import TimeRows, missing_in, month_of
from billing.models.of_cost import demand_finance, is_finance
from billing.views.cost_page import ASKED, demand_reader, form_page

SHOWN = 3


def crumbs(*trail):
    return [(_("Time"), reverse("billing:time")), *trail]


@login_required
@require_safe
def cost_rates(request):
    demand_reader(request.user)
    demand_rates(request.user)
    rows = CostRate.objects.visible_to(request.user).select_related("person")
    context = {"rates": rows[:500], "may_add": can_see_rates(request.user), "crumbs": crumbs()}
    return render(request, "billing/cost_rates.html", context)


@login_required
def add_cost_rate(request):
    demand_reader(request.user)
    demand_rates(request.user)
    form = CostRateForm(sent(request))
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, CostRate.objects.enter, **act):
        return done(request, _("Entered."), to="billing:cost-rates")
    title, back = _("New cost of an hour"), reverse("billing:cost-rates")
    trail = crumbs((_("What an hour costs"), back), (title, ""))
    return form_page(request, form, title=title, yes=_("Enter"), back=back, crumbs=trail)


def demand_closer(user):
    demand_reader(user)
    if not (is_finance(user) or user.is_csd):
        demand_finance(user)


@login_required
@require_safe
def months(request):
    """The last months of each company: who is missing, what is not approved, what is closed."""
    demand_closer(request.user)
    today = request.user.local_date(timezone.now())
    entities = LegalEntity.objects.in_use()
    closed = {
        (row.entity_id, row.month): row
        for row in MonthClose.objects.visible_to(request.user).select_related("closed_by")
    }
    known = last_months(today)
    missing = {}
    lines = []
    for entity in entities:
        for month in known:
            close = closed.get((entity.pk, month))
            line = {"entity": entity, "month": month, "close": close}
            if close is None:
                if month not in missing:
                    missing[month] = missing_in(entity, month)
                line["missing"] = missing[month]
                line["open"] = TimeRows.of(entity, month).exclude(status="approved").count()
                line["is_over"] = month < month_of(today)
            lines.append(line)
    context = {"lines": lines, "may_close": is_finance(request.user), "crumbs": crumbs()}
    return render(request, "billing/months.html", context)


def last_months(today):
    month, found = month_of(today), []
    for _back in range(SHOWN):
        found.append(month)
        month = month_of(month - month.resolution)
    return found


def month_asked(request, pk):
    entity = get_object_or_404(LegalEntity.objects.in_use(), pk=pk)
    given = request.GET.get("month") or request.POST.get("month") or ""
    try:
        month = parse_date(given)
    except ValueError:
        month = None
    if month is None:
        raise Http404
    return entity, month_of(month)


class Months:
    """Where the dialog leads back to."""

    @staticmethod
    def get_absolute_url():
        return reverse("billing:months")


@login_required
@require_http_methods(ASKED)
def close_month(request, pk):
    demand_closer(request.user)
    demand_finance(request.user)
    entity, month = month_asked(request, pk)
    act = {"by": request.user, "at": timezone.now()}
    return ask(
        request,
        Months,
        CloseMonthForm(sent(request)),
        lambda chosen: MonthClose.objects.close(entity, month, **act, **chosen),
        title=_("Close %(month)s of %(name)s")
        % {"month": month.strftime("%m/%Y"), "name": entity.name},
        button=_("Close the month"),
        done=_("Closed: its hours stand."),
        note=_("Hours of this month can then only be corrected by reversing them."),
    )


@login_required
@require_POST
def remind_of_hours(request, pk):
    demand_closer(request.user)
    entity, month = month_asked(request, pk)
    count = MonthClose.objects.remind(entity, month, request.user, timezone.now())
    text = ngettext("%(count)d person reminded.", "%(count)d people reminded.", count)
    return done(request, text % {"count": count}, to="billing:months")
