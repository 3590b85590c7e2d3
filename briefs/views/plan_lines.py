"""All lines of a client's communication plans, so that any question about money finds its line."""

from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import sees_money
from accounts.views.client_page import open_client_for, show
from agency.lib.refusal import Refused
from briefs.forms.plan_lines import PlanLineFilter
from briefs.lines import amount_of, anchor_of, channel_label, period_of, totals
from briefs.models import Brief, BriefVersion


@login_required
@require_safe
def plan_lines(request, pk):
    client = open_client_for(request.user, pk)
    if not sees_money(request.user):
        raise Refused.rank(_("Sums are not for your department. Ask the client’s AE."))
    choice = PlanLineFilter(request.GET)
    everything = lines_of(client)
    found = choice.narrow(everything)
    return show(
        request,
        client,
        "plan_lines",
        template="briefs/client_plan_lines.html",
        filter=choice,
        rows=[row_of(version, line) for version, line in found],
        totals=totals([line for _version, line in found]),
        has_plans=bool(everything),
    )


def lines_of(client):
    """Each line of every plan of a client that holds, as (version, line), the newest plan first."""
    versions = BriefVersion.objects.binding().filter(
        brief__client=client, brief__kind=Brief.Kind.COMMUNICATION
    )
    versions = versions.select_related("brief__brand", "brief__job").order_by("-approved_at")
    return [(version, line) for version in versions for line in version.lines]


def row_of(version, line):
    starts, ends = period_of(line) or (None, None)
    return {
        "channel": channel_label(line.get("channel", "")),
        "starts": starts,
        "ends": ends,
        "budget_line": line.get("budget_line", ""),
        "reason": line.get("reason", ""),
        "amount": amount_of(line),
        "currency": line.get("currency", ""),
        "plan": version.label,
        "title": version.title,
        "url": f"{version.get_absolute_url()}#{anchor_of(line)}",
    }
