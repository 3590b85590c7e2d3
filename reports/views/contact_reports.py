"""Reading contact reports: the list, a report as its readers got it, and a client's panel."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import ActionItem, Client, DocumentView, Rung
from reports.forms.contact_report import ReportFilter, ReportForm
from reports.models import ContactReport, Obligation
from reports.models.reading import relationship_line
from reports.models.sheet import Sheet
from reports.views.job_asking import asked_of, decisions_of
from reports.views.report_editor import editor, versions_of

PAGE_SIZE = 50
READINGS_SHOWN = 12
PANEL_ROWS = 5


@login_required
@require_safe
def contact_report(request, pk):
    """The editor while it is a draft, afterwards the report as its readers got it."""
    versions = versions_of(request.user, pk)
    report = versions[0].report
    if not report.is_distributed:
        sheet = Sheet(versions[0], timezone.now())
        return editor(request, sheet, ReportForm(sheet=sheet))
    newest = next(version for version in versions if not version.is_open)
    return document(request, newest, versions)


@login_required
@require_safe
def contact_report_version(request, pk, number):
    """One version that was sent; an old one says that it was replaced."""
    versions = versions_of(request.user, pk)
    for version in versions:
        if version.number == number and not version.is_open:
            return document(request, version, versions)
    raise Http404


def document(request, version, versions):
    report, at = version.report, timezone.now()
    what = f"{report.number} v{version.number}"
    DocumentView.objects.note(request.user, report.client, version, what, at)
    debts = list(report.obligations.select_related("interaction").order_by("due_at"))
    report.know({debt.owner_id for debt in debts})
    sent = [each for each in versions if not each.is_open]
    people = ("mail", "person", "contact", "partner")
    context = {
        "report": report,
        "version": version,
        "versions": sent,
        "is_superseded": version != sent[0],
        "correction": next((each for each in versions if each.is_open), None),
        "paper": version.paper.content,
        "debts": debts,
        "recipients": list(version.recipients.select_related(*people)),
        "inside": [line for line in version.lines if line.internal],
        "can_distribute": report.can_distribute(request.user),
        "can_write": report.can_write(request.user),
        "decisions": asked_of(report, decisions_of(version)),
        "can_ask": report.client.rung_for(request.user) >= Rung.AAE,
    }
    return render(request, "reports/contact_report.html", context)


@login_required
@require_safe
def contact_reports(request):
    """The reports of one's clients: drafts, those being read, sent ones, late ones."""
    at = timezone.now()
    chosen = ReportFilter(request.GET, user=request.user)
    reports = chosen.narrow(ContactReport.objects.visible_to(request.user))
    counts = reports.counts(at)
    page = Stretch(reports.in_state(chosen.chosen_state(), at).for_list(), request.GET, PAGE_SIZE)
    context = {"page": page, "form": chosen, "tabs": tabs(chosen.chosen_state(), counts), "at": at}
    context |= page.ways(request.GET)
    return render(request, "reports/contact_reports.html", context)


def tabs(state, counts):
    """The saved views over the list; those that could be long are not counted."""
    names = {
        "": _("All"),
        "draft": _("Drafts"),
        "review": _("Being read"),
        "sent": _("Sent"),
        "late": _("Late"),
    }
    return [
        {
            "label": label,
            "url": f"?state={name}" if name else "?",
            "count": counts.get(name),
            "current": name == state,
        }
        for name, label in names.items()
    ]


class Stretch:
    """A stretch of a long list from newest to oldest, begun after or before one of its rows."""

    def __init__(self, rows, asked, size):
        order = ("-started_at", "-pk")
        before = number_in(asked, "before")
        if before:
            order = ("started_at", "pk")
        after = before or number_in(asked, "after")
        found = list(rows.order_by(*order).beyond(after, newer=bool(before))[: size + 1])
        is_more = len(found) > size
        self.rows = found[:size][::-1] if before else found[:size]
        self.has_newer = is_more if before else bool(after)
        self.has_older = True if before else is_more

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def ways(self, asked):
        """The addresses of the stretch before and the one after, with the filters kept."""
        return {
            "newer_url": self._way(asked, "before", 0) if self.has_newer and self.rows else "",
            "older_url": self._way(asked, "after", -1) if self.has_older and self.rows else "",
        }

    def _way(self, asked, name, index):
        kept = {key: value for key, value in asked.items() if key not in {"before", "after"}}
        return f"?{urlencode({**kept, name: self.rows[index].pk})}"


def number_in(asked, name):
    value = asked.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


@login_required
@require_safe
def client_panel(request, pk):
    """A client's reports at a glance, for the client's page."""
    at = timezone.now()
    clients = Client.objects.open_to(request.user).select_related("office")
    client = get_object_or_404(clients, pk=pk)
    sent = ContactReport.objects.filter(client=client).distributed().order_by("-distributed_at")
    reports = list(sent.for_list()[:READINGS_SHOWN])
    line = relationship_line([(report.reading, report.tone) for report in reversed(reports)])
    debts = Obligation.objects.filter(client=client).open()
    items = ActionItem.objects.open().filter(client=client)
    context = {
        "client": client,
        "at": at,
        "line": line,
        "reports": reports[:PANEL_ROWS],
        "debts": debts.select_related("interaction", "owner", "report")[:PANEL_ROWS],
        "items": items.select_related("person", "contact", "partner")[:PANEL_ROWS],
        "today": client.local_date(at),
    }
    return render(request, "reports/_client_panel.html", context)
