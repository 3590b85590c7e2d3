from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.forms.inbox import DONE, SNOOZED, InboxFilter, NoticesForm, ReturnForm, SnoozeForm
from accounts.models import Notice
from agency.lib.refusal import Refused

PER_PAGE = 50


@login_required
@require_GET
def inbox(request):
    at, chosen = timezone.now(), InboxFilter(request.GET)
    chosen.is_valid()
    mine = Notice.objects.visible_to(request.user)
    first = (chosen.number - 1) * PER_PAGE
    rows = list(part_of(mine, chosen.part, at)[first : first + PER_PAGE + 1])
    context = {
        "at": at,
        "part": chosen.part,
        "days": by_day(rows[:PER_PAGE], chosen.part),
        "counts": counts(mine, at),
        "newer": chosen.number - 1,
        "older": chosen.number + 1 if len(rows) > PER_PAGE else None,
    }
    return render(request, "accounts/inbox.html", context)


def part_of(mine, part, at):
    rows = mine.select_related("client")
    if part == SNOOZED:
        return rows.snoozed(at).order_by("snoozed_until", "pk")
    if part == DONE:
        return rows.done().order_by("-done_at", "-pk")
    return rows.waiting(at).order_by("-created_at", "-pk")


def by_day(rows, part):
    """[(day, its notices)]: the day it came, or was done, or on which it comes back."""
    moment = {SNOOZED: "snoozed_until", DONE: "done_at"}.get(part, "created_at")
    days = groupby(rows, key=lambda notice: timezone.localdate(getattr(notice, moment)))
    return [(day, list(notices)) for day, notices in days]


def counts(mine, at):
    open_ones = mine.filter(done_at=None)
    is_snoozed = Q(snoozed_until__gt=at)
    return open_ones.aggregate(
        waiting=Count("pk", filter=~is_snoozed | Q(snoozed_until=None)),
        snoozed=Count("pk", filter=is_snoozed),
        to_do=Count("pk", filter=Q(is_to_do=True) & (~is_snoozed | Q(snoozed_until=None))),
    )


@login_required
@require_GET
def notice(request, pk):
    """The way to what a notice is about; taking it marks the notice as read."""
    mine = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mine.open(by=request.user, at=timezone.now())
    return redirect(mine.url)


@require_POST
@login_required
def finish_notice(request, pk):
    mine = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mine.finish(by=request.user, at=timezone.now())
    return row_or_page(request, mine, _("Done: %(text)s"))


@require_POST
@login_required
def put_back_notice(request, pk):
    mine = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mine.put_back(by=request.user, at=timezone.now())
    return row_or_page(request, mine, _("In your inbox again: %(text)s"))


def row_or_page(request, mine, sentence):
    if request.htmx:
        context = {"notice": mine, "at": timezone.now(), "is_changed": True}
        return render(request, "accounts/_notice_row.html", context)
    messages.success(request, sentence % {"text": mine.text})
    return redirect(ReturnForm(request.POST).way_back)


@require_POST
@login_required
def finish_notices(request):
    """Tick off everything that is selected."""
    form = NoticesForm(request.POST, user=request.user)
    if form.is_valid():
        count = form.cleaned_data["notices"].finish(at=timezone.now())
        messages.success(request, _("%(count)d done.") % {"count": count})
    else:
        messages.error(request, " ".join(form.errors["notices"]))
    return redirect(ReturnForm(request.POST).way_back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def snooze_notice(request, pk):
    at = timezone.now()
    mine = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    form = SnoozeForm(request.POST if request.method == "POST" else None, at=at)
    if form.is_valid():
        try:
            mine.snooze(by=request.user, until=form.cleaned_data["moment"], at=at)
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Put off: %(text)s") % {"text": mine.text})
            answer = HttpResponseClientRedirect if request.htmx else redirect
            return answer(ReturnForm(request.POST).way_back)
    template = "components/dialog.html" if request.htmx else "accounts/inbox_snooze.html"
    context = {
        "notice": mine,
        "form": form,
        "crumbs": [(_("Inbox"), reverse("accounts:inbox")), (_("Put off"), "")],
        "title": _("Put off"),
        "body": "accounts/_notice_snooze.html",
        "next": ReturnForm(request.GET or request.POST).way_back,
    }
    return render(request, template, context, status=form.status)
