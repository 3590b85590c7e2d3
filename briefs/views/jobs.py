from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms.fields import key_of
from accounts.models import Client, Rung, User
from accounts.views.client_page import filled_in, sent
from briefs.forms.jobs import ClientOfJobForm, JobFilter, JobForm, JobOpeningForm
from briefs.models import Job, JobType
from briefs.views.job_page import job_for, show

PAGE = 50


@login_required
@require_safe
def jobs(request):
    user = request.user
    choice = JobFilter(request.GET, Client.objects.visible_to(user))
    seen = Job.objects.visible_to(user).select_related("client", "brand", "owner")
    page = Paginator(choice.narrow(seen, user), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "briefs/job_list.html",
        {"page": page, "filter": choice, "views": views(request), "can_open": user.rung},
    )


def views(request):
    url, mine = reverse("briefs:jobs"), bool(request.GET.get("mine"))
    return [
        {"label": _("All"), "url": url, "current": not mine},
        {"label": _("Mine"), "url": f"{url}?mine=on", "current": mine},
    ]


@login_required
@require_safe
def job(request, pk):
    return show(request, job_for(request.user, pk), "page")


@login_required
def open_job(request):
    """Two steps without script: for whom, then what; the second has the first in its address."""
    user, now = request.user, timezone.now()
    clients = Client.objects.served_by(user, Rung.AE).exclude(status=Client.Status.CLOSED)
    if not (pk := request.GET.get("client")):
        return choose_client(request, clients)
    client = get_object_or_404(Client.objects.open_to(user).with_standing(user), pk=key_of(pk))
    client.demand(user, Rung.AE, now)
    start = {"owner": user.pk, "brand": request.GET.get("brand"), "is_billable": True}
    form = JobOpeningForm(sent(request), initial=start, **choices_for(client, now))
    if filled_in(request, form, Job.objects.open_job, client=client, by=user, at=now):
        messages.success(request, _("%s is open.") % form.made.number)
        return redirect(form.made)
    page = {"form": form, "client": client, "title": _("Open a job for %s") % client.name}
    return render(request, "briefs/job_form.html", page, status=form.status)


def choices_for(client, at, job=None):
    """What a form about one of the client's jobs offers."""
    owners = User.objects.at_work().filter(
        serves__in=client.team.on(client.local_date(at)).on_the_ladder()
    )
    types = JobType.objects.offered()
    if job is not None:
        owners = owners | User.objects.filter(pk=job.owner_id)
        types = types | JobType.objects.filter(pk=job.job_type_id)
    return {"client": client, "owners": owners.distinct(), "types": types}


def choose_client(request, clients):
    form = ClientOfJobForm(request.GET if "client" in request.GET else None, clients=clients)
    form.is_valid()
    page = {"form": form, "title": _("Open a job"), "is_choice": True}
    return render(request, "briefs/job_form.html", page, status=form.status)


@login_required
def edit_job(request, pk):
    job, now = job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, now)
    start, choices = JobForm.facts_of(job), choices_for(job.client, now, job)
    form = JobForm(sent(request), initial=start, **choices)
    if filled_in(request, form, job.edit, by=request.user, at=now):
        messages.success(request, _("Changed."))
        return redirect(job)
    page = {"form": form, "client": job.client, "job": job, "title": _("Change %s") % job.number}
    return render(request, "briefs/job_form.html", page, status=form.status)
