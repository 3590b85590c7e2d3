"""What the agency does with the links its clients have: listed, sent again, withdrawn."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.client_links import ExtendForm, RevokeForm, SendAgainForm, WaitingFilter
from accounts.models import ClientLink, Rung
from accounts.views.client_page import sent
from accounts.views.dialogs import DIALOG, ask, go, place_before

PAGE_SIZE = 50
ASKED = ["GET", "HEAD", "POST"]
STATES = {
    "sent": (gettext_lazy("Sent, not opened"), "warn"),
    "opened": (gettext_lazy("Opened"), "info"),
    "asked": (gettext_lazy("Asked a question"), "warn"),
    "expired": (gettext_lazy("Expired"), "crit"),
    "revoked": (gettext_lazy("Withdrawn"), "outline"),
    "dropped": (gettext_lazy("Out of use"), "outline"),
    "approved": (gettext_lazy("Approved"), "good"),
    "declined": (gettext_lazy("Declined"), "crit"),
}


@login_required
@require_safe
def with_the_client(request):
    """What waits at clients, the longest first, and what they answered lately."""
    user, at = request.user, timezone.now()
    chosen = WaitingFilter(request.GET, user=user)
    links = ClientLink.objects.visible_to(user)
    if client := chosen.chosen_client():
        links = links.filter(client=client)
    view = "answered" if request.GET.get("view") == "answered" else "waiting"
    counts = links.counts()
    page = Paginator(links.in_view(view).on_page(user), PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = known(page.object_list, user, at)
    context = {
        "page": page,
        "view": view,
        "form": chosen,
        "tabs": tabs(view, client, counts),
        "at": at,
    }
    return render(request, "accounts/with_the_client.html", context)


def tabs(view, client, counts):
    keep = {"client": client.pk} if client else {}
    names = {"waiting": _("Waiting"), "answered": _("Answered")}
    return [
        {
            "label": label,
            "url": "?" + urlencode({**keep, **({} if name == "waiting" else {"view": name})}),
            "count": counts[name],
            "current": name == view,
        }
        for name, label in names.items()
    ]


def known(links, user, at):
    """The rows with their state in words and what `user` may do, without asking again for each."""
    rows = list(links)
    for link in rows:
        link.client.standing, link.client.standing_of = link.standing, user.pk
        describe(link, user, at)
    return rows


def describe(link, user, at):
    state = link.state(at)
    link.state_words, link.tone = STATES[state]
    link.may_manage = link.is_open and link.can_manage(user)
    link.may_remind = link.may_manage and link.can_be_reminded(at)
    link.waited = at - link.made_at
    return link


def link_for(user, pk):
    links = ClientLink.objects.visible_to(user)
    return get_object_or_404(
        links.select_related("client__office", "contact", "made_by", "answer"), pk=pk
    )


@login_required
@require_http_methods(ASKED)
def send_link_again(request, pk):
    """A new address, shown once; the one before stops working."""
    link = link_for(request.user, pk)
    form = SendAgainForm(sent(request), initial={"seen": link.keys.newest()})
    if request.method == "POST" and form.is_valid():
        link.send_again(request.user, timezone.now(), seen=form.cleaned_data["seen"])
        return show_address(request, link)
    link.client.demand(request.user, Rung.AE, timezone.now())
    return ask(
        request,
        link,
        form,
        None,
        title=_("Send it to %(name)s again?") % {"name": link.contact.name},
        button=_("Send again"),
        note=_("A new letter with a new address goes to %(email)s. The address before no longer "
               "works; it says that there is a newer one.") % {"email": link.contact.email},
    )  # fmt: skip


def show_address(request, link):
    """The address of a link, this once: nobody can look it up later."""
    context = {
        "link": link,
        "record": link,
        "title": _("Sent to %(name)s") % {"name": link.contact.name},
        "body": "accounts/_client_link_sent.html",
    }
    template = DIALOG if request.htmx else "accounts/dialog_page.html"
    return render(request, template, context)


@login_required
@require_http_methods(ASKED)
def revoke_link(request, pk):
    link, at = link_for(request.user, pk), timezone.now()
    return ask(
        request,
        link,
        RevokeForm(sent(request)),
        lambda typed: link.revoke(request.user, typed["reason"], at),
        title=_("Withdraw the link of %(name)s") % {"name": link.contact.name},
        button=_("Withdraw the link"),
        done=_("The link no longer works."),
        note=_("Whoever opens it reads that it was withdrawn. Your reason stays in the house."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def extend_link(request, pk):
    link, at = link_for(request.user, pk), timezone.now()
    return ask(
        request,
        link,
        ExtendForm(sent(request), initial={"until": link.client.local_date(link.expires_at)}),
        lambda typed: link.extend(request.user, typed["until"], at),
        title=_("Let the link work longer"),
        button=_("Save"),
        done=_("Changed."),
        note=_("The address stays the same; no letter is sent."),
    )


@login_required
@require_POST
def remind_client(request, pk):
    link = link_for(request.user, pk)
    link.remind(request.user, timezone.now())
    messages.success(request, _("%(name)s is reminded.") % {"name": link.contact.name})
    return go(request, place_before(request, link.url))
