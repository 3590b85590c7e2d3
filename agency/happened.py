"""What happened to an account lately: climbs, reports, flags, newest first."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.models import RiskFlag
from agency.templatetags.plates import duration
from reports.models import ContactReport, ObligationStep

LATELY = timedelta(days=60)
SHOWN = 8


def what_happened(client, at):
    """Events of the last two months as the timeline component shows them; three queries."""
    since = at - LATELY
    events = [*_climbs(client, since), *_reports(client, since), *_flags(client, since)]
    return sorted(events, key=lambda event: event["at"], reverse=True)[:SHOWN]


def _climbs(client, since):
    steps = ObligationStep.objects.filter(
        obligation__client=client, taken_at__gt=since, rung__isnull=False
    )
    for step in steps.select_related("obligation__interaction").order_by("-taken_at")[:SHOWN]:
        names = ", ".join(f"{who['name']} ({who['rank']})" for who in step.told)
        yield {
            "who": names,
            "what": _("told of the late report on “%(subject)s”")
            % {"subject": step.obligation.interaction.subject},
            "url": step.obligation.get_absolute_url(),
            "at": step.taken_at,
            "icon": "arrow-up",
            "tone": "crit",
        }


def _reports(client, since):
    reports = ContactReport.objects.filter(client=client, distributed_at__gt=since)
    for report in reports.select_related("interaction").order_by("-distributed_at")[:SHOWN]:
        yield {
            "who": report.number,
            "what": _("distributed after %(time)s")
            % {"time": duration(report.distributed_at - report.interaction.ends_at)},
            "url": report.get_absolute_url(),
            "at": report.distributed_at,
            "icon": "send",
        }


def _flags(client, since):
    flags = RiskFlag.objects.filter(client=client, raised_at__gt=since)
    for flag in flags.select_related("raised_by"):
        yield {
            "who": flag.raised_by.name,
            "what": _("raised a flag: %(reason)s") % {"reason": flag.reason},
            "at": flag.raised_at,
            "icon": "flag",
            "tone": "warn",
        }
