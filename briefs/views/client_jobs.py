"""A client's page of its jobs, and where new work for it begins."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Function
from accounts.views.client_page import client_for, show
from briefs.models import Brief, Job
from briefs.views.briefs import with_versions

PAGE = 50
NEWEST = 10


@login_required
@require_safe
def client_jobs(request, pk):
    """Open jobs first, in the order the work is to be done; whoever sees the name sees these."""
    user, client = request.user, client_for(request.user, pk)
    jobs = Job.objects.visible_to(user).filter(client=client)
    jobs = jobs.select_related("client", "brand", "owner", "job_type")
    order = (F("closed_at").desc(nulls_first=True), "priority", "pk")
    page = Paginator(jobs.order_by(*order), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for job in page.object_list:
        job.late = job.is_late(today)
    return show(
        request,
        client,
        "jobs",
        template="briefs/client_jobs.html",
        jobs=page,
        briefs=above_all_jobs(client),
        shows_timing=user.function != Function.FINANCE,
    )


def above_all_jobs(client):
    """Strategies and plans that belong to no one job."""
    if not client.is_open:
        return []
    rows = Brief.objects.filter(client=client, job=None).select_related("author", "latest")
    return with_versions(rows[:NEWEST])
