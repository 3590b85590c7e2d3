"""The client's part of an estimate: whom to ask, what waits with whom, what was answered."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.client_links import InviteForm, RecordForm
from accounts.models import Attachment, ClientAnswer, ClientLink, Rung, may_decide
from accounts.views.client_links import describe, show_address
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from billing.models import EstimateVersion

ASKED = ["GET", "HEAD", "POST"]


def client_side(version, user, at):
    """What the section "Client approval" says of one version; None where no client is asked."""
    if not version.approved_at:
        return None
    answer = ClientAnswer.objects.to(version)
    links = list(ClientLink.objects.of(version).select_related("contact", "answer", "revoked_by"))
    for link in links:
        link.client = version.client
        describe(link, user, at)
    rung = version.client.rung_for(user)
    waits = answer is None and version.status in {"approved_internal", "sent"}
    waits = waits and not version.is_past(at)
    has_people = waits and may_decide(version, at).exists()
    may_ask = waits and rung >= Rung.AE
    return {
        "version": version,
        "answer": answer,
        "proof": Attachment.objects.of(answer) if answer and answer.recorded_by_id else [],
        "links": links,
        "waits": waits,
        "may_ask": may_ask,
        "may_record": waits and rung >= Rung.AM,
        "has_people": has_people,
        "is_next": may_ask and has_people and not any(link.is_open for link in links),
    }


def version_for(user, pk):
    return get_object_or_404(EstimateVersion.objects.visible_to(user).on_page(), pk=pk)


@login_required
@require_safe
def estimate_approval(request, pk):
    """The section for the estimate's page, which asks for it by its address."""
    version = version_for(request.user, pk)
    context = {"side": client_side(version, request.user, timezone.now()), "version": version}
    template = "_estimate_approval" if request.htmx else "estimate_approval"
    return render(request, f"billing/{template}.html", context)


@login_required
@require_http_methods(ASKED)
def send_estimate(request, pk):
    """Ask somebody of the client to approve this version; the address is shown this once."""
    version, at = version_for(request.user, pk), timezone.now()
    version.client.demand(request.user, Rung.AE, at)
    form = InviteForm(sent(request), people=may_decide(version, at))
    if filled_in(request, form, version.send, by=request.user, at=at):
        return show_address(request, form.made)
    return ask(
        request,
        version,
        form,
        None,
        title=_("Ask the client to approve it"),
        button=_("Send the link"),
        note=_("A letter brings the address of a page with exactly this version. There the client "
               "approves it, asks or declines, without signing in."),
    )  # fmt: skip


@login_required
@require_http_methods(ASKED)
def record_estimate_approval(request, pk):
    """An approval that came on paper, by mail or as an order, with its proof."""
    version, at = version_for(request.user, pk), timezone.now()
    version.client.demand(request.user, Rung.AM, at)
    people = may_decide(version, at, in_writing=False)
    today = version.client.local_date(at)
    form = RecordForm(sent(request), request.FILES or None, people=people, today=today)
    made = {"document": version, "by": request.user, "at": at}
    if filled_in(request, form, ClientAnswer.objects.record, **made):
        return done(request, _("Recorded."), to=version.get_absolute_url())
    page = {"form": form, "version": version, "title": _("Record the client's approval")}
    return render(request, "billing/estimate_record.html", page, status=form.status)
