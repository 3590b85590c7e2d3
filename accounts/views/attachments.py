"""Files beside a record: added, looked at, taken away; never shown as a page of ours."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.attachments import AttachForm, RemoveForm
from accounts.models import Attachment, DocumentView
from accounts.models.attachment import demand_attaching, model_called
from accounts.views.client_page import filled_in, sent
from agency.lib.refusal import Refused

ASKED = ["GET", "HEAD", "POST"]
# A file that is a page or a drawing after all can do nothing: no script, no origin, no frame.
HARMLESS = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@login_required
@require_http_methods(ASKED)
def attach(request, noun, pk):
    """Add files to a record; all of them or, when one is refused, none."""
    record, at = record_for(request.user, noun, pk), timezone.now()
    demand_attaching(record, record.client, request.user, at)
    form = AttachForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and kept(form, record, request.user, at):
        count = len(form.cleaned_data["files"])
        messages.success(
            request, ngettext("File added.", "%(count)d files added.", count) % {"count": count}
        )
        return redirect(record)
    page = {"form": form, "record": record, "client": record.client, "title": _("Add files")}
    return render(request, "accounts/attach.html", page, status=form.status)


def kept(form, record, by, at):
    try:
        Attachment.objects.attach_all(record, form.cleaned_data["files"], by, at)
    except Refused as refusal:
        form.take(refusal)
        return False
    return True


def record_for(user, noun, pk):
    model = model_called(noun)
    if model is None:
        raise Http404
    return get_object_or_404(model._default_manager.visible_to(user), pk=pk)


@login_required
@require_safe
def attachment(request, pk):
    """The file itself, to keep."""
    return given_out(request, pk, inline=False)


@login_required
@require_safe
def attachment_picture(request, pk):
    """A picture, drawn by the browser; anything else is only given out to keep."""
    return given_out(request, pk, inline=True)


def given_out(request, pk, *, inline):
    file = attachment_for(request.user, pk)
    try:
        content = file.path.open("rb")
    except OSError as gone:
        raise Http404 from gone
    DocumentView.objects.note(request.user, file.client, file, file.name, timezone.now())
    return FileResponse(
        content,
        as_attachment=not (inline and file.is_picture),
        filename=file.name,
        content_type=file.media_type,
        headers={
            "Content-Length": file.size,
            "Content-Security-Policy": HARMLESS,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def attachment_for(user, pk):
    """A file that is there, of a client and beside a record this person may see."""
    files = Attachment.objects.visible_to(user).there().select_related("client", "about_type")
    file = get_object_or_404(files, pk=pk)
    if not file.is_read_by(user):
        raise Http404
    return file


@login_required
@require_http_methods(ASKED)
def remove_attachment(request, pk):
    file, at = attachment_for(request.user, pk), timezone.now()
    demand_attaching(file.about, file.client, request.user, at)
    form = RemoveForm(sent(request))
    if filled_in(request, form, file.remove, by=request.user, at=at):
        messages.success(request, _("%s removed.") % file.name)
        return redirect(file.about)
    page = {"form": form, "record": file.about, "client": file.client, "file": file}
    return render(
        request,
        "accounts/attach.html",
        {**page, "title": _("Remove %s") % file.name},
        status=form.status,
    )
