"""A brief on paper and beside itself: the preview of its print, and two versions compared."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.access import sees_money
from accounts.forms.fields import key_of
from briefs.comparison import compare
from briefs.documents import brief_paper
from briefs.models import BriefVersion
from briefs.models.expectation_sheet import make_expectation_sheet
from briefs.views.briefings import crumbs
from briefs.views.job_page import open_job_for

WITH = ("brief__client__office", "brief__brand", "brief__job", "brief__author", "made_by")


def versions_of(user, pk):
    """All versions of a brief this person may see, newest first; for a stranger there is none."""
    rows = BriefVersion.objects.visible_to(user).filter(brief=pk).select_related(*WITH)
    versions = list(rows.order_by("-number"))
    if not versions:
        raise Http404
    return versions


def one_of(versions, number, otherwise):
    return next((version for version in versions if version.number == number), otherwise)


@login_required
@require_safe
@xframe_options_sameorigin
def brief_preview(request, pk, number):
    """A version as it would be printed now, on the screen; `?for=house` with what is internal."""
    version = one_of(versions_of(request.user, pk), number, None)
    if version is None:
        raise Http404
    for_client = {"house": False, "client": True}.get(request.GET.get("for"))
    paper = brief_paper(
        version, timezone.now(), for_client=for_client, money=sees_money(request.user)
    )
    return render(request, "pdf/brief.html", {**paper, "preview": True, "seal": ""})


@login_required
@require_safe
def compare_brief(request, pk):
    """Two versions side by side: the two newest, or any pair that `?old=1&new=3` names."""
    versions = versions_of(request.user, pk)
    new = one_of(versions, key_of(request.GET.get("new", "")), versions[0])
    before = [version for version in versions if version.number < new.number]
    old = one_of(versions, key_of(request.GET.get("old", "")), before[0] if before else new)
    if old.number > new.number:
        old, new = new, old
    brief = new.brief
    between = [v for v in reversed(versions) if old.number < v.number <= new.number]
    context = {
        "brief": brief,
        "old": old,
        "new": new,
        "versions": versions,
        "table": brief.shape.table,
        "crumbs": crumbs(brief, _("Compare versions")),
        "between": [version for version in between if version.changes],
        "comparison": compare(old, new, money=sees_money(request.user)),
        "only_changed": request.GET.get("all") != "on",
    }
    return render(request, "briefs/brief_comparison.html", context)


@login_required
@require_POST
def make_expectation(request, pk):
    """One click at kick-off: the job's expectation sheet, prefilled and open to be written."""
    job = open_job_for(request.user, pk)
    brief = make_expectation_sheet(job, by=request.user, at=timezone.now())
    if brief.latest.is_open:
        return redirect("briefs:brief-draft", pk=brief.pk)
    return redirect(brief)
