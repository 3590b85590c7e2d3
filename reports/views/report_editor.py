"""The editor of an open version: one page, one form, saved by itself or by its buttons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reswap, retarget

from accounts.forms.fields import key_of
from agency.lib.refusal import WRONG_STATE, Refused
from reports import documents
from reports.forms.contact_report import ReportForm
from reports.models import Obligation, Participant, Recipient, ReportVersion
from reports.models.drafting import Stale
from reports.models.people import CONTACT, GUEST, PARTNER, PERSON
from reports.models.sheet import Sheet

MORE_ROWS = 5


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_draft(request, pk):
    """The open version of a report: its page, and where its form is sent to."""
    sheet = Sheet(open_version(versions_of(request.user, pk)), timezone.now())
    if request.method == "POST":
        return save(request, sheet)
    return editor(request, sheet, ReportForm(sheet=sheet))


@login_required
@require_safe
@xframe_options_sameorigin
def report_preview(request, pk):
    """The paper as it would be printed now, on the screen."""
    sheet = Sheet(open_version(versions_of(request.user, pk)), timezone.now())
    prefetch_related_objects(sheet.contacts, "jobs")
    paper = documents.contact_report(sheet, sheet.at, draft=True)
    return render(request, "pdf/contact_report.html", {**paper, "preview": True, "seal": ""})


def versions_of(user, pk):
    """All versions of a report this person may see, newest first; for a stranger there is none."""
    versions = ReportVersion.objects.visible_to(user).filter(report=pk).on_page(user)
    if not versions:
        raise Http404
    return versions


def open_version(versions):
    if not versions[0].is_open:
        raise Refused(_("This report is distributed; correct it with a new version."))
    return versions[0]


def save(request, sheet):
    """Take over what was typed, then do what the pressed button says."""
    form, act = ReportForm(request.POST, sheet=sheet), Act.of(request)
    if not form.is_valid():
        return again(request, sheet, form)
    edit = act.number if act.name == "overwrite" else form.cleaned_data["edit"]
    try:
        version = sheet.report.write(
            request.user, edit, form.words, form.lines, form.about_us, sheet.at
        )
    except Stale as stale:
        return conflict(request, sheet, form, stale.version)
    except Refused as refusal:
        form.take(refusal)
        return again(request, sheet, form)
    if is_autosave(request):
        return saved(request, Sheet(version, sheet.at), form)
    return carry_out(request, sheet.report, act, form)


def is_autosave(request):
    return request.headers.get("X-Autosave") == "true"


def saved(request, sheet, form):
    """What an autosave changes on the page: the edit it stands on, and what is still missing."""
    return render(request, "reports/_report_saved.html", desk(request.user, sheet, form))


def again(request, sheet, form):
    """The page with what was typed, and what is wrong with it."""
    if not request.htmx:
        return editor(request, sheet, form, status=form.status)
    answer = render(request, "reports/_report_problems.html", {"form": form}, status=form.status)
    return aimed(answer, "#report-problems")


def aimed(answer, target):
    """An answer to a button that wanted a dialog goes to its place on the page instead."""
    return retarget(reswap(answer, "outerHTML"), target)


def conflict(request, sheet, form, version):
    """Somebody saved meanwhile: theirs is shown, and what was typed here stays on the page."""
    clash = {"theirs": version, "yours": form}
    if not request.htmx:
        return editor(request, sheet, form, status=WRONG_STATE, conflict=clash)
    context = {"conflict": clash, "report": sheet.report}
    answer = render(request, "reports/_report_conflict.html", context, status=WRONG_STATE)
    return aimed(answer, "#conflict")


def editor(request, sheet, form, status=200, conflict=None):
    prefetch_related_objects(sheet.contacts, "jobs")
    context = desk(request.user, sheet, form) | {"conflict": conflict}
    return render(request, "reports/contact_report_editor.html", context, status=status)


def desk(user, sheet, form):
    """What the editor shows."""
    version, report = sheet.version, sheet.report
    anchors = form.rows.anchor([line.key for line in version.lines])
    return {
        "sheet": sheet,
        "version": version,
        "report": report,
        "form": form,
        "contacts": [(contact, chips(contact, sheet)) for contact in sheet.contacts],
        "checks": [(check, anchor(check, anchors)) for check in sheet.checks],
        "goes_to": {place: sheet.people.going_to(place) for place in Recipient.Place.values},
        "events": events(sheet),
        "can_edit": report.can_edit(user),
        "can_distribute": report.can_distribute(user),
        "is_reviewer": report.reviewer is not None and report.can_distribute(user),
    }


def anchor(check, rows):
    """The id of the control a check is about; empty where it is about no line."""
    if check.line not in rows:
        return ""
    part = {"action-owner": "owner", "action-due": "due", "action-past": "due"}.get(check.code)
    return f"id_lines-{rows[check.line]}-{part or 'text'}"


def chips(contact, sheet):
    """Who was at a contact, side by side: [(side, [(person, the act that takes him off)])]."""
    sides = {
        _("From the client"): (CONTACT, GUEST),
        _("From partners"): (PARTNER,),
        _("From the agency"): (PERSON,),
    }
    there = [row for row in sheet.people.present if row.interaction_id == contact.pk]
    return [
        (label, [(row, f"unseat:{row.row}") for row in there if row.side in of])
        for label, of in sides.items()
        if PARTNER not in of or any(row.side == PARTNER for row in there)
    ]


def events(sheet):
    """What happened so far, the newest first, as the timeline shows it."""
    report, version = sheet.report, sheet.version
    told = [
        ("timer", "", _("Clock started when the contact ended"), report.interaction.ends_at),
        ("notebook-pen", report.author.name, _("began the report"), report.started_at),
    ]
    if report.submitted_at and not report.is_distributed:
        words = _("was asked to read it")
        told.append(("eye", report.submitted_to.name, words, report.submitted_at))
    if report.is_returned:
        told.append(("undo-2", report.returned_by.name, _("returned it"), report.returned_at))
    if version.edit:
        told.append(("pencil", version.edited_by.name, _("saved it last"), version.edited_at))
    names = ("icon", "who", "what", "at")
    told = [dict(zip(names, each, strict=True)) for each in told if each[3] <= sheet.at]
    return sorted(told, key=lambda event: event["at"], reverse=True)


class Act:
    """What a button of the editor asks for beside saving: its name and the record's number."""

    def __init__(self, name, number):
        self.name, self.number = name, number

    @classmethod
    def of(cls, request):
        name, _colon, number = request.POST.get("act", "").partition(":")
        return cls(name, key_of(number))


