from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SEE_EVERY_CLIENT_NAME
from accounts.forms.clients import ClientFilter, ClientForm, StatusForm
from accounts.models import Band, Client, ConflictWall, Contract, PinnedClient, Rung
from accounts.models.client import GUARDED
from accounts.views.client_page import (
    client_for,
    done,
    filled_in,
    form_page,
    open_client_for,
    sent,
    show,
)

PAGE = 50
WORST_FIRST = Case(
    *(When(band=band, then=Value(place)) for place, band in enumerate(Band.values)),
    default=Value(len(Band.values)),
    output_field=IntegerField(),
)
SORTS = {
    "name": "name",
    "code": "code",
    "group": "group__name",
    "status": "status",
    "office": "office__name",
    "band": WORST_FIRST,
}


@login_required
@require_safe
def clients(request):
    user, today = request.user, timezone.localdate()
    seen = Client.objects.visible_to(user)
    choice = ClientFilter(request.GET, *offices_and_groups(seen))
    rows = choice.narrow(Client.objects.for_page(user), user, today).order_by(*sorting(request))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/client_list.html",
        {
            "page": page,
            "filter": choice,
            "columns": columns(request),
            "shows_work": user.function not in SEE_EVERY_CLIENT_NAME,
            "can_open": Client.objects.can_open(user),
            "can_raise": ConflictWall.objects.can_raise(user),
            "views": views(request),
        },
    )


def offices_and_groups(seen):
    """The offices and groups of the clients seen, for the two choices of the filter: one query."""
    rows = set(seen.order_by().values_list("office", "office__name", "group", "group__name"))
    offices = {(office, name) for office, name, _group, _name in rows}
    groups = {(group, name) for _office, _name, group, name in rows if group}
    return sorted(offices, key=lambda row: row[1]), sorted(groups, key=lambda row: row[1])


def sorting(request):
    wanted = request.GET.get("sort", "")
    order = SORTS.get(wanted.removeprefix("-"), "name")
    order = F(order) if isinstance(order, str) else order
    descending = wanted.startswith("-")
    return (order.desc(nulls_last=True) if descending else order.asc(nulls_last=True)), "name", "pk"


def columns(request):
    wanted = request.GET.get("sort") or "name"
    shows_work = request.user.function not in SEE_EVERY_CLIENT_NAME
    heads = [
        ("name", _("Client")),
        *([("band", _("Risk"))] if shows_work else []),
        ("group", _("Group")),
        *([("", _("Team"))] if shows_work else []),
        ("status", _("Status")),
        ("office", _("Office")),
    ]
    order = "desc" if wanted.startswith("-") else "asc"
    return [
        {"label": label, "sort": sort, "order": sort and sort == wanted.lstrip("-") and order}
        for sort, label in heads
    ]


def views(request):
    mine = bool(request.GET.get("mine"))
    url = reverse("accounts:clients")
    return [
        {"label": _("All"), "url": url, "current": not mine},
        {"label": _("Mine"), "url": f"{url}?mine=1", "current": mine},
    ]


@login_required
@require_safe
def client(request, pk):
    client = client_for(request.user, pk)
    today, work = client.local_date(timezone.now()), {}
    if client.is_open:
        work = {"gaps": client.gaps(today), "domains": client.domains.all()}
    if client.is_open or client.can_see_fee(request.user):
        work["contract"] = Contract.objects.filter(client=client).in_force(today).first()
    return show(request, client, "page", **work)


@login_required
@require_safe
def client_timeline(request, pk):
    return show(request, open_client_for(request.user, pk), "timeline")


@login_required
def open_client(request):
    Client.objects.demand_opening(request.user)
    form = ClientForm(sent(request), initial=ClientForm.start(request.user), opens=True)
    if filled_in(request, form, Client.objects.open_client, by=request.user, at=timezone.now()):
        return done(request, _("%s is a client now.") % form.made, to=form.made)
    title, back = _("Open a client"), reverse("accounts:clients")
    return form_page(request, form, title=title, yes=title, back=back)


@login_required
def edit_client(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AM, timezone.now())
    hidden = set() if client.can_guard(request.user) else GUARDED
    if client.has_numbers:
        hidden = hidden | {"code"}
    form = ClientForm(sent(request), initial=ClientForm.facts_of(client), without=hidden)
    if filled_in(request, form, client.edit, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=client)
    title = _("Change %s") % client.name
    return form_page(
        request, form, title=title, yes=_("Save"), back=client.get_absolute_url(), client=client
    )


@login_required
def client_status(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AD, timezone.now())
    form = StatusForm(sent(request), client=client)
    if filled_in(request, form, client.change_status, by=request.user, at=timezone.now()):
        return done(request, _("Status: %s") % client.get_status_display(), to=client)
    return form_page(
        request,
        form,
        title=_("Status of %s") % client.name,
        yes=_("Change the status"),
        back=client.get_absolute_url(),
        client=client,
        intro=_("Now: %s") % client.get_status_display(),
    )


@login_required
@require_POST
def pin_client(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    PinnedClient.objects.pin(request.user, client)
    return redirect(client)


@login_required
@require_POST
def unpin_client(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    PinnedClient.objects.unpin(request.user, client)
    return redirect(client)
