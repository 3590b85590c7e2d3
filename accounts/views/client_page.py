"""What all pages of one client have in common: who may see them, their head, their forms."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import sees_money
from accounts.models import Client, ConflictWall
from agency.lib.refusal import Refused


def client_for(user, pk):
    """The client of a page: its name may be seen; `is_open` tells whether its work may."""
    return get_object_or_404(Client.objects.for_page(user), pk=pk)


def open_client_for(user, pk):
    """The client of a page about its work; whoever sees the name alone finds nothing here."""
    return get_object_or_404(Client.objects.for_page(user), pk=pk, is_open=True)


def rights(client, user):
    return {
        "keep_people": client.can_keep_people(user),
        "edit": client.can_edit(user),
        "guard": client.can_guard(user),
        "staff": client.can_staff(user),
        "share": client.can_share(user),
        "see_fee": client.can_see_fee(user),
        "see_money": sees_money(user),
        "wall": ConflictWall.objects.can_raise(user),
    }


def show(request, client, page, *, template="", **context):
    """One page of a client: its head, its tabs, and what the page itself is about.

    A page of an upper floor brings its own `template`.
    """
    can = rights(client, request.user)
    head = {
        "client": client,
        "can": can,
        "tabs": tabs(client, can, page),
        "menu": menu(client, can),
        "crumbs": [(_("Clients"), reverse("accounts:clients")), (client.name, "")],
    }
    return render(request, template or f"accounts/client_{page}.html", head | context)


def tabs(client, can, current):
    pages = [("page", "client", _("Overview")), ("jobs", "briefs:client-jobs", _("Jobs"))]
    if client.is_open:
        pages += [
            ("team", "client-team", _("Team")),
            ("people", "client-people", _("Client's people")),
            ("agreement", "client-agreement", _("Contract")),
            ("brands", "briefs:client-brands", _("Brands")),
            ("reviews", "briefs:client-reviews", _("Reviews")),
            ("week", "briefs:client-week", _("This week")),
            ("questions", "client-questions", _("Questions")),
            ("documents", "briefs:client-documents", _("Documents")),
            ("timeline", "client-timeline", _("Timeline")),
        ]
    if can["see_money"]:
        pages.append(("billing", "billing:profile", _("Billing")))
    if client.is_open and can["see_money"]:
        pages.append(("plan_lines", "briefs:plan-lines", _("Plan lines")))
    if client.is_open and (can["share"] or can["wall"]):
        pages.append(("access", "client-access", _("Access")))
    return [
        {"label": label, "url": at(name, client), "current": page == current}
        for page, name, label in pages
    ]


def menu(client, can):
    items = []
    if can["guard"] and client.next_statuses:
        url = at("client-status", client)
        items.append({"label": _("Change the status"), "url": url, "icon": "workflow"})
    if can["keep_people"]:
        url = f"{reverse('briefs:open-job')}?client={client.pk}"
        items.append({"label": _("Open a job"), "url": url, "icon": "briefcase"})
        url = f"{reverse('briefs:start-brief')}?client={client.pk}&kind=strategy"
        items.append({"label": _("Start a strategy"), "url": url, "icon": "target"})
    act, label, icon = (
        ("unpin-client", _("Take off the side bar"), "pin-off")
        if client.is_pinned
        else ("pin-client", _("Pin to the side bar"), "pin")
    )
    return [*items, {"label": label, "post": at(act, client), "icon": icon}]


def at(name, client):
    return reverse(name if ":" in name else f"accounts:{name}", args=[client.pk])


def sent(request):
    """What a form was sent with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def filled_in(request, form, verb, **arguments):
    """Whether a form was sent, is valid, and the verb took it; what it made is `form.made`."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.made = verb(**arguments, **form.cleaned_data)
    except Refused as refusal:
        form.take(refusal)
        return False
    return True


def form_page(request, form, *, title, yes, back, client=None, picks=(), **context):
    """A form on a page of its own; `back` is where Cancel leads, `picks` are searched in."""
    crumbs = [(_("Clients"), reverse("accounts:clients")), (title, "")]
    if client:
        crumbs.insert(1, (client.name, client.get_absolute_url()))
    page = {
        "form": form,
        "title": title,
        "yes": yes,
        "back": back,
        "client": client,
        "crumbs": crumbs,
        "picks": picks,
    }
    return render(request, "accounts/client_form.html", page | context, status=form.status)


def done(request, text, *warnings, to):
    """Back to the page with a word on what was done, and on what to mind."""
    messages.success(request, text)
    for warning in filter(None, warnings):
        messages.warning(request, warning)
    return redirect(to)
