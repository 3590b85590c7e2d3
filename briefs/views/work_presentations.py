"""Work on its way to the client: sent back or let through by the CSD, presented, answered."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, sent
from briefs.forms.board_acts import AnswerForm, PresentForm, SendBackForm
from briefs.forms.boards import ReasonForm
from briefs.models import WorkPresentation
from briefs.views.board_page import work_for
from briefs.views.board_works import work_form_page


@login_required
def send_back_work(request, pk):
    work, now = work_for(request.user, pk), timezone.now()
    work.client.demand(request.user, Rung.CSD, now)
    form = SendBackForm(sent(request))
    if filled_in(request, form, work.send_back, by=request.user, at=now):
        return done(request, _("Sent back. Those who made it are told."), to=work)
    title = _("Send “%s” back") % work.title
    return work_form_page(request, work, form, title, _("Send it back"))


@login_required
def override_board(request, pk):
    work, now = work_for(request.user, pk), timezone.now()
    work.client.demand(request.user, Rung.CSD, now)
    form = ReasonForm(sent(request), label=_("Why the client sees it without the board"))
    if filled_in(request, form, work.override, by=request.user, at=now):
        return done(request, _("It may be presented; your reason stands beside it."), to=work)
    title = _("Let “%s” go to the client") % work.title
    intro = _("The reason is shown on the pages of the job and of the client.")
    return work_form_page(request, work, form, title, _("Let it go"), intro=intro)


@login_required
def present_work(request, pk):
    work, now = work_for(request.user, pk), timezone.now()
    work.client.demand(request.user, Rung.AE, now)
    form = PresentForm(
        sent(request),
        initial={"presented_at": now.replace(second=0, microsecond=0)},
        client=work.client,
        day=work.client.local_date(now),
    )
    act = {"work": work, "by": request.user, "at": now}
    if filled_in(request, form, WorkPresentation.objects.present, **act):
        return done(request, _("Noted: %s has seen it.") % work.client.name, to=work)
    title = _("Present “%s”") % work.title
    intro = work.why_not_presented() or _("Note to whom it was shown, and when.")
    return work_form_page(request, work, form, title, _("It was presented"), intro=intro)


@login_required
def note_client_answer(request, pk):
    work, now = work_for(request.user, pk), timezone.now()
    work.client.demand(request.user, Rung.AE, now)
    if work.shown is None:
        raise Http404
    form = AnswerForm(sent(request))
    if filled_in(request, form, work.shown.note_answer, by=request.user, at=now):
        return done(request, _("Noted. Those who made it are told."), to=work)
    title = _("What did %(client)s say to “%(work)s”?")
    title %= {"client": work.client.name, "work": work.title}
    return work_form_page(request, work, form, title, _("Note the answer"))