def carry_out(request, report, act, form):
    """After the save: a button that only moves rows shows the page again, others lead on."""
    by, at = request.user, timezone.now()
    rows = form.rows
    moves = {
        "more": lambda: rows.add(MORE_ROWS),
        "insert": lambda: rows.insert(act.number),
        "up": lambda: rows.move(act.number, -1),
        "down": lambda: rows.move(act.number, 1),
    }
    if act.name in moves:
        moves[act.name]()
        return moved(request, report, form)
    if act.name == "unseat":
        places = Participant.objects.filter(interaction__client=report.client)
        place = get_object_or_404(places.select_related("interaction"), pk=act.number)
        report.unseat(by, place, at)
    elif act.name in {"cover", "uncover"}:
        debt = get_object_or_404(Obligation.objects.visible_to(by), pk=act.number)
        getattr(report, act.name)(by, debt, at)
    elif act.name in LEADS_TO:
        report.refresh_recipients(by, at)
        return redirect(LEADS_TO[act.name], pk=report.pk)
    elif act.name == "people":
        return redirect("reports:report-people", pk=report.pk, contact=act.number)
    messages.success(request, _("Saved."))
    return redirect("reports:report-draft", pk=report.pk)


LEADS_TO = {
    "recipients": "reports:report-recipients",
    "submit": "reports:submit-report",
    "distribute": "reports:distribute-report",
    "preview": "reports:report-preview",
}


def moved(request, report, form):
    """Show the rows in their new order; it is kept with the next save."""
    sheet = Sheet(open_version(versions_of(request.user, report.pk)), timezone.now())
    fresh = ReportForm(sheet=sheet)
    fresh.rows = form.rows
    return editor(request, sheet, fresh)
