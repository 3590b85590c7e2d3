"""The matrix of limits, for the whole agency and for one client."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import sees_money
from accounts.models.rank import Rank
from accounts.views.client_page import client_for, done, filled_in, sent
from accounts.views.client_page import show as show_client
from billing.forms.limits import LimitsForm
from billing.models import RANKS, ApprovalLimit, Limited, can_set_limits
from billing.views.companies import act
from billing.views.ground_page import demand_money, show

SHORT = {
    Rank.AE: gettext_lazy("AE"),
    Rank.SENIOR_AE: gettext_lazy("Senior AE"),
    Rank.AM: gettext_lazy("AM"),
    Rank.SENIOR_AM: gettext_lazy("Senior AM"),
    Rank.SUPERVISOR: gettext_lazy("Supervisor"),
    Rank.AD: gettext_lazy("AD"),
    Rank.GAD: gettext_lazy("GAD"),
    Rank.CSD: gettext_lazy("CSD"),
}


@login_required
def approval_limits(request):
    """Who may approve how much: everybody concerned reads it, the CSD changes it."""
    demand_money(request.user)
    if request.method == "POST":
        ApprovalLimit.objects.demand_keeping(request.user)
    usual = by_pair(ApprovalLimit.objects.agencys())
    form = LimitsForm(sent(request), limits=usual)
    if filled_in(request, form, ApprovalLimit.objects.set, **act(request)):
        return done(request, _("The limits hold from now on."), to="billing:approval-limits")
    page = matrix(request.user, form, usual)
    return show(request, "approval_limits", "approval-limits", form=form, **page)


@login_required
def client_limits(request, pk):
    """What may be approved for one client, where it differs from the rest."""
    client = client_for(request.user, pk)
    if not sees_money(request.user):
        raise Http404
    if request.method == "POST":
        ApprovalLimit.objects.demand_keeping(request.user)
    usual = by_pair(ApprovalLimit.objects.agencys())
    own = by_pair(client.approval_limits.all())
    form = LimitsForm(sent(request), limits=own, usual=usual)
    keep = {"client": client, **act(request)}
    if filled_in(request, form, ApprovalLimit.objects.set, **keep):
        return done(request, _("The limits hold from now on."), to=request.path)
    page = matrix(request.user, form, usual | own)
    answer = show_client(
        request,
        client,
        "billing",
        template="billing/client_limits.html",
        form=form,
        own_count=len(own),
        **page,
    )
    answer.status_code = form.status
    return answer


def by_pair(limits):
    return {(row.document, row.rank): row for row in limits}


def matrix(user, form, holding):
    """The heads, and either the fields or what holds."""
    words = [
        (kind.label, [(SHORT[rank], holding.get((kind, rank))) for rank in RANKS])
        for kind in Limited
    ]
    return {
        "ranks": [SHORT[rank] for rank in RANKS],
        "can_set": can_set_limits(user),
        "words": words,
    }
