"""One job: opened, read, changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms.fields import key_of
from accounts.models import Client, Function, Question, Rung, User
from accounts.views.client_page import filled_in, sent
from briefs.forms.jobs import ClientOfJobForm, JobChangesForm, JobOpeningForm
from briefs.models import Brief, Job, JobRequest, JobType, Milestone
from briefs.models.job_states import Status
from briefs.views.job_page import job_for, show

SHOWN = 10


@login_required
@require_safe
def job(request, pk):
    """What the work is, where it stands, what comes next; as much of it as this person may read."""
    user, job = request.user, job_for(request.user, pk)
    today = timezone.localdate()
    shows_timing = user.function != Function.FINANCE
    work = work_of(job, user) if job.is_open else {}
    stages = list(job.stages.all()) if shows_timing else []
    return show(
        request,
        job,
        "page",
        **work,
        shows_timing=shows_timing,
        late=job.is_late(today),
        stages=stages,
        milestone=next_milestone(job, user) if shows_timing else None,
        today=today,
        here=next((stage for stage in stages if stage.is_current), None),
        can_go_back=any(stage.left_at for stage in stages),
        sees_money=job.can_see_money(user),
        sees_costs=user.function == Function.FINANCE or (job.standing or 0) >= Rung.AE,
    )


def work_of(job, user):
    return {
        "asked": JobRequest.objects.filter(job=job).select_related("contact").first(),
        "can_check": job.checked_at is None and not job.has_ended and job.can_rank(user),
        "can_move_stage": job.can_move_stage(user),
        "next": next_lines(job),
        "questions": questions_of(job),
    }


def next_milestone(job, user):
    """What is to be reached first on this job, if a day was set for it."""
    rows = Milestone.objects.visible_to(user).open().filter(job=job, planned_end__isnull=False)
    return rows.order_by("planned_end", "position").first()


def questions_of(job):
    """What was asked about its briefs and has no answer yet, the oldest target first."""
    of_briefs = {
        "about_type": ContentType.objects.get_for_model(Brief),
        "about_id__in": Brief.objects.filter(job=job).values("pk"),
    }
    rows = Question.objects.filter(**of_briefs).unanswered().select_related("assignee")
    return rows.order_by("target_on", "pk")[:SHOWN]


def next_lines(job):
    """What stands before this job now, a line each with where it is done."""
    sentences = {
        Status.OPENED: (_("A brief is written and approved"), ""),
        Status.BRIEFED: (_("The estimate goes to the client"), _("before the work begins"))
        if job.is_billable
        else (_("The work begins"), ""),
        Status.ESTIMATE_PENDING: (_("The client approves the estimate"), _("then the job is live")),
        Status.LIVE: (_("The work is delivered"), ""),
        Status.DELIVERED: (_("The job is closed"), _("see what stands against it")),
        Status.ON_HOLD: (_("It goes on when it is resumed"), ""),
    }
    if job.status not in sentences:
        return []
    text, note = sentences[job.status]
    is_closing = job.status == Status.DELIVERED
    url = reverse("briefs:job-closing", args=[job.pk]) if is_closing else ""
    return [{"text": text, "note": note, "url": url}]


@login_required
def open_job(request):
    """Two steps without script: for whom, then what; the second has the first in its address."""
    user, now = request.user, timezone.now()
    clients = Client.objects.served_by(user, Rung.AE).exclude(status=Client.Status.CLOSED)
    if not (pk := request.GET.get("client")):
        return choose_client(request, clients, title=_("Open a job"))
    client = get_object_or_404(Client.objects.open_to(user).with_standing(user), pk=key_of(pk))
    client.demand(user, Rung.AE, now)
    start = {"owner": user.pk, "brand": request.GET.get("brand"), "is_billable": True}
    form = JobOpeningForm(sent(request), initial=start, **choices_for(client, now))
    if filled_in(request, form, Job.objects.open_job, client=client, by=user, at=now):
        messages.success(request, _("%s is open.") % form.made.number)
        return redirect(form.made)
    page = {"form": form, "client": client, "title": _("Open a job for %s") % client.name}
    page |= {"yes": _("Open the job"), "back": client.get_absolute_url()}
    return render(request, "briefs/job_form.html", page, status=form.status)


def choices_for(client, at, job=None):
    """What a form about one of the client's jobs offers, and what the job has already."""
    brands = client.brands.filter(is_active=True)
    owners = User.objects.at_work().filter(
        serves__in=client.team.on(client.local_date(at)).on_the_ladder()
    )
    traffic = User.objects.at_work().filter(function=Function.TRAFFIC)
    types = JobType.objects.offered()
    if job is not None:
        brands = brands | client.brands.filter(pk=job.brand_id)
        traffic = traffic | User.objects.filter(pk=job.traffic_id)
        owners = owners | User.objects.filter(pk=job.owner_id)
        types = types | JobType.objects.filter(pk=job.job_type_id)
    people = {"owners": owners.distinct(), "traffic": traffic}
    return {"client": client, "brands": brands, "types": types, **people}


def choose_client(request, clients, title):
    form = ClientOfJobForm(request.GET if "client" in request.GET else None, clients=clients)
    form.is_valid()
    page = {"form": form, "title": title, "is_choice": True, "yes": _("Continue")}
    page |= {"back": reverse("briefs:jobs")}
    return render(request, "briefs/job_form.html", page, status=form.status)


@login_required
def edit_job(request, pk):
    job, now = job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, now)
    start, choices = JobChangesForm.facts_of(job), choices_for(job.client, now, job)
    form = JobChangesForm(sent(request), initial=start, **choices)
    if filled_in(request, form, job.edit, by=request.user, at=now):
        messages.success(request, _("Changed."))
        return redirect(job)
    page = {"form": form, "client": job.client, "title": _("Change %s") % job.number}
    page |= {"yes": _("Save"), "back": job.get_absolute_url()}
    return render(request, "briefs/job_form.html", page, status=form.status)
