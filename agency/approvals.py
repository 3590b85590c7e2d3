"""What waits for one person's signature: documents under Approval, and reports to read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Approval
from reports.models import ContactReport

VIEWS = ("mine", "below", "asked")
SHOWN = 200  # nobody signs more at a sitting; the rest comes up as these go


@dataclass(frozen=True)
class Waiting:
    """One line of the queue, whatever floor its document lives on."""

    kind: str
    title: str
    url: str
    client: object
    author: object
    since: datetime
    at: datetime
    signer: str = ""

    @property
    def age(self) -> timedelta:
        return self.at - self.since


def queue_of(user, view, at):
    """What one saved view over the queue holds, the longest waiting first; two queries at most.

    "mine" waits for this very person, "below" for a rung he may step in for, "asked" is what he
    asked others for.
    """
    steps = approvals(user, view).select_related("client", "author")
    lines = [line_of(step, at) for step in steps]
    if view == "mine":
        lines += [line_of_report(report, at) for report in reports_to_read(user)]
    return sorted(lines, key=lambda line: line.since)


def approvals(user, view):
    rows = {
        "mine": Approval.objects.lying_with,
        "below": lambda user: Approval.objects.signable_by(user).exclude(
            pk__in=Approval.objects.lying_with(user).values("pk")
        ),
        "asked": Approval.objects.asked_by,
    }[view](user)
    return rows.order_by("opened_at", "pk")[:SHOWN]


def reports_to_read(user):
    """Contact reports that a junior gave this person to read and send."""
    held = ContactReport.objects.visible_to(user).with_reviewer().filter(submitted_to=user)
    return held.for_list()[:SHOWN]


def line_of(step, at):
    return Waiting(
        step.kind,
        step.title,
        step.url,
        step.client,
        step.author,
        step.opened_at,
        at,
        step.signer,
    )


def line_of_report(report, at):
    return Waiting(
        _("Contact report"),
        report.title,
        report.get_absolute_url(),
        report.client,
        report.author,
        report.submitted_at,
        at,
    )
