"""What is done to a contact report: each act fetches it, asks if it must, and calls one verb."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.fields import key_of
from accounts.models import OutgoingMail
from accounts.views.dialogs import DIALOG, ask, go
from agency.lib.refusal import Refused
from reports.forms.contact_report import (
    AddressForm,
    BounceForm,
    RecipientForm,
    ReturnForm,
    ReviewerForm,
)
from reports.forms.contacts import SeatsForm
from reports.models import ContactReport, Interaction, Recipient
from reports.models.sheet import Sheet
from reports.views.report_editor import open_version, versions_of

ASKED = ["GET", "HEAD", "POST"]


def fetched(request, pk):
    reports = ContactReport.objects.visible_to(request.user)
    people = ("client__office", "author", "interaction", "submitted_to")
    return get_object_or_404(reports.select_related(*people), pk=pk)


def typed(request):
    return request.POST if request.method == "POST" else None


@login_required
@require_POST
def write_report(request, pk):
    """Open the report of a contact, begun now if nobody began it."""
    contact = get_object_or_404(Interaction.objects.visible_to(request.user), pk=pk)
    report = ContactReport.objects.write_up(contact, request.user, timezone.now())
    return redirect(report)


@login_required
@require_http_methods(ASKED)
def seat_people(request, pk, contact):
    """Who took part in one of the contacts the report covers."""
    version, at = open_version(versions_of(request.user, pk)), timezone.now()
    contact = get_object_or_404(Interaction.objects.visible_to(request.user), pk=contact)
    form = SeatsForm(typed(request), contact=contact, person=request.user, at=at)
    return ask(
        request,
        version,
        form,
        lambda _chosen: version.report.seat(request.user, contact, at, **form.seats),
        title=_("Who took part?"),
        button=_("Save"),
        done=_("The list of people is changed."),
        body="reports/_interaction_seats.html",
    )


@login_required
@require_http_methods(ASKED)
def recipients(request, pk):
    """Whom the open version goes to: the list, and one more person at a time."""
    version, at = open_version(versions_of(request.user, pk)), timezone.now()
    report, sheet = version.report, Sheet(version, at)
    off_list = sheet.people.missing_from(sheet.people.going_to())
    form = RecipientForm(typed(request), choices=[(row.key, row.name) for row in off_list])
    if request.method == "POST":
        if left_out := key_of(request.POST.get("leave_out", "")):
            row = get_object_or_404(Recipient, pk=left_out, version=version)
            report.leave_out(request.user, row, at)
            return redirect(request.path)
        if form.is_valid():
            try:
                report.send_to(request.user, at=at, **form.cleaned_data)
                return redirect(request.path)
            except Refused as refusal:
                form.take(refusal)
    context = {"report": report, "version": version, "sheet": sheet, "form": form}
    context |= {"title": _("Whom it goes to"), "body": "reports/_report_recipients.html"}
    template = DIALOG if request.htmx else "reports/contact_report_dialog.html"
    return render(request, template, context, status=form.status)


@login_required
@require_http_methods(ASKED)
def submit(request, pk):
    """Give the draft to somebody who may send it."""
    report, at = fetched(request, pk), timezone.now()
    form = ReviewerForm(typed(request), report=report, by=request.user, at=at)
    return ask(
        request,
        report,
        form,
        lambda chosen: report.submit(request.user, chosen["to"], at),
        title=_("Who reads the draft?"),
        button=_("Submit"),
        note=_("The clock runs on while it is read."),
        done=_("The draft is submitted."),
    )


@login_required
@require_http_methods(ASKED)
def send_back(request, pk):
    report, at = fetched(request, pk), timezone.now()
    return ask(
        request,
        report,
        ReturnForm(typed(request)),
        lambda chosen: report.send_back(request.user, chosen["reason"], at),
        title=_("Give the draft back to %(name)s") % {"name": report.author.name},
        button=_("Return"),
        done=_("The draft is returned."),
    )


@login_required
@require_http_methods(ASKED)
def distribute(request, pk):
    """Ask once, with the names of those it goes to; then it is out of the house."""
    version, at = open_version(versions_of(request.user, pk)), timezone.now()
    report = version.report
    if request.method == "POST":
        report.distribute(request.user, at)
        messages.success(request, _("Sent as %(number)s.") % {"number": report.number})
        return go(request, report.get_absolute_url())
    sheet = Sheet(version, at)
    context = {"report": report, "version": version, "sheet": sheet}
    context |= {place: sheet.people.going_to(place) for place in Recipient.Place.values}
    context |= {"can_distribute": report.can_distribute(request.user)}
    context |= {"title": _("Send this report?"), "body": "reports/_report_distribute.html"}
    template = DIALOG if request.htmx else "reports/contact_report_dialog.html"
    return render(request, template, context)


@login_required
@require_POST
def correct(request, pk):
    report = fetched(request, pk)
    report.correct(request.user, timezone.now())
    return redirect("reports:report-draft", pk=report.pk)


@login_required
@require_POST
def drop_correction(request, pk):
    report = fetched(request, pk)
    report.drop_correction(request.user, timezone.now())
    messages.success(request, _("The correction is dropped; what was sent stands."))
    return redirect(report)


def fetched_mail(request, pk):
    """A mail that brought a report to somebody, and the report."""
    mails = OutgoingMail.objects.visible_to(request.user).filter(recipient__isnull=False)
    mail = get_object_or_404(mails.select_related("recipient__version__report__client"), pk=pk)
    return mail, mail.recipient.version.report


@login_required
@require_http_methods(ASKED)
def record_bounce(request, pk):
    """The mail came back. When every mail to the client did, the report is owed again."""
    (mail, report), at = fetched_mail(request, pk), timezone.now()
    return ask(
        request,
        report,
        BounceForm(typed(request)),
        lambda chosen: report.record_bounce(request.user, mail, chosen["note"], at),
        title=_("The mail to %(name)s came back") % {"name": mail.to_name},
        button=_("It came back"),
        note=_("If nobody of the client got it, the report is owed again, with its old deadline."),
        done=_("Noted."),
    )


@login_required
@require_http_methods(ASKED)
def send_again(request, pk):
    (mail, report), at = fetched_mail(request, pk), timezone.now()
    form = AddressForm(typed(request), initial={"address": mail.to_address})
    return ask(
        request,
        report,
        form,
        lambda chosen: report.send_again(request.user, mail, chosen["address"], at),
        title=_("Send it to %(name)s once more") % {"name": mail.to_name},
        button=_("Send again"),
        done=_("It goes out again."),
    )
