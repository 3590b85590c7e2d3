"""What the client must give: asked for, reminded of, received."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Rung
from accounts.views.dialogs import place_before
from briefs.forms.work import (
    MaterialForm,
    MissingForm,
    MoveForm,
    ReasonForm,
    ReceiveForm,
    UnusableForm,
)
from briefs.models import MaterialRequest
from briefs.views.job_page import open_job_for
from briefs.views.job_work import ASKED, ask_for, fetched, typed


@login_required
@require_http_methods(ASKED)
def ask_for_material(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AAE, at)
    contacts = job.client.contacts.on(job.client.local_date(at))
    form = MaterialForm(
        *typed(request)[:1], contacts=contacts, stages=job.stages.filter(left_at=None)
    )
    return ask_for(
        request,
        job,
        form,
        lambda chosen: MaterialRequest.objects.ask(job, by=request.user, at=at, **chosen),
        title=_("Ask the client for something"),
        button=_("Put it on the list"),
    )


@login_required
@require_http_methods(ASKED)
def receive_material(request, pk):
    row, at = fetched(MaterialRequest.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        ReceiveForm(*typed(request)),
        lambda chosen: row.receive(request.user, at, chosen["files"]),
        title=_("All of it is there"),
        button=_("Received"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def receive_part_of_material(request, pk):
    row, at = fetched(MaterialRequest.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        MissingForm(*typed(request), initial={"missing": row.missing}),
        lambda chosen: row.receive_part(request.user, at=at, **chosen),
        title=_("Some of it is there"),
        button=_("Partly received"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def reopen_material(request, pk):
    row, at = fetched(MaterialRequest.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        UnusableForm(*typed(request)),
        lambda chosen: row.reopen(request.user, chosen["missing"], at),
        title=_("It is not there after all"),
        button=_("Ask for it again"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def move_material(request, pk):
    row, at = fetched(MaterialRequest.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        MoveForm(*typed(request), initial={"due_on": row.due_on}),
        lambda chosen: row.move(request.user, chosen["due_on"], at),
        title=_("Move the day"),
        button=_("Move"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def drop_material(request, pk):
    row, at = fetched(MaterialRequest.objects, request, pk), timezone.now()
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


@login_required
@require_POST
def remind_of_material(request, pk):
    row = fetched(MaterialRequest.objects, request, pk)
    row.remind(request.user, timezone.now())
    messages.success(request, _("%(name)s is reminded.") % {"name": row.contact.name})
    return redirect(place_before(request, row.get_absolute_url()))
