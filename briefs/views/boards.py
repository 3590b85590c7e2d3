from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.fields import key_of
from accounts.models import Client, DocumentView, Rung
from accounts.views.client_page import done, filled_in, form_page, sent
from briefs.forms.boards import (
    BoardFilter,
    BoardForm,
    ClientOfBoardForm,
    ReasonForm,
    next_session,
)
from briefs.models import BriefVersion, Job, ReviewBoard
from briefs.views.board_page import board_for, show

PAGE = 50
VIEWS = ("coming", "score", "write", "approve", "closed")


@login_required
@require_safe
def review_boards(request):
    user, view = request.user, request.GET.get("view", "")
    view = view if view in VIEWS else "coming"
    choice = BoardFilter(request.GET, Client.objects.open_to(user))
    seen = choice.narrow(ReviewBoard.objects.visible_to(user))
    rows = seen.in_view(view).select_related("client").prefetch_related("jobs").with_seats()
    page = Paginator(rows.annotate(work_count=Count("works", distinct=True)), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "filter": choice,
        "view": view,
        "views": views(request, view, seen.counts()),
        "can_plan": bool(user.rung and user.rung >= Rung.AE),
    }
    return render(request, "briefs/board_list.html", context)


def views(request, current, counts):
    labels = (_("Coming"), _("To score"), _("Minutes to write"), _("Minutes to approve"), _("Past"))
    asked = request.GET.copy()
    asked.pop("page", None)
    tabs = []
    for view, label in zip(VIEWS, labels, strict=True):
        asked["view"] = view
        tab = {"label": label, "url": f"?{asked.urlencode()}", "current": view == current}
        tabs.append(tab | {"count": counts.get(view, "")})
    return tabs


@login_required
def plan_review_board(request):
    """Whose work first, then the session; from a job or a brief the first step is done."""
    user, now = request.user, timezone.now()
    client, start = starting_point(request)
    if client is None:
        return choose_client(request)
    client.demand(user, Rung.AE, now)
    form = board_form(request, client, next_session(client, now) | start)
    act = {"client": client, "by": user, "at": now}
    if filled_in(request, form, ReviewBoard.objects.plan, **act):
        return done(request, _("Planned. Those who sit on it are told."), to=form.made)
    title = _("Plan a review board for %s") % client.name
    return form_page(
        request, form, title=title, yes=_("Plan the board"), back=back_of(request), client=client
    )


def starting_point(request):
    """The client, and what its job or brief says already; (None, {}) when nothing was named."""
    clients = Client.objects.open_to(request.user).with_standing(request.user)
    if pk := request.GET.get("job"):
        job = get_object_or_404(Job, pk=key_of(pk), client__in=clients)
        return clients.get(pk=job.client_id), {"jobs": [job.pk], "title": job.title}
    if pk := request.GET.get("brief"):
        versions = BriefVersion.objects.visible_to(request.user).select_related("brief")
        version = get_object_or_404(versions.binding(), pk=key_of(pk))
        brief = version.brief
        known = {"brief_version": version.pk, "title": brief.title, "jobs": [brief.job_id]}
        return clients.get(pk=brief.client_id), known
    if pk := request.GET.get("client"):
        return get_object_or_404(clients, pk=key_of(pk)), {}
    return None, {}


def back_of(request):
    if pk := key_of(request.GET.get("job", "")):
        return reverse("briefs:job-reviews", args=[pk])
    return reverse("briefs:review-boards")


def choose_client(request):
    clients = Client.objects.served_by(request.user, Rung.AE).exclude(status="closed")
    form = ClientOfBoardForm(request.GET if "client" in request.GET else None, clients=clients)
    form.is_valid()
    page = {"form": form, "title": _("Plan a review board"), "is_choice": True}
    return render(request, "briefs/board_client.html", page, status=form.status)


def board_form(request, client, initial, board=None):
    jobs = client.jobs.open()
    if board is not None:
        jobs = (jobs | board.jobs.all()).distinct()
    day = client.local_date(timezone.now())
    return BoardForm(sent(request), initial=initial, client=client, day=day, jobs=jobs)


@login_required
@require_safe
def review_board(request, pk):
    board = board_for(request.user, pk)
    DocumentView.objects.note(request.user, board.client, board, str(board), timezone.now())
    return show(request, board)


@login_required
def change_review_board(request, pk):
    board = board_for(request.user, pk)
    board.client.demand(request.user, Rung.AE, timezone.now())
    form = board_form(request, board.client, BoardForm.known(board), board)
    if filled_in(request, form, board.change, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=board)
    intro = _("Another brief, summary or title needs the director's signature anew.")
    return board_form_page(request, board, form, _("Change the board"), _("Save"), intro=intro)


@login_required
def cancel_review_board(request, pk):
    board = board_for(request.user, pk)
    board.client.demand(request.user, Rung.AE, timezone.now())
    form = ReasonForm(sent(request), label=_("Why it does not take place"))
    if filled_in(request, form, board.cancel, by=request.user, at=timezone.now()):
        return done(request, _("Cancelled. Those who sit on it are told."), to=board)
    yes = _("Cancel the session")
    return board_form_page(request, board, form, _("Cancel “%s”") % board.title, yes)


def board_form_page(request, board, form, title, yes, **context):
    """A form about one board, on a page of its own."""
    back = context.pop("back", board.get_absolute_url())
    return form_page(request, form, title=title, yes=yes, back=back, client=board.client, **context)


@require_POST
@login_required
def submit_board_pack(request, pk):
    board = board_for(request.user, pk)
    board.submit_pack(by=request.user, at=timezone.now())
    return done(request, _("The pack lies with the account director."), to=board)


@require_POST
@login_required
def approve_board_pack(request, pk):
    board = board_for(request.user, pk)
    board.approve_pack(request.user, request.POST.get("content_hash", ""), timezone.now())
    return done(request, _("Pack approved."), to=board)


@require_POST
@login_required
def take_back_board_pack(request, pk):
    board = board_for(request.user, pk)
    board.take_pack_back(by=request.user, at=timezone.now())
    return done(request, _("The pack is yours again."), to=board)


@login_required
def return_board_pack(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    board.client.demand(request.user, Rung.AD, now)
    form = ReasonForm(sent(request), label=_("What is to be put right"))
    act = {"content_hash": board.pack_hash, "by": request.user, "at": now}
    if filled_in(request, form, board.return_pack, **act):
        return done(request, _("Returned."), to=board)
    title = _("Return the pack of “%s”") % board.title
    return board_form_page(request, board, form, title, _("Return the pack"))
