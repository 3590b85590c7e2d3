"""Deliverables: asked for, delivered round by round, accepted or rejected with reasons."""

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Rung
from briefs.forms.work import AcceptForm, DeliverableForm, DeliverForm, ReasonForm, RejectForm
from briefs.models import Deliverable
from briefs.views.instructions import departments_of
from briefs.views.job_page import open_job_for
from briefs.views.job_work import ASKED, ask_for, fetched, typed


@login_required
@require_http_methods(ASKED)
def ask_for_deliverable(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, at)
    return ask_for(
        request,
        job,
        DeliverableForm(*typed(request), departments=departments_of(job.client, at)),
        lambda chosen: Deliverable.objects.ask(job, by=request.user, at=at, **chosen),
        title=_("Ask for a deliverable"),
        button=_("Ask for it"),
        done=_("The department has been told."),
    )


@login_required
@require_http_methods(ASKED)
def deliver(request, pk):
    row, at = fetched(Deliverable.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        DeliverForm(*typed(request)),
        lambda chosen: row.deliver(request.user, at=at, **chosen),
        title=_("Deliver, round %(round)d") % {"round": row.round},
        button=_("Deliver"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def accept_deliverable(request, pk):
    row, at = fetched(Deliverable.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        AcceptForm(*typed(request)),
        lambda chosen: row.accept(request.user, chosen["reason"], at),
        title=_("Accept it"),
        button=_("Accept"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def reject_deliverable(request, pk):
    row, at = fetched(Deliverable.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        RejectForm(*typed(request)),
        lambda chosen: row.reject(request.user, at=at, **chosen),
        title=_("Reject it"),
        button=_("Reject"),
        danger=True,
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def drop_deliverable(request, pk):
    row, at = fetched(Deliverable.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        ReasonForm(*typed(request)),
        lambda chosen: row.drop(request.user, chosen["reason"], at),
        title=_("It is not needed any more"),
        button=_("Drop it"),
        danger=True,
        note=row.title,
    )
