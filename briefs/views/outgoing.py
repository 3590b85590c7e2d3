"""Documents that go to the client: written, approved inside, then sent or handed over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Approval, OutgoingMail, Rung, about
from accounts.views.client_page import open_client_for
from briefs.forms.documents import (
    EditOutgoingForm,
    HandOverForm,
    OutgoingForm,
    RenewOutgoingForm,
    ReturnForm,
    SendForm,
)
from briefs.forms.work import ReasonForm
from briefs.models import OutgoingDocument
from briefs.views.job_page import open_job_for
from briefs.views.job_work import ASKED, ask_for, fetched, typed


@login_required
@require_safe
def outgoing_document(request, pk):
    """What goes, exactly; who has signed, who is asked; to whom it went."""
    document, user = fetched(OutgoingDocument.objects, request, pk), request.user
    steps = list(Approval.objects.of(document).select_related("client", "decided_by", "author"))
    standing = next((step for step in steps if step.is_open), None)
    rung = document.client.rung_for(user)
    page = {
        "document": document,
        "steps": steps,
        "standing": standing,
        "may_decide": standing is not None and standing.can_decide(user),
        "may_write": document.is_editable and (rung >= Rung.AE or user == document.author),
        "may_submit": rung >= Rung.AE,
        "mails": OutgoingMail.objects.filter(**about(document)),
        "acts": acts(document),
        "crumbs": crumbs(document),
        "later": OutgoingDocument.objects.filter(replaces=document).first(),
    }
    return render(request, "briefs/outgoing_document.html", page)


def acts(document):
    """What the "…" of the page offers, in this state."""
    status = document.Status
    found = []
    if document.status == status.SUBMITTED:
        url = reverse("briefs:take-back-outgoing", args=[document.pk])
        found.append({"label": _("Take it back"), "post": url, "icon": "undo-2"})
    if document.status in (status.APPROVED, status.SENT):
        url = reverse("briefs:renew-outgoing", args=[document.pk])
        label = _("New version…")
        found.append({"label": label, "url": url, "icon": "file-plus", "dialog": True})
    if document.status in (status.DRAFT, status.SUBMITTED, status.RETURNED, status.APPROVED):
        url = reverse("briefs:withdraw-outgoing", args=[document.pk])
        found.append({"label": _("Withdraw…"), "url": url, "icon": "x", "dialog": True})
    return found


def crumbs(document):
    client = document.client
    documents = reverse("briefs:client-documents", args=[client.pk])
    return [
        (_("Clients"), reverse("accounts:clients")),
        (client.name, client.get_absolute_url()),
        (_("Documents"), documents),
        (str(document), ""),
    ]


@login_required
@require_http_methods(ASKED)
def write_outgoing(request, pk):
    client, at = open_client_for(request.user, pk), timezone.now()
    return begin(request, client, client, None, at)


@login_required
@require_http_methods(ASKED)
def write_outgoing_for_job(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    return begin(request, job, job.client, job, at)


def begin(request, record, client, job, at):
    client.demand(request.user, Rung.AAE, at)
    return ask_for(
        request,
        record,
        OutgoingForm(*typed(request)),
        lambda chosen: OutgoingDocument.objects.write(client, request.user, at, job=job, **chosen),
        title=_("New document to the client"),
        button=_("Keep as a draft"),
    )


@login_required
@require_http_methods(ASKED)
def edit_outgoing(request, pk):
    document, at = fetched(OutgoingDocument.objects, request, pk), timezone.now()
    known = {name: getattr(document, name) for name in ("kind", "title", "message")}
    return ask_for(
        request,
        document,
        EditOutgoingForm(*typed(request), initial=known),
        lambda chosen: document.edit(request.user, at, **chosen),
        title=_("Change %s") % document,
        button=_("Save"),
    )


@login_required
@require_POST
def submit_outgoing(request, pk):
    document = fetched(OutgoingDocument.objects, request, pk)
    document.submit(request.user, timezone.now())
    messages.success(request, _("Submitted: the AM reads it first, then the AD."))
    return redirect(document)


@login_required
@require_POST
def take_back_outgoing(request, pk):
    document = fetched(OutgoingDocument.objects, request, pk)
    document.take_back(request.user, timezone.now())
    return redirect(document)


@login_required
@require_POST
def approve_outgoing(request, pk):
    """Signs what the page showed: its hash comes back with the click."""
    document = fetched(OutgoingDocument.objects, request, pk)
    document.approve(request.user, request.POST.get("hash", ""), timezone.now())
    messages.success(request, _("Approved."))
    return redirect(document)


@login_required
@require_http_methods(ASKED)
def return_outgoing(request, pk):
    document, at = fetched(OutgoingDocument.objects, request, pk), timezone.now()
    return ask_for(
        request,
        document,
        ReturnForm(*typed(request), initial={"seen": document.content_hash}),
        lambda chosen: document.send_back(request.user, chosen["reason"], chosen["seen"], at),
        title=_("Return %s") % document,
        button=_("Return"),
    )


@login_required
@require_http_methods(ASKED)
def send_outgoing(request, pk):
    document, at = fetched(OutgoingDocument.objects, request, pk), timezone.now()
    client = document.client
    contacts = client.contacts.on(client.local_date(at)).exclude(email="")
    form = SendForm(*typed(request)[:1], contacts=contacts)
    return ask_for(
        request,
        document,
        form,
        lambda chosen: document.send(request.user, chosen["contacts"], at),
        title=_("Send %s") % document,
        button=_("Send"),
        done=_("It is on its way."),
        note=_("Each gets a separate mail with the PDF, exactly as it was approved."),
    )


@login_required
@require_http_methods(ASKED)
def hand_over_outgoing(request, pk):
    document, at = fetched(OutgoingDocument.objects, request, pk), timezone.now()
    return ask_for(
        request,
        document,
        HandOverForm(*typed(request)),
        lambda chosen: document.hand_over(request.user, chosen["how"], at),
        title=_("Record that it was handed over"),
        button=_("Handed over"),
    )


@login_required
@require_http_methods(ASKED)
def withdraw_outgoing(request, pk):
    document, at = fetched(OutgoingDocument.objects, request, pk), timezone.now()
    return ask_for(
        request,
        document,
        ReasonForm(*typed(request)),
        lambda chosen: document.withdraw(request.user, chosen["reason"], at),
        title=_("Withdraw %s") % document,
        button=_("Withdraw"),
        danger=True,
        note=_("It does not go to the client."),
    )


@login_required
@require_http_methods(ASKED)
def renew_outgoing(request, pk):
    document, at = fetched(OutgoingDocument.objects, request, pk), timezone.now()
    known = {"title": document.title, "message": document.message}
    return ask_for(
        request,
        document,
        RenewOutgoingForm(*typed(request), initial=known),
        lambda chosen: document.renew(request.user, at, **chosen),
        title=_("New version of %s") % document,
        button=_("Begin the new version"),
        note=_("It takes the place of this one, and is approved anew."),
    )
