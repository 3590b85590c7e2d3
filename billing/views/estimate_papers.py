"""An estimate on paper and beside itself: preview, the PDF as approved, two versions compared."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.forms.fields import key_of
from accounts.models import DocumentView
from accounts.views.papers import served
from billing.comparing import compare
from billing.estimate_documents import estimate_paper
from billing.views.estimate_page import crumbs, estimate_for, paper_of, version_of


@login_required
@require_safe
@xframe_options_sameorigin
def estimate_preview(request, pk, number):
    """A version as the client would get it now, on the screen."""
    version = version_of(estimate_for(request.user, pk), number)
    paper = estimate_paper(version, timezone.now())
    return render(request, "pdf/estimate.html", {**paper, "preview": True, "seal": ""})


@login_required
@require_safe
def estimate_pdf(request, pk, number):
    """The PDF as it was printed when the house had approved it; before, the preview."""
    found = estimate_for(request.user, pk)
    version = version_of(found, number)
    paper = paper_of(version)
    if paper is None or not paper.printed_at:
        return redirect("billing:estimate-preview", pk=pk, number=number)
    DocumentView.objects.note(request.user, found.client, paper, str(paper), timezone.now())
    return served(paper)


@login_required
@require_safe
def compare_estimate(request, pk):
    """Two versions side by side: the two newest, or any pair that `?old=1&new=3` names."""
    found = estimate_for(request.user, pk)
    versions = list(found.versions.order_by("-number"))
    for version in versions:
        version.estimate = found
    by_number = {version.number: version for version in versions}
    new = by_number.get(key_of(request.GET.get("new", "")), versions[0])
    earlier = by_number.get(new.number - 1, new)
    old = by_number.get(key_of(request.GET.get("old", "")), earlier)
    if old.number > new.number:
        old, new = new, old
    context = {
        "estimate": found,
        "old": old,
        "new": new,
        "versions": versions,
        "crumbs": crumbs(found, (_("Compare versions"), "")),
        "sees_cost": found.can_see_cost(request.user),
        "comparison": compare(old, new, cost=found.can_see_cost(request.user)),
        "difference": new.net - old.net,
    }
    return render(request, "billing/estimate_comparison.html", context)
