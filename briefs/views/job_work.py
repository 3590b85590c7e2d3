"""What a job asks of others: instructions, materials of the client, deliverables."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model, Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Attachment, Rung
from accounts.views.dialogs import DIALOG, PAGE, go
from agency.lib.refusal import Refused
from briefs.models import Deliverable, Delivery, Instruction, MaterialRequest
from briefs.views.job_page import open_job_for, show

ASKED = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def job_work(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    standing = job.client.rung_for(request.user)
    serves = Attachment.objects.can_attach(job.client, request.user)
    instructions = list(Instruction.objects.filter(job=job).on_page())
    materials = list(MaterialRequest.objects.filter(job=job).on_page())
    rounds = Prefetch("deliveries", Delivery.objects.select_related("delivered_by", "decided_by"))
    deliverables = list(Deliverable.objects.filter(job=job).on_page().prefetch_related(rounds))
    rounds = [one for row in deliverables for one in row.deliveries.all()]
    Attachment.objects.put_beside([*instructions, *materials, *deliverables, *rounds])
    for row in [*instructions, *deliverables]:
        row.is_mine = serves and row.department == request.user.function
    for row in [*instructions, *materials, *deliverables]:
        row.is_late_now = row.is_late(at)
    for row in instructions:
        row.is_unheard_now = row.is_unheard(at)
    for row in materials:
        row.may_remind = row.can_be_reminded(at)
        row.menu_id = f"material-{row.pk}-menu"
        row.menu_label = _("More on %s") % row
        row.acts = material_acts(row)
    return show(
        request,
        job,
        "work",
        instructions=instructions,
        materials=materials,
        deliverables=deliverables,
        may_ask=standing >= Rung.AE and not job.closed_at,
        may_collect=standing >= Rung.AAE,
        may_attach=serves,
        at=at,
    )


def material_acts(row):
    """What the "…" of a material offers."""
    asked = [
        (_("Partly received…"), "briefs:receive-part-of-material", "package"),
        (_("Move the day…"), "briefs:move-material", "calendar-clock"),
        (_("Not needed…"), "briefs:drop-material", "x"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[row.pk]), "icon": icon, "dialog": True}
        for label, name, icon in asked
    ]


def fetched(rows, request, pk):
    return get_object_or_404(rows.visible_to(request.user).on_page(), pk=pk)


def typed(request):
    """What a form was sent with, files and all."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def ask_for(request, record, form, act, *, done="", **words):
    """One act on a record, asked in a dialog or on a page of its own; leads to what it made."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            if done:
                messages.success(request, done)
            url = (made if isinstance(made, Model) else record).get_absolute_url()
            # A page that is left for a place on itself would not be drawn anew.
            return go(request, url.partition("#")[0] if request.htmx else url)
    context = {"record": record, "form": form, "body": "briefs/_work_form.html", **words}
    return render(request, DIALOG if request.htmx else PAGE, context, status=form.status)
