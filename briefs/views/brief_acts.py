"""What is done to a brief: each act fetches it, asks if it must, and calls one verb."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Approval, Comment, Question, User
from accounts.views.client_page import sent
from accounts.views.dialogs import ask
from briefs.forms.briefs import CoAuthorsForm, ReasonForm, ReviseForm, SayForm, WithdrawForm
from briefs.views.brief_page import brief_for

ASKED = ["GET", "HEAD", "POST"]


def serving(client):
    """Whoever works for the client today, by name."""
    team = client.team.on(client.local_date(timezone.now()))
    return User.objects.at_work().filter(pk__in=team.values("person")).order_by("name")


@login_required
@require_POST
def submit_brief(request, pk):
    brief = brief_for(request.user, pk)
    brief.latest.submit(request.user, timezone.now())
    messages.success(request, _("Submitted."))
    return redirect(brief)


@login_required
@require_POST
def take_back_brief(request, pk):
    brief = brief_for(request.user, pk)
    brief.latest.take_back(request.user, timezone.now())
    messages.success(request, _("Taken back; nobody is asked to sign any more."))
    return redirect("briefs:brief-draft", pk=brief.pk)


@login_required
@require_POST
def approve_brief(request, pk):
    """Sign the very version that was read, then open the next that waits for this person."""
    brief = brief_for(request.user, pk)
    brief.latest.approve(request.user, request.POST.get("hash", ""), timezone.now())
    messages.success(request, _("Approved: %s") % brief.latest.label)
    return redirect(next_for(request.user, brief))


@login_required
@require_http_methods(ASKED)
def return_brief(request, pk):
    brief, user = brief_for(request.user, pk), request.user
    if request.method != "POST":
        return redirect(brief)
    form = ReasonForm(request.POST)
    read = request.POST.get("hash", "")
    if form.is_valid():
        brief.latest.send_back(user, form.cleaned_data["reason"], read, timezone.now())
        messages.success(request, _("Returned: %s") % brief.latest.label)
        return redirect(next_for(user, brief))
    return ask(request, brief, form, None, title=_("Return the brief"), button=_("Return"))


def next_for(user, brief):
    """Where to go after a decision: the next that waits for him, else the queue."""
    step = Approval.objects.lying_with(user).order_by("opened_at", "pk").first()
    if step is not None:
        return step.url
    try:
        return reverse("approvals")
    except NoReverseMatch:
        return brief.get_absolute_url()


@login_required
@require_POST
def issue_brief(request, pk):
    brief = brief_for(request.user, pk)
    brief.latest.issue(request.user, timezone.now())
    messages.success(request, _("Issued: the departments on the team are told."))
    return redirect(brief)


@login_required
@require_http_methods(ASKED)
def withdraw_brief(request, pk):
    brief, user = brief_for(request.user, pk), request.user
    return ask(
        request,
        brief,
        WithdrawForm(sent(request)),
        lambda typed: brief.latest.withdraw(user, typed["reason"], timezone.now()),
        title=_("Withdraw %s") % brief.latest.label,
        button=_("Withdraw"),
        done=_("Withdrawn."),
        note=_("Nobody works by it any more; whoever did is told."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def revise_brief(request, pk):
    brief, user = brief_for(request.user, pk), request.user
    version = brief.latest
    return ask(
        request,
        brief,
        ReviseForm(sent(request)),
        lambda typed: version.revise(user, typed["changes"], timezone.now()),
        title=_("New version of %s") % version.label,
        button=_("Begin the new version"),
        done=_("A new version; the one before holds until this is approved."),
        note=_("A change after the approval is a rebrief and is counted as one."),
    )


@login_required
@require_http_methods(ASKED)
def co_author_brief(request, pk):
    brief, user = brief_for(request.user, pk), request.user
    named = brief.co_authors.all()
    team = brief.client.team.on(brief.client.local_date(timezone.now()))
    people = User.objects.filter(Q(pk__in=team.values("person")) | Q(pk__in=named.values("pk")))
    people = people.exclude(pk=brief.author_id).order_by("name")
    form = CoAuthorsForm(sent(request), people=people, initial={"people": named})
    return ask(
        request,
        brief,
        form,
        lambda typed: brief.name_co_authors(user, typed["people"], timezone.now()),
        title=_("Who writes it with %s?") % brief.author.name,
        button=_("Save"),
        done=_("Changed."),
    )


@login_required
@require_http_methods(ASKED)
def say_about_brief(request, pk, section):
    """A comment or a question on one section."""
    brief, user = brief_for(request.user, pk), request.user
    asked = brief.shape.section(section)
    form = SayForm(sent(request), people=serving(brief.client))
    return ask(
        request,
        brief,
        form,
        lambda typed: say(brief, section if asked else "", typed, user),
        title=_("On “%s”") % (asked.label if asked else brief.title),
        button=_("Send"),
        done=_("Sent."),
    )


def say(brief, section, typed, user):
    at = timezone.now()
    if typed["kind"] == "comment":
        tell = [brief.author, *brief.co_authors.all()]
        return Comment.objects.write(brief, typed["text"], user, at, section=section, tell=tell)
    return Question.objects.ask(
        brief,
        typed["text"],
        user,
        at,
        assignee=typed["assignee"] or brief.author,
        section=section,
        kind=typed["kind"],
        is_mandatory=typed["is_mandatory"],
    )
