"""Action items: one list of what is mine, due and late, and what is done to one of them."""

from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import ActionItem, Rung
from accounts.views.dialogs import DIALOG, go, place_before
from agency.lib.refusal import Refused
from reports.forms.action_item import CancelForm, HandOverForm, ItemFilter, MoveForm

PAGE_SIZE = 50
ASKED = ["GET", "HEAD", "POST"]
A_WEEK = timedelta(days=7)


@login_required
@require_safe
def action_items(request):
    """What is mine, due, late; what the team owes; what the client promised; what is done."""
    at, today = timezone.now(), timezone.localdate()
    chosen = ItemFilter(request.GET, user=request.user)
    items = chosen.narrow(ActionItem.objects.visible_to(request.user))
    counts = items.counts(request.user)
    rows = items.in_view(chosen.chosen_view(), request.user).on_page(request.user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = known(page.object_list, request.user, at)
    context = {
        "page": page,
        "groups": groups(page.object_list, chosen.chosen_view(), today),
        "view": chosen.chosen_view(),
        "form": chosen,
        "tabs": tabs(request.user, chosen, counts),
        "today": today,
        "at": at,
    }
    return render(request, "reports/action_items.html", context)


def known(items, user, at):
    """The rows with what `user` may do; each knows where he stands, so that no row asks again."""
    rows = list(items)
    for item in rows:
        item.client.standing, item.client.standing_of = item.standing, user.pk
        item.may = item.can_manage(user)
        item.may_remind = item.may and item.can_be_reminded(at)
        item.is_late = item.is_overdue(timezone.localdate())
        item.acts = acts(item) if item.may and item.is_open else []
    return rows


def acts(item):
    """What the "…" of an open row offers."""
    asked = [
        (_("Move the day…"), "reports:move-action-item", "calendar-clock"),
        (_("Hand over…"), "reports:hand-over-action-item", "user-check"),
        (_("Cancel…"), "reports:cancel-action-item", "x"),
    ]
    found = [
        {"label": label, "url": reverse(name, args=[item.pk]), "icon": icon, "dialog": True}
        for label, name, icon in asked
    ]
    ask = reverse("reports:ask-from-item", args=[item.pk])
    found.append({"label": _("Ask for a job"), "post": ask, "icon": "briefcase"})
    if not item.is_ours:
        done = reverse("reports:complete-action-item", args=[item.pk])
        found.insert(0, {"label": _("Done"), "post": done, "icon": "check"})
    return found


def groups(rows, view, today):
    """Rows in order of their day as (name, tone, rows): overdue, today, this week, later."""
    if view == "done":
        return [("", "", rows)] if rows else []

    def group_of(item):
        if item.due_on < today:
            return _("Overdue"), "crit"
        if item.due_on == today:
            return _("Today"), ""
        return (_("This week"), "") if item.due_on < today + A_WEEK else (_("Later"), "")

    return [(*group, list(found)) for group, found in groupby(rows, group_of)]


def tabs(user, chosen, counts):
    names = {
        "mine": _("Mine"),
        "team": _("My team"),
        "client": _("With the client"),
        "done": _("Done"),
    }
    if not user.stands_at_least(Rung.AM):
        del names["team"]
    if chosen.chosen_client():
        names = {"open": _("All open"), **names}
    keep = {"client": chosen.chosen_client()} if chosen.chosen_client() else {}
    return [
        {
            "label": label,
            "url": "?" + urlencode({**keep, **({} if name == "open" else {"view": name})}),
            "count": counts.get(name),
            "current": name == chosen.chosen_view(),
        }
        for name, label in names.items()
    ]


def fetched(request, pk):
    items = ActionItem.objects.visible_to(request.user)
    return get_object_or_404(
        items.select_related("client__office", "person", "contact", "partner"), pk=pk
    )


def typed(request):
    return request.POST if request.method == "POST" else None


def back(request):
    return place_before(request, reverse("reports:action-items"))


def answer(request, item):
    """After an act: the row as it is now, where the page asked for a fragment; else back."""
    if not request.htmx:
        return go(request, back(request))
    rows = ActionItem.objects.filter(pk=item.pk).on_page(request.user)
    (item,) = known(rows, request.user, timezone.now())
    context = {"item": item, "today": timezone.localdate(), "is_changed": True}
    return render(request, "reports/_action_item_row.html", context)


@login_required
@require_POST
def complete(request, pk):
    item = fetched(request, pk)
    item.complete(request.user, timezone.now())
    return answer(request, item)


@login_required
@require_POST
def reopen(request, pk):
    item = fetched(request, pk)
    item.reopen(request.user, timezone.now())
    return answer(request, item)


@login_required
@require_POST
def remind(request, pk):
    item = fetched(request, pk)
    item.remind(request.user, timezone.now())
    if not request.htmx:
        messages.success(request, _("%(name)s is reminded.") % {"name": item.owner.name})
    return answer(request, item)


@login_required
@require_http_methods(ASKED)
def move(request, pk):
    item, at = fetched(request, pk), timezone.now()
    return ask(
        request,
        item,
        MoveForm(typed(request), initial={"due_on": item.due_on}),
        lambda chosen: item.move(request.user, chosen["due_on"], chosen["reason"], at),
        title=_("Move the day"),
        button=_("Move"),
    )


@login_required
@require_http_methods(ASKED)
def cancel(request, pk):
    item, at = fetched(request, pk), timezone.now()
    return ask(
        request,
        item,
        CancelForm(typed(request)),
        lambda chosen: item.cancel(request.user, chosen["reason"], at),
        title=_("It need not be done"),
        button=_("Cancel the action item"),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def hand_over(request, pk):
    item, at = fetched(request, pk), timezone.now()
    return ask(
        request,
        item,
        HandOverForm(typed(request), item=item, at=at),
        lambda chosen: item.hand_to(request.user, chosen["person"], at),
        title=_("Hand it to a colleague"),
        button=_("Hand over"),
    )


def ask(request, item, form, act, **words):
    """Show `form` until `act` takes what it holds; then back to where the person came from."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            return go(request, back(request))
    context = {"item": item, "form": form, "next": back(request), **words}
    context["body"] = "reports/_action_item_form.html"
    template = DIALOG if request.htmx else "reports/action_item_form.html"
    return render(request, template, context, status=form.status)
