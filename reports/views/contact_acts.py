"""What can be done with a contact: each act fetches it, asks, and calls one verb."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.fields import Form
from accounts.views.dialogs import ask
from agency.lib.refusal import Refused
from reports.forms.contacts import (
    DetailsForm,
    DrafterForm,
    EndForm,
    LatenessForm,
    MaybeReasonForm,
    ReasonForm,
    SeatsForm,
    TimesForm,
)
from reports.models import Interaction

ASKED = ["GET", "HEAD", "POST"]


def fetched(request, pk):
    contacts = Interaction.objects.visible_to(request.user)
    return get_object_or_404(contacts.select_related("client__office", "obligation"), pk=pk)


def typed(request):
    return request.POST if request.method == "POST" else None


def owed(contact):
    """The debt of a contact; an act on a debt that is not there comes from an old page."""
    if contact.debt is None:
        raise Refused(_("No report is owed for this contact."))
    return contact.debt


@login_required
@require_http_methods(ASKED)
def move_end(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    form = EndForm(typed(request), initial={"ends_at": contact.ends_at})
    return ask(
        request,
        contact,
        form,
        lambda chosen: contact.move_end(request.user, chosen["ends_at"], at),
        title=_("When did it end?"),
        button=_("Change the end"),
        done=_("The end is changed."),
    )


@login_required
@require_http_methods(ASKED)
def reschedule(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    now = {"starts_at": contact.starts_at, "ends_at": contact.ends_at}
    return ask(
        request,
        contact,
        TimesForm(typed(request), initial=now),
        lambda chosen: contact.reschedule(request.user, at=at, **chosen),
        title=_("Put it to another time"),
        button=_("Reschedule"),
        done=_("It is rescheduled."),
    )


@login_required
@require_http_methods(ASKED)
def correct(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    names = ("subject", "kind", "place", "brand")
    now = {name: getattr(contact, name) for name in names}
    form = DetailsForm(typed(request), contact=contact, initial={**now, "jobs": contact.jobs.all()})
    return ask(
        request,
        contact,
        form,
        lambda chosen: contact.correct(request.user, at, **chosen),
        title=_("Put right what was written down"),
        button=_("Save"),
        done=_("It is put right."),
    )


@login_required
@require_http_methods(ASKED)
def seat(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    form = SeatsForm(typed(request), contact=contact, person=request.user, at=at)
    return ask(
        request,
        contact,
        form,
        lambda _chosen: contact.seat(request.user, at, **form.seats),
        title=_("Who took part?"),
        button=_("Save"),
        done=_("The list of people is changed."),
        body="reports/_interaction_seats.html",
    )


@login_required
@require_http_methods(ASKED)
def cancel(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    at_once = contact.falls_away_at_once(request.user, at)
    form = (MaybeReasonForm if not contact.has_begun(at) else ReasonForm)(typed(request))
    superior = None if at_once else contact.superior(at)
    return ask(
        request,
        contact,
        form,
        lambda chosen: contact.cancel(request.user, chosen["reason"], at),
        title=_("“%(subject)s” did not take place") % {"subject": contact.subject},
        button=_("Cancel the contact") if at_once else _("Ask %(name)s") % {"name": superior.name},
        note=_("No report will be owed for it.")
        if at_once
        else _("Its time has come already, so %(name)s has to confirm. Until then the clock runs.")
        % {"name": superior.name},
        done=_("It is cancelled.")
        if at_once
        else _("%(name)s is asked to confirm.") % {"name": superior.name},
        danger=True,
    )


@login_required
@require_POST
def answer_cancellation(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    if request.POST.get("answer") == "confirm":
        contact.confirm_cancellation(request.user, at)
        messages.success(request, _("Cancelled; no report is owed."))
    else:
        contact.refuse_cancellation(request.user, at)
        messages.success(request, _("The report stays owed."))
    return redirect(contact)


@login_required
@require_http_methods(ASKED)
def note_no_show(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    return ask(
        request,
        contact,
        Form(typed(request)),
        lambda _chosen: contact.client_stayed_away(request.user, at),
        title=_("The client did not show up at “%(subject)s”") % {"subject": contact.subject},
        button=_("They did not show up"),
        note=_("No report will be owed. It stays on record, and your superior is told."),
        done=_("Noted; no report is owed."),
        danger=True,
    )


@login_required
@require_POST
def answer_old(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    if request.POST.get("answer") == "confirm":
        contact.confirm_old(request.user, at)
        messages.success(request, _("Confirmed; its report is owed."))
    else:
        contact.reject_old(request.user, "", at)
        messages.success(request, _("Not confirmed; nothing is owed."))
    return redirect(contact)


@login_required
@require_POST
def start_clock(request, pk):
    contact = fetched(request, pk)
    contact.start_clock(request.user, timezone.now())
    messages.success(
        request,
        _("A superior is asked to confirm it first.")
        if contact.confirmation_needed
        else _("Its clock runs."),
    )
    return redirect(contact)


@login_required
@require_http_methods(ASKED)
def waive(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    debt = owed(contact)
    return ask(
        request,
        contact,
        ReasonForm(typed(request)),
        lambda chosen: debt.waive(request.user, chosen["reason"], at),
        title=_("Let the report of “%(subject)s” go unwritten") % {"subject": contact.subject},
        button=_("Waive the report"),
        note=_("It counts as waived for good, with your name and your reason."),
        done=_("The report is waived."),
        danger=True,
    )


@login_required
@require_http_methods(ASKED)
def assign_drafter(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    form = DrafterForm(
        typed(request), contact=contact, at=at, initial={"person": owed(contact).drafter_id}
    )
    return ask(
        request,
        contact,
        form,
        lambda chosen: contact.assign_drafter(request.user, chosen["person"], at),
        title=_("Who drafts the report?"),
        button=_("Save"),
        note=_("%(name)s still answers for it.") % {"name": contact.answers().name},
        done=_("The drafter is set."),
    )


@login_required
@require_POST
def mark_sensitive(request, pk):
    contact = fetched(request, pk)
    is_sensitive = request.POST.get("sensitive") == "1"
    contact.mark_sensitive(request.user, timezone.now(), sensitive=is_sensitive)
    messages.success(
        request,
        _("The report stays inside the house.") if is_sensitive else _("The client gets it again."),
    )
    return redirect(contact)


@login_required
@require_http_methods(ASKED)
def explain_lateness(request, pk):
    contact, at = fetched(request, pk), timezone.now()
    debt = owed(contact)
    form = LatenessForm(
        typed(request), initial={"reason": debt.late_reason, "note": debt.late_note}
    )
    return ask(
        request,
        contact,
        form,
        lambda chosen: contact.explain_lateness(request.user, at, **chosen),
        title=_("Why is the report late?"),
        button=_("Save"),
        done=_("The reason is noted."),
    )
