"""The kinds of work, as directors keep them: stages, timing, channels."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.client_page import done, filled_in, sent
from briefs.forms.job_types import JobTypeForm
from briefs.models import JobType
from briefs.models.job_states import ENDED


@login_required
@require_safe
def job_types(request):
    JobType.objects.demand_keeping(request.user)
    open_ones = Count("jobs", filter=~Q(jobs__status__in=ENDED))
    page = {"types": JobType.objects.annotate(count=open_ones), "crumbs": crumbs()}
    return render(request, "briefs/job_types.html", page)


def crumbs(*further):
    types = reverse("briefs:job-types") if further else ""
    return [(_("Jobs"), reverse("briefs:jobs")), (_("Job types"), types), *further]


@login_required
def add_job_type(request):
    JobType.objects.demand_keeping(request.user)
    form = JobTypeForm(sent(request))
    if filled_in(request, form, JobType.objects.add, by=request.user, at=timezone.now()):
        return done(request, _("Added."), to=form.made)
    return page_of(request, form, title=_("New job type"), yes=_("Add"))


@login_required
def job_type(request, pk):
    """What a type brings to a job, and what may be changed about it."""
    JobType.objects.demand_keeping(request.user)
    kind = get_object_or_404(JobType, pk=pk)
    form = JobTypeForm(sent(request), kind=kind)
    if filled_in(request, form, kind.change, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=kind)
    return page_of(request, form, title=kind.name, yes=_("Save"), kind=kind)


def page_of(request, form, **context):
    context |= {"form": form, "crumbs": crumbs((context["title"], ""))}
    return render(request, "briefs/job_type.html", context, status=form.status)


@login_required
@require_POST
def retire_job_type(request, pk):
    """No longer offered; a second click, on what the page then shows, offers it again."""
    JobType.objects.demand_keeping(request.user)
    kind = get_object_or_404(JobType, pk=pk)
    kind.retire(request.user, timezone.now())
    return done(request, _("No longer offered for new jobs."), to=kind)


@login_required
@require_POST
def bring_job_type_back(request, pk):
    JobType.objects.demand_keeping(request.user)
    kind = get_object_or_404(JobType, pk=pk)
    kind.bring_back(request.user, timezone.now())
    return done(request, _("Offered again."), to=kind)
