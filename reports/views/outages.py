"""Late reports as the administration sees them, to mark those that an outage explains."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.settings import links
from reports.models import Obligation

SHOWN_FOR = timedelta(days=30)
MOST = 200


@login_required
@require_safe
def outages(request):
    """When a report was due, when it went out and who owed it; never whose or about what."""
    request.user.demand_settings()
    at = timezone.now()
    debts = Obligation.objects.late(at).filter(due_at__gt=at - SHOWN_FOR)
    debts = debts.select_related("owner", "client__office").order_by("-due_at", "-pk")[:MOST]
    page = {
        "debts": debts,
        "days": SHOWN_FOR.days,
        "can_flag": Obligation.can_flag_system_fault(request.user),
        "links": links("outages"),
    }
    return render(request, "reports/outages.html", page)


@login_required
@require_POST
def flag_system_fault(request, pk):
    request.user.demand_settings()
    debt = get_object_or_404(Obligation.objects.late(timezone.now()), pk=pk)
    is_fault = request.POST.get("fault") == "1"
    debt.flag_system_fault(request.user, is_fault=is_fault)
    messages.success(request, _("Noted: the system was down.") if is_fault else _("Taken back."))
    return redirect("reports:outages")
