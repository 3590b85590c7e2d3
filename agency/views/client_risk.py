from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Client
from agency import risk
from agency.board import account_of


@login_required
@require_GET
def client_risk(request, pk):
    """How one account stands, for its page: band, score, line and why."""
    at = timezone.now()
    rows = risk.with_facts(Client.objects.open_to(request.user), at)
    account = account_of(get_object_or_404(rows, pk=pk), at)
    template = "agency/_client_risk.html" if request.htmx else "agency/client_risk.html"
    return render(request, template, {"account": account})
