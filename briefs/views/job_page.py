"""What all pages of one job have in common: who may see them, head, tabs, questions."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Client, Function
from agency.lib.refusal import Refused
from briefs.models import BriefVersion, Job
from briefs.views.job_acts import acts_of

DIALOG, PAGE = "components/dialog.html", "briefs/job_ask.html"


def job_for(user, pk, **facts):
    """The job of a page: its name and timing may be seen; `is_open` tells whether its work may."""
    job = get_object_or_404(jobs_for_page(user), pk=pk, **facts)
    know(job, user)
    return job


def open_job_for(user, pk):
    """The job of a page about its work; whoever sees the name alone finds nothing here."""
    return job_for(user, pk, is_open=True)


def jobs_for_page(user):
    mine = Client.objects.filter(pk=OuterRef("client")).with_standing(user).values("standing")
    reads = Client.objects.open_to(user).filter(pk=OuterRef("client"))
    versions = BriefVersion.objects.filter(brief__job=OuterRef("pk"))
    jobs = Job.objects.visible_to(user).annotate(
        is_open=Exists(reads),
        is_for_traffic=Value(user.function == Function.TRAFFIC),
        standing=mine[:1],
        has_binding_brief=Exists(versions.binding()),
    )
    return jobs.select_related(
        "client__office", "brand", "owner", "opened_by", "checked_by", "traffic", "job_type"
    )


def show(request, job, page, *, status=200, **context):
    """One page of a job: its head, its tabs, and what the page itself is about."""
    know(job, request.user)
    first, further = acts_of(job, request.user)
    head = {
        "job": job,
        "crumbs": crumbs(job),
        "tabs": tabs(job, page),
        "first_act": first,
        "menu": further,
    }
    return render(request, f"briefs/job_{page}.html", head | context, status=status)


def know(job, user):
    """Tell the client of a job where this person stands, so that no question asks again."""
    job.client.standing, job.client.standing_of = job.standing or 0, user.pk


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
    if job.is_open:
        pages.append(("briefs", "briefs:job-briefs", _("Briefs")))
    if job.is_open or job.is_for_traffic:
        pages.append(("timing", "briefs:timing", _("Timing")))
    if job.is_open:
        pages += [
            ("work", "briefs:job-work", _("Work")),
            ("reviews", "briefs:job-reviews", _("Reviews")),
            ("files", "briefs:job-files", _("Files")),
            ("results", "briefs:job-results", _("Results")),
            ("closing", "briefs:job-closing", _("Closing")),
        ]
    return [
        {"label": label, "url": reverse(name, args=[job.pk]), "current": page == current}
        for page, name, label in pages
    ]


def ask(request, record, form, act, *, title, button, done="", **words):
    """Show `form` until `act` takes what it holds; a refusal of `act` stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            if done:
                messages.success(request, done)
            return leave(request, record.get_absolute_url())
    context = {"record": record, "form": form, "title": title, "button": button, **words}
    context["body"] = "briefs/_job_ask.html"
    template = DIALOG if request.htmx else PAGE
    return render(request, template, context, status=form.status)


def leave(request, url):
    """Go to another page, out of a dialog as well."""
    if not request.htmx:
        return redirect(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer
