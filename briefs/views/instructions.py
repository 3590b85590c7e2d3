"""Instructions to a department: given, acknowledged, sent back, done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Function, Rung
from accounts.views.dialogs import place_before
from briefs.departments import DEPARTMENTS
from briefs.forms.work import FinishForm, GiveAgainForm, ReasonForm, SendBackForm, WorkForm
from briefs.models import Instruction
from briefs.views.job_page import open_job_for
from briefs.views.job_work import ASKED, ask_for, fetched, typed


@login_required
@require_http_methods(ASKED)
def give_instruction(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AE, at)
    return ask_for(
        request,
        job,
        WorkForm(*typed(request), departments=departments_of(job.client, at)),
        lambda chosen: Instruction.objects.give(job, by=request.user, at=at, **chosen),
        title=_("Instruct a department"),
        button=_("Give the instruction"),
        done=_("The department has been told."),
    )


def departments_of(client, at):
    """The departments of which somebody is on the client's team."""
    there = set(
        client.team.on(client.local_date(at))
        .filter(person__is_active=True)
        .values_list("person__function", flat=True)
    )
    return [Function(one).value for one in DEPARTMENTS if one in there]


@login_required
@require_POST
def acknowledge_instruction(request, pk):
    row = fetched(Instruction.objects, request, pk)
    row.acknowledge(request.user, timezone.now())
    messages.success(request, _("Acknowledged."))
    return redirect(place_before(request, row.get_absolute_url()))


@login_required
@require_http_methods(ASKED)
def finish_instruction(request, pk):
    row, at = fetched(Instruction.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        FinishForm(*typed(request)),
        lambda chosen: row.finish(request.user, at=at, **chosen),
        title=_("It is done"),
        button=_("Done"),
        done=_("Done, and those who asked for it know."),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def send_instruction_back(request, pk):
    row, at = fetched(Instruction.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        SendBackForm(*typed(request)),
        lambda chosen: row.send_back(request.user, chosen["reason"], at),
        title=_("Send it back"),
        button=_("Send back"),
        note=row.title,
    )


@login_required
@require_http_methods(ASKED)
def give_instruction_again(request, pk):
    row, at = fetched(Instruction.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        GiveAgainForm(*typed(request), initial={"due_on": row.due_on}),
        lambda chosen: row.give_again(request.user, at=at, **chosen),
        title=_("Answer, and give it again"),
        button=_("Give it again"),
        note=row.return_reason or row.title,
    )


@login_required
@require_http_methods(ASKED)
def withdraw_instruction(request, pk):
    row, at = fetched(Instruction.objects, request, pk), timezone.now()
    return ask_for(
        request,
        row,
        ReasonForm(*typed(request)),
        lambda chosen: row.withdraw(request.user, chosen["reason"], at),
        title=_("It need not be done"),
        button=_("Withdraw the instruction"),
        danger=True,
        note=row.title,
    )
