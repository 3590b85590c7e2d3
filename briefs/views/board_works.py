from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, sent
from briefs.forms.boards import WorkForm
from briefs.models import BoardWork
from briefs.views.board_page import board_for, work_for
from briefs.views.boards import board_form_page


@login_required
def add_board_work(request, pk):
    board, now = board_for(request.user, pk), timezone.now()
    board.client.demand(request.user, Rung.AE, now)
    day, first = board.client.local_date(now), board.jobs.all()[:1]
    start = {"job": first[0].pk if first else None}
    form = WorkForm(sent(request), initial=start, board=board, day=day)
    if filled_in(request, form, BoardWork.objects.add, board=board, by=request.user, at=now):
        return done(request, _("It is in the pack."), to=board)
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
        return done(request, _("Changed."), to=work.board)
    return board_form_page(request, work.board, form, _("Change “%s”") % work.title, _("Save"))


@require_POST
@login_required
def take_out_board_work(request, pk):
    work = work_for(request.user, pk)
    board = work.board
    work.take_out(by=request.user, at=timezone.now())
    return done(request, _("Taken out of the pack."), to=board)
