"""A job request with one click, from an action item or from a decision of a report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import ActionItem
from briefs.models import JobRequest, Source
from reports.models.topics import DECISION, for_the_client
from reports.views.report_editor import versions_of

TITLE = 160


@login_required
@require_POST
def ask_from_item(request, pk):
    """What was agreed to be done becomes a request; a second click leads to it."""
    items = ActionItem.objects.visible_to(request.user).select_related("client__office", "contact")
    item = get_object_or_404(items, pk=pk)
    source = Source(item, "", item.source or _("Action item"), item.source_url)
    return enter(request, item.client, item.text, source, item.due_on, item.contact)


@login_required
@require_POST
def ask_from_decision(request, pk, key):
    """What was decided becomes a request; a second click leads to it."""
    version = next((each for each in versions_of(request.user, pk) if not each.is_open), None)
    decisions = decisions_of(version) if version else {}
    if key not in decisions:
        raise Http404
    report = version.report
    source = Source(report, key, report.number, report.get_absolute_url())
    return enter(request, report.client, decisions[key], source)


def enter(request, client, text, source, wanted_on=None, contact=None):
    asked = JobRequest.objects.enter(
        client,
        text[:TITLE],
        request.user,
        timezone.now(),
        source=source,
        wanted=text,
        wanted_on=wanted_on,
        contact=contact,
    )
    messages.success(request, _("The request is written down."))
    return redirect(asked)


def decisions_of(version):
    """{key of the line: its words} of what a version decided, as its readers see it."""
    return {
        line["key"]: line["text"]
        for topic in for_the_client(version.topics)
        for line in topic["lines"]
        if line["kind"] == DECISION
    }


def asked_of(report, decisions):
    """The decisions with the request each became, for the page of a report."""
    made = {asked.source_key: asked for asked in JobRequest.objects.made_from(report)}
    return [{"key": key, "text": text, "request": made.get(key)} for key, text in decisions.items()]
