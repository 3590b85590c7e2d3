from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.dialogs import DIALOG, go, place_before
from agency.lib.refusal import WRONG_STATE, Refused
from reports.forms.contacts import LogForm
from reports.models import ContactReport, Interaction

TICKED = {"contacts", "partners", "team"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_interaction(request):
    """A small dialog from anywhere, and a page where no script runs."""
    at = timezone.now()
    if request.method != "POST" or "people" in request.POST:
        return _shown(request, LogForm(person=request.user, at=at, initial=_so_far(request)))
    form = LogForm(request.POST, person=request.user, at=at)
    if not form.is_valid():
        return _shown(request, form)
    if (doubles := _doubles(request, form, at)) and "despite" not in request.POST:
        form.status = WRONG_STATE
        return _shown(request, form, doubles=doubles)
    try:
        contact = Interaction.objects.log(request.user, at, client=form.client, **form.told)
        return _logged(request, contact, at)
    except Refused as refusal:
        form.take(refusal)
        return _shown(request, form)


@login_required
@require_safe
def log_people(request):
    """The people to tick, for the client just chosen in the dialog."""
    form = LogForm(person=request.user, at=timezone.now(), initial=_so_far(request))
    return render(request, "reports/_log_contact_people.html", {"form": form})


def _so_far(request):
    """What was said already; the boxes to tick belong to the client chosen now."""
    said = request.POST or request.GET
    return {name: text for name, text in said.items() if name not in TICKED}


def _doubles(request, form, at):
    ends_at = form.cleaned_data["ends_at"] or at
    contacts = Interaction.objects.visible_to(request.user)
    return contacts.overlapping(form.client, form.cleaned_data["starts_at"], ends_at)[:3]


def _logged(request, contact, at):
    if "write" in request.POST and contact.owes_a_report and contact.ends_at <= at:
        return go(request, _draft_of(request, contact, at).get_absolute_url())
    if contact.confirmation_needed:
        messages.success(
            request, _("Logged. A superior is asked to confirm it, it is so long ago.")
        )
    elif contact.owes_a_report:
        messages.success(request, _("Logged. The 24 hours run from its end."))
    else:
        messages.success(request, _("Logged."))
    return go(request, place_before(request, otherwise=contact.get_absolute_url()))


def _draft_of(request, contact, at):
    """The report to write now; the contact itself where somebody else has to write it."""
    try:
        return ContactReport.objects.write_up(contact, request.user, at)
    except Refused as refusal:
        messages.info(request, refusal.message)
        return contact


def _shown(request, form, **more):
    context = {
        "form": form,
        "title": _("Log a meeting or call"),
        "body": "reports/_log_contact.html",
        "next": place_before(request, otherwise=""),
        **more,
    }
    template = DIALOG if request.htmx else "reports/log_contact.html"
    return render(request, template, context, status=form.status)
