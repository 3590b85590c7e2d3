"""What is done to one job: its state, its stage, its place, its opening checked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agency.lib.link import is_our_page
from agency.lib.refusal import Refused
from briefs.forms.jobs import ReasonForm
from briefs.models.job_states import MOVES
from briefs.views.job_acts import ACTS
from briefs.views.job_page import ask, open_job_for

ASKED = ["GET", "HEAD", "POST"]
WITH_REASON = {verb for verb, act in ACTS.items() if act.asks}


@login_required
@require_http_methods(ASKED)
def move_job(request, pk, verb):
    """One verb of the job's state; those that need a reason ask for it."""
    if verb not in MOVES:
        raise Http404
    job, act, at = open_job_for(request.user, pk), ACTS[verb], timezone.now()
    job.client.demand(request.user, MOVES[verb].rung, at)
    needs_reason = verb in WITH_REASON or (verb == "note_briefed" and not job.has_binding_brief)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=act.asks or _("No brief is approved yet. Why does it begin without one?"),
        needs_reason=needs_reason,
    )

    def do(chosen):
        given = {"reason": chosen["reason"]} if needs_reason else {}
        getattr(job, verb)(by=request.user, at=at, **given)

    return ask(
        request, job, form, do, title=job, button=act.label, done=act.done, danger=act.danger
    )


@login_required
@require_POST
def advance_job(request, pk):
    job = open_job_for(request.user, pk)
    job.advance(request.user, timezone.now())
    return back_to(request, job)


@login_required
@require_http_methods(ASKED)
def send_job_back(request, pk):
    """Back to the stage before, with the reason."""
    job, at = open_job_for(request.user, pk), timezone.now()
    form = ReasonForm(
        request.POST if request.method == "POST" else None, label=_("Why does it go back?")
    )
    return ask(
        request,
        job,
        form,
        lambda chosen: job.go_back(request.user, chosen["reason"], at),
        title=job,
        button=_("Back to the stage before"),
    )


@login_required
@require_POST
def check_opening(request, pk):
    job = open_job_for(request.user, pk)
    job.check_opening(request.user, timezone.now())
    messages.success(request, _("Checked."))
    return back_to(request, job)


@login_required
@require_POST
def rank_job(request, pk):
    """One place up or down among the jobs of its client."""
    job, at = open_job_for(request.user, pk), timezone.now()
    verbs = {"up": job.raise_priority, "down": job.lower_priority}
    if (verb := verbs.get(request.POST.get("to"))) is None:
        raise Refused(_("Up or down?"), status=422)
    verb(request.user, at)
    return back_to(request, job)


def back_to(request, job):
    """Where the click came from, if that is one of our pages."""
    url = request.headers.get("Referer")
    return redirect(url if is_our_page(url, request.get_host()) else job)
