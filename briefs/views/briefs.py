"""Briefs: the list of all one may read, a job's own, and how one begins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms.fields import key_of
from accounts.models import Client, Rung
from accounts.views.client_page import filled_in, form_page, sent
from briefs.forms.briefs import BriefFilter, ClientOfBriefForm, StartForm
from briefs.models import ApprovalChain, Brief, BriefingSession, Job
from briefs.views import job_page
from briefs.views.job_page import open_job_for

PAGE = 50


@login_required
@require_safe
def briefs(request):
    user = request.user
    choice = BriefFilter(request.GET, Client.objects.open_to(user))
    seen = choice.narrow(Brief.objects.visible_to(user), user).on_page()
    page = Paginator(seen, PAGE).get_page(request.GET.get("page"))
    page.object_list = with_versions(page.object_list)
    context = {
        "page": page,
        "filter": choice,
        "views": views(choice),
        "can_start": user.rung,
        "can_change_chains": ApprovalChain.can_change(user),
    }
    return render(request, "briefs/brief_list.html", context)


def with_versions(rows):
    """Briefs whose newest versions know them, so that no row asks for its brief again."""
    rows = list(rows)
    for brief in rows:
        if brief.latest:
            brief.latest.brief = brief
    return rows


def views(choice):
    """The saved views over the list."""
    url, now = reverse("briefs:briefs"), choice.cleaned_data.get("view", "")
    return [
        {"label": label, "url": f"{url}?view={name}" if name else url, "current": name == now}
        for name, label in BriefFilter.VIEWS
    ]


@login_required
@require_safe
def job_briefs(request, pk):
    """The briefs of one job, newest first."""
    job = open_job_for(request.user, pk)
    found = job.briefs.select_related("author", "latest", "client__office")
    can_start = job.client.rung_for(request.user) >= Rung.AE and not job.closed_at
    sessions = BriefingSession.objects.of_job(job).on_page()
    return job_page.show(
        request,
        job,
        "briefs",
        briefs=with_versions(found),
        sessions=sessions,
        can_start=can_start,
        has_sheet=any(brief.kind == Brief.Kind.EXPECTATION for brief in found),
    )


@login_required
def start_brief(request):
    """For whom, unless the address says so; then what kind, and from which job."""
    user, now = request.user, timezone.now()
    job = job_named(request)
    key = job.client_id if job else key_of(request.GET.get("client", ""))
    if not key:
        return choose_client(request)
    client = get_object_or_404(Client.objects.open_to(user).with_standing(user), pk=key)
    client.demand(user, Rung.AE, now)
    form = StartForm(sent(request), client=client, initial=first_guess(request, job))
    if filled_in(request, form, Brief.objects.start, client=client, by=user, at=now):
        messages.success(request, _("Begun. It saves itself while you write."))
        return redirect("briefs:brief-draft", pk=form.made.pk)
    back = reverse("briefs:job-briefs", args=[job.pk]) if job else reverse("briefs:briefs")
    title = _("New brief for %s") % client.name
    return form_page(request, form, title=title, yes=_("Begin"), back=back, client=client)


def job_named(request):
    key = key_of(request.GET.get("job", ""))
    if not key:
        return None
    jobs = Job.objects.filter(client__in=Client.objects.open_to(request.user))
    return get_object_or_404(jobs.select_related("client", "job_type"), pk=key)


def first_guess(request, job):
    asked = request.GET.get("kind", "")
    kind = asked if asked in Brief.Kind.values else usual_kind(job)
    if job is None:
        return {"kind": kind}
    return {"kind": kind, "job": job.pk, "brand": job.brand_id, "title": job.title}


def usual_kind(job):
    """What a job of this type begins with; above all jobs stands a strategy."""
    if job is None:
        return Brief.Kind.STRATEGY
    return (job.job_type and job.job_type.brief_kind) or Brief.Kind.CREATIVE


def choose_client(request):
    clients = Client.objects.served_by(request.user, Rung.AE)
    clients = clients.exclude(status=Client.Status.CLOSED)
    asked = request.GET if "client" in request.GET else None
    form = ClientOfBriefForm(asked, clients=clients)
    form.is_valid()
    page = {"form": form, "title": _("New brief"), "back": reverse("briefs:briefs")}
    return render(request, "briefs/brief_client.html", page, status=form.status)
