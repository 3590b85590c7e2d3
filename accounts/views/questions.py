"""Questions of a client's work: who asked, who has the ball, since when; and their answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.questions import AnswerForm, HandOnForm, HoldForm, ReopenForm
from accounts.models import Comment, Question, User
from accounts.views.client_page import open_client_for, sent, show
from accounts.views.dialogs import ask

ASKED = ["GET", "HEAD", "POST"]
PAGE = 50


@login_required
@require_safe
def client_questions(request, pk):
    """All that was asked about a client's work, what is late first."""
    client = open_client_for(request.user, pk)
    today = client.local_date(timezone.now())
    page = Paginator(client.questions.on_page(), PAGE).get_page(request.GET.get("page"))
    page.object_list = [known(question, client, today) for question in page.object_list]
    late = client.questions.late(today).count()
    return show(request, client, "questions", questions=page, late=late, today=today)


def known(question, client, today):
    question.client = client
    question.late = question.is_late(today)
    return question


def question_for(user, pk):
    rows = Question.objects.visible_to(user)
    return get_object_or_404(rows.select_related("client__office", "assignee"), pk=pk)


@login_required
@require_http_methods(ASKED)
def answer_question(request, pk):
    question, user = question_for(request.user, pk), request.user
    form = AnswerForm(sent(request), is_for_client=question.asked_by_contact_id is not None)
    return ask(
        request,
        question,
        form,
        lambda typed: question.give_answer(user, at=timezone.now(), **typed),
        title=_("Answer"),
        button=_("Answer"),
        done=_("Answered."),
        note=question.text,
    )


@login_required
@require_http_methods(ASKED)
def hold_question(request, pk):
    question, user = question_for(request.user, pk), request.user
    return ask(
        request,
        question,
        HoldForm(sent(request)),
        lambda typed: question.hold(user, typed["reply"], timezone.now()),
        title=_("Holding reply"),
        button=_("Send"),
        done=_("Sent."),
        note=question.text,
    )


@login_required
@require_http_methods(ASKED)
def hand_on_question(request, pk):
    question, user = question_for(request.user, pk), request.user
    now = timezone.now()
    team = question.client.team.on(question.client.local_date(now))
    people = User.objects.at_work().filter(pk__in=team.values("person")).order_by("name")
    form = HandOnForm(sent(request), people=people, initial={"assignee": question.assignee_id})
    return ask(
        request,
        question,
        form,
        lambda typed: question.hand_on(user, typed["assignee"], now),
        title=_("Hand the question on"),
        button=_("Hand on"),
        done=_("Handed on."),
        note=question.text,
    )


@login_required
@require_POST
def close_question(request, pk):
    question = question_for(request.user, pk)
    question.close(request.user, timezone.now())
    messages.success(request, _("Closed."))
    return redirect(question)


@login_required
@require_http_methods(ASKED)
def reopen_question(request, pk):
    question, user = question_for(request.user, pk), request.user
    return ask(
        request,
        question,
        ReopenForm(sent(request)),
        lambda typed: question.reopen(user, typed["reason"], timezone.now()),
        title=_("Ask again"),
        button=_("Ask again"),
        done=_("Asked again."),
        note=question.text,
    )


@login_required
@require_POST
def resolve_comment(request, pk):
    rows = Comment.objects.visible_to(request.user)
    comment = get_object_or_404(rows.select_related("client"), pk=pk)
    comment.resolve(request.user, timezone.now())
    messages.success(request, _("Resolved."))
    return redirect(comment)
