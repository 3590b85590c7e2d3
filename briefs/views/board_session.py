"""A board in session and after it: who was there, the minutes, the rationale, the end."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Paper, Rung, about
from accounts.views.client_page import done, filled_in, sent
from briefs import board_documents
from briefs.forms.board_acts import HoldForm, MinutesForm, RationaleForm
from briefs.forms.boards import ReasonForm, people_for
from briefs.models import BoardAction, BoardRationale
from briefs.models.board_rationale import demand_part, part_of
from briefs.views.board_page import board_for, show
from briefs.views.boards import board_form_page

PEOPLE_OF_MINUTES = (
    Prefetch("actions", BoardAction.objects.select_related("person")),
    Prefetch("rationale", BoardRationale.objects.select_related("author")),
)


@login_required
@require_safe
def session_calendar(request, pk):
    """The session as a file for one's own calendar."""
    board = board_for(request.user, pk)
    return HttpResponse(
        board_documents.session_calendar(board),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="board-{board.pk}.ics"'},
    )


@login_required
def hold_board(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    if request.user not in board.people:
        board.client.demand(request.user, Rung.AE, now)
    start = {"present": [person.pk for person in board.people]}
    form = HoldForm(sent(request), initial=start, board=board)
    if filled_in(request, form, board.hold, by=request.user, at=now):
        return done(request, _("In session. Those present are asked for their scores."), to=board)
    title = _("Who is there for “%s”?") % board.title
    return board_form_page(request, board, form, title, _("Begin"))


@login_required
def board_minutes(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    prefetch_related_objects([board], *PEOPLE_OF_MINUTES)
    people = people_for(board.client, board.client.local_date(now))
    form = MinutesForm(sent(request), board=board, people=people)
    if filled_in(request, form, board.write_minutes, by=request.user, at=now):
        return done(request, _("Saved."), to=minutes_of(board))
    page = {
        "here": _("Minutes"),
        "form": form,
        "may_sign": not board.minutes_submitted_at and part_of(board, request.user),
        "lacks": list(board.unfinished()) if board.can_be_written else [],
        "actions": board.actions.all(),
        "rationale": board.rationale.all(),
        "paper": Paper.objects.filter(**about(board)).first(),
        "may_write": board.can_be_written and board.client.rung_for(request.user) >= Rung.AAE,
    }
    return show(request, board, "minutes", status=form.status, **page)


def minutes_of(board):
    return reverse("briefs:board-minutes", args=[board.pk])


@require_POST
@login_required
def submit_board_minutes(request, pk):
    board = board_for(request.user, pk)
    board.submit_minutes(by=request.user, at=timezone.now())
    return done(request, _("The minutes lie with the account manager."), to=minutes_of(board))


@require_POST
@login_required
def approve_board_minutes(request, pk):
    board = board_for(request.user, pk)
    board.approve_minutes(request.user, request.POST.get("content_hash", ""), timezone.now())
    return done(
        request, _("Approved. The next actions are in the action list."), to=minutes_of(board)
    )


@login_required
def return_board_minutes(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    board.client.demand(request.user, Rung.AM, now)
    form = ReasonForm(sent(request), label=_("What is to be put right"))
    act = {"content_hash": board.minutes_hash, "by": request.user, "at": now}
    if filled_in(request, form, board.return_minutes, **act):
        return done(request, _("Returned."), to=minutes_of(board))
    title, yes = _("Return the minutes of “%s”") % board.title, _("Return the minutes")
    return board_form_page(request, board, form, title, yes, back=minutes_of(board))


@login_required
def board_rationale(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    demand_part(board, request.user)
    written = board.rationale.filter(part=part_of(board, request.user)).first()
    form = RationaleForm(sent(request), initial={"text": written.text if written else ""})
    act = {"board": board, "by": request.user, "at": now}
    if filled_in(request, form, BoardRationale.objects.sign, **act):
        return done(request, _("Your part stands, with your name."), to=minutes_of(board))
    title, yes = _("Why this work is right"), _("Sign my part")
    return board_form_page(request, board, form, title, yes, back=minutes_of(board))


@require_POST
@login_required
def close_review_board(request, pk):
    board = board_for(request.user, pk)
    board.close(by=request.user, at=timezone.now())
    return done(request, _("Closed."), to=board)
