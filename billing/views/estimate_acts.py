"""What is done to an estimate: each act fetches it, asks if it must, and calls one verb."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Approval
from accounts.views.client_page import sent
from accounts.views.dialogs import ask, go
from billing.forms.estimates import ReasonForm, ReviseForm, StartForm, WithdrawForm
from billing.models import Estimate
from billing.views.estimate_page import estimate_for

ASKED = ["GET", "HEAD", "POST"]


@login_required
@require_POST
def submit_estimate(request, pk):
    estimate = estimate_for(request.user, pk)
    estimate.latest.submit(request.user, timezone.now())
    messages.success(request, _("Submitted."))
    return redirect(estimate)


@login_required
@require_POST
def take_back_estimate(request, pk):
    estimate = estimate_for(request.user, pk)
    estimate.latest.take_back(request.user, timezone.now())
    messages.success(request, _("Taken back; nobody is asked to sign any more."))
    return redirect("billing:estimate-draft", pk=estimate.pk)


@login_required
@require_POST
def approve_estimate(request, pk):
    """Sign the very version that was read, then open the next that waits for this person."""
    estimate = estimate_for(request.user, pk)
    estimate.latest.approve(request.user, request.POST.get("hash", ""), timezone.now())
    messages.success(request, _("Approved: %s") % estimate.latest.label)
    return redirect(next_for(request.user, estimate))


@login_required
@require_http_methods(ASKED)
def return_estimate(request, pk):
    estimate, user = estimate_for(request.user, pk), request.user
    if request.method != "POST":
        return redirect(estimate)
    form = ReasonForm(request.POST)
    read = request.POST.get("hash", "")
    if form.is_valid():
        estimate.latest.send_back(user, form.cleaned_data["reason"], read, timezone.now())
        messages.success(request, _("Returned: %s") % estimate.latest.label)
        return redirect(next_for(user, estimate))
    return ask(request, estimate, form, None, title=_("Return the estimate"), button=_("Return"))


def next_for(user, estimate):
    """Where to go after a decision: the next that waits for him, else the queue."""
    step = Approval.objects.lying_with(user).order_by("opened_at", "pk").first()
    if step is not None:
        return step.url
    try:
        return reverse("approvals")
    except NoReverseMatch:
        return estimate.get_absolute_url()


@login_required
@require_http_methods(ASKED)
def withdraw_estimate(request, pk):
    estimate, user = estimate_for(request.user, pk), request.user
    return ask(
        request,
        estimate,
        WithdrawForm(sent(request)),
        lambda typed: estimate.latest.withdraw(user, typed["reason"], timezone.now()),
        title=_("Withdraw %s") % estimate.latest.label,
        button=_("Withdraw"),
        done=_("Withdrawn."),
        note=_("The client's links close. Its number stays taken."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def revise_estimate(request, pk):
    estimate, user = estimate_for(request.user, pk), request.user
    version = estimate.latest
    return ask(
        request,
        estimate,
        ReviseForm(sent(request)),
        lambda typed: version.revise(user, typed["changes"], timezone.now()),
        title=_("New version of %s") % version.label,
        button=_("Begin the new version"),
        done=_("A new version; the one before holds until the client approves this."),
        note=_("Every change asks for the signatures anew."),
    )


@login_required
@require_http_methods(ASKED)
def add_change_order(request, pk):
    """Begin a change order to an estimate that the client approved."""
    estimate, user = estimate_for(request.user, pk), request.user
    made = []

    def begin(typed):
        at = timezone.now()
        made.append(Estimate.objects.start_change_order(estimate, typed["title"], user, at))

    answer = ask(
        request,
        estimate,
        StartForm(sent(request)),
        begin,
        title=_("Change order to %s") % estimate.number,
        button=_("Begin"),
        note=_("It holds only what is added or taken away; a negative quantity takes away."),
    )
    return go(request, reverse("billing:estimate-draft", args=[made[0].pk])) if made else answer
