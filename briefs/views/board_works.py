"""One work of a board: put into the pack, looked at beside the brief, scored, decided about."""

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Attachment, DocumentView, Rung
from accounts.views.client_page import done, filled_in, sent
from briefs.forms.board_acts import OutcomeForm, ScoreForm
from briefs.forms.boards import WorkForm
from briefs.models import BoardWork
from briefs.rounds import rounds_of
from briefs.views.board_page import board_for, show, work_for
from briefs.views.boards import board_form_page


@login_required
def add_board_work(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    board.client.demand(request.user, Rung.AE, now)
    day, first = board.client.local_date(now), board.jobs.all()[:1]
    start = {"job": first[0].pk if first else None}
    form = WorkForm(sent(request), initial=start, board=board, day=day)
    if filled_in(request, form, BoardWork.objects.add, board=board, by=request.user, at=now):
        return done(request, _("It is in the pack."), to=form.made)
    title = _("Put work into “%s”") % board.title
    return board_form_page(request, board, form, title, _("Put it into the pack"))


@login_required
def edit_board_work(request, pk):
    work, now = work_for(request.user, pk), timezone.now()
    work.client.demand(request.user, Rung.AE, now)
    form = WorkForm(
        sent(request),
        initial=WorkForm.known(work),
        board=work.board,
        day=work.client.local_date(now),
        is_new=False,
    )
    if filled_in(request, form, work.edit, by=request.user, at=now):
        return done(request, _("Changed."), to=work)
    return work_form_page(request, work, form, _("Change “%s”") % work.title, _("Save"))


def work_form_page(request, work, form, title, yes, **context):
    """A form about one work, on a page of its own."""
    back = work.get_absolute_url()
    return board_form_page(request, work.board, form, title, yes, back=back, **context)


@require_POST
@login_required
def take_out_board_work(request, pk):
    work = work_for(request.user, pk)
    board = work.board
    work.take_out(by=request.user, at=timezone.now())
    return done(request, _("Taken out of the pack."), to=board)


@login_required
@require_safe
def board_work(request, pk):
    """The work beside the brief, what was said of it, and what became of it."""
    work = work_for(request.user, pk)
    DocumentView.objects.note(request.user, work.client, work, str(work), timezone.now())
    return show_work(request, work, None)


def show_work(request, work, form):
    board, user, now = work.board, request.user, timezone.now()
    mine = work.scores.filter(member=user).first()
    known = {"score": mine.score, "comment": mine.comment} if mine else None
    Attachment.objects.put_beside([work])
    is_open = board.is_coming and not board.pack_submitted_at
    page = {
        "work": work,
        "here": work.title,
        "form": form,
        "score_form": form or ScoreForm(None, initial=known),
        "mine": mine,
        "may_score": work.can_be_scored_by(user, now),
        "may_attach": is_open and Attachment.objects.can_attach(board.client, user),
        "refusal": work.why_not_presented(),
        "rounds": rounds_of(work),
        "stands": board.client.rung_for(user),
    }
    return show(request, board, "work", status=form.status if form else 200, **page)


@require_POST
@login_required
def score_work(request, pk):
    """One score at a time, then on to the next work that waits for this member."""
    work, now = work_for(request.user, pk), timezone.now()
    form = ScoreForm(request.POST)
    if not filled_in(request, form, work.score, by=request.user, at=now):
        return show_work(request, work, form)
    following = work.board.works.filter(decided_at=None).exclude(scores__member=request.user)
    if next_one := following.first():
        return done(request, _("Saved. This is the next one."), to=next_one)
    return done(request, _("Saved. You have scored all of it."), to=work.board)


@login_required
def decide_work(request, pk):
    work, now = work_for(request.user, pk), timezone.now()
    work.board.demand_deciding(request.user, now)
    form = OutcomeForm(sent(request))
    if filled_in(request, form, work.decide, by=request.user, at=now):
        return done(request, _("Decided. Those who made it are told."), to=work)
    title = _("What becomes of “%s”?") % work.title
    return work_form_page(request, work, form, title, _("Decide"), intro=_("It stays as decided."))


@require_POST
@login_required
def confirm_work_changes(request, pk):
    work = work_for(request.user, pk)
    work.confirm_changes(by=request.user, at=timezone.now())
    return done(request, _("The changes are confirmed; it may be presented."), to=work)


@require_POST
@login_required
def release_work(request, pk):
    work = work_for(request.user, pk)
    work.release(by=request.user, at=timezone.now())
    return done(request, _("Released, to be shown beside the answer to the brief."), to=work)
