"""What all pages of one job have in common: who may see them, their head, their tabs."""

from django.db.models import Exists, OuterRef, Value
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Client, Function
from briefs.models import Job


def job_for(user, pk):
    """The job of a page: its name and timing may be seen; `is_open` tells whether its work may."""
    return get_object_or_404(jobs_for_page(user), pk=pk)


def open_job_for(user, pk):
    """The job of a page about its work; whoever sees the name alone finds nothing here."""
    return get_object_or_404(jobs_for_page(user), pk=pk, is_open=True)


def jobs_for_page(user):
    reads = Client.objects.open_to(user).filter(pk=OuterRef("client"))
    jobs = Job.objects.visible_to(user).annotate(
        is_open=Exists(reads), is_for_traffic=Value(user.function == Function.TRAFFIC)
    )
    return jobs.select_related("client__office", "brand", "owner", "opened_by")


def show(request, job, page, *, status=200, **context):
    """One page of a job: its head, its tabs, and what the page itself is about."""
    head = {
        "job": job,
        "crumbs": crumbs(job),
        "tabs": tabs(job, page),
        "can_edit": job.can_edit(request.user),
    }
    return render(request, f"briefs/job_{page}.html", head | context, status=status)


def crumbs(job, *further):
    back = f"{reverse('briefs:jobs')}?client={job.client_id}"
    return [
        (_("Clients"), reverse("accounts:clients")),
        (job.client.name, job.client.get_absolute_url()),
        (_("Jobs"), back),
        (job.number, job.get_absolute_url() if further else ""),
        *further,
    ]


def tabs(job, current):
    """The pages of a job; those about its work only for whoever may read it."""
    pages = [("page", "briefs:job", _("Overview"))]
    if job.is_open or job.is_for_traffic:
        pages.append(("timing", "briefs:timing", _("Timing")))
    if job.is_open:
        pages += [
            ("results", "briefs:job-results", _("Results")),
            ("briefs", "briefs:job-briefs", _("Briefs")),
            ("files", "briefs:job-files", _("Files")),
            ("reviews", "briefs:job-reviews", _("Reviews")),
        ]
    return [
        {"label": label, "url": reverse(name, args=[job.pk]), "current": page == current}
        for page, name, label in pages
    ]
