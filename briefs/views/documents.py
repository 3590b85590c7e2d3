"""The register of documents of a client and of a job: what there is, where, and how fresh."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Attachment, Rung, User
from accounts.views.client_page import open_client_for
from accounts.views.client_page import show as show_client
from accounts.views.dialogs import place_before
from briefs.forms.documents import DocumentForm, NewDocumentForm, RenewForm
from briefs.models import DocumentEntry, Job, OutgoingDocument
from briefs.views.job_page import open_job_for, show
from briefs.views.job_work import ASKED, ask_for, fetched, typed


@login_required
@require_safe
def job_files(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    entries = known(DocumentEntry.objects.filter(job=job), request.user, at, also=[job])
    outgoing = OutgoingDocument.objects.filter(job=job).newest().visible_to(request.user)
    return show(
        request,
        job,
        "files",
        register=entries,
        outgoing=outgoing.on_page(),
        may_attach=Attachment.objects.can_attach(job.client, request.user),
        may_keep=job.client.rung_for(request.user) >= Rung.AAE,
    )


@login_required
@require_safe
def client_documents(request, pk):
    client, at = open_client_for(request.user, pk), timezone.now()
    entries = known(DocumentEntry.objects.filter(client=client), request.user, at)
    outgoing = OutgoingDocument.objects.filter(client=client).newest().visible_to(request.user)
    return show_client(
        request,
        client,
        "documents",
        template="briefs/client_documents.html",
        register=[row for row in entries if not row.archived_at],
        archive=[row for row in entries if row.archived_at],
        stale=sum(row.is_stale_now for row in entries),
        outgoing=outgoing.on_page(),
        may_attach=Attachment.objects.can_attach(client, request.user),
        may_keep=client.rung_for(request.user) >= Rung.AAE,
    )


def known(entries, user, at, also=()):
    """The rows with their files, and whether each is older than agreed; those first that are."""
    rows = list(entries.visible_to(user).on_page())
    Attachment.objects.put_beside([*rows, *also])
    for row in rows:
        row.is_stale_now = row.is_stale(at)
        row.is_mine = row.owner_id == user.pk
        row.menu_id = f"document-{row.pk}-menu"
        row.menu_label = _("More on %s") % row
        row.acts = acts(row)
    return sorted(rows, key=lambda row: not row.is_stale_now)


def acts(row):
    """What the "…" of a document offers."""
    edit = reverse("briefs:edit-document", args=[row.pk])
    archive = reverse("briefs:archive-document", args=[row.pk])
    return [
        {"label": _("Change…"), "url": edit, "icon": "pencil", "dialog": True},
        {"label": _("To the archive"), "post": archive, "icon": "archive"},
    ]


@login_required
@require_http_methods(ASKED)
def enter_document(request, pk):
    """Into the register of a client."""
    client, at = open_client_for(request.user, pk), timezone.now()
    client.demand(request.user, Rung.AAE, at)
    return enter(request, client, client, at)


@login_required
@require_http_methods(ASKED)
def enter_job_document(request, pk):
    job, at = open_job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AAE, at)
    return enter(request, job, job.client, at)


def enter(request, record, client, at):
    job = record if isinstance(record, Job) else None
    form = NewDocumentForm(
        *typed(request), initial={"owner": request.user.pk}, owners=keepers(client, at)
    )
    return ask_for(
        request,
        record,
        form,
        lambda chosen: DocumentEntry.objects.enter(
            client, by=request.user, at=at, job=job, **chosen
        ),
        title=_("New document"),
        button=_("Into the register"),
        done=_("It is in the register."),
    )


def keepers(client, at):
    """Whoever is on the client's team today."""
    places = client.team.on(client.local_date(at))
    return User.objects.at_work().filter(serves__in=places).distinct()


@login_required
@require_http_methods(ASKED)
def edit_document(request, pk):
    entry, at = fetched(DocumentEntry.objects, request, pk), timezone.now()
    names = ("kind", "title", "link", "owner", "check_every")
    first = typed(request)[0]
    form = DocumentForm(
        first,
        initial={name: getattr(entry, name) for name in names},
        owners=keepers(entry.client, at) | User.objects.filter(pk=entry.owner_id).distinct(),
    )
    return ask_for(
        request,
        entry,
        form,
        lambda chosen: entry.edit(request.user, at, **chosen),
        title=_("Change %s") % entry,
        button=_("Save"),
    )


@login_required
@require_http_methods(ASKED)
def renew_document(request, pk):
    entry, at = fetched(DocumentEntry.objects, request, pk), timezone.now()
    return ask_for(
        request,
        entry,
        RenewForm(*typed(request), initial={"link": entry.link}),
        lambda chosen: entry.renew(request.user, at, **chosen),
        title=_("New edition of %s") % entry,
        button=_("Renew"),
        done=_("Renewed, and checked today."),
    )


@login_required
@require_POST
def verify_document(request, pk):
    entry = fetched(DocumentEntry.objects, request, pk)
    entry.verify(request.user, timezone.now())
    messages.success(request, _("Checked today."))
    return redirect(place_before(request, entry.get_absolute_url()))


@login_required
@require_POST
def archive_document(request, pk):
    entry = fetched(DocumentEntry.objects, request, pk)
    entry.archive(request.user, timezone.now())
    messages.success(request, _("It is in the archive."))
    return redirect(place_before(request, entry.get_absolute_url()))


@login_required
@require_POST
def bring_document_back(request, pk):
    entry = fetched(DocumentEntry.objects, request, pk)
    entry.bring_back(request.user, timezone.now())
    return redirect(place_before(request, entry.get_absolute_url()))
