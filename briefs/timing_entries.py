"""Milestones as entries of a calendar file."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from agency.lib.ics_file import AllDay
from briefs.models import Milestone

DONE = "\u2713 "


def entries(milestones: Iterable[Milestone], *, with_job: bool) -> list[AllDay]:
    """One all-day entry each, on the day it is to be reached; `with_job` names the job as well.

    The key of an entry is that of the milestone through all versions of its plan, so a moved day
    moves the entry. Rows need their job, client, plan and owner.
    """
    host = urlsplit(settings.BASE_URL).hostname or "plates"
    return [_entry(row, host, with_job=with_job) for row in milestones]


def _entry(row: Milestone, host: str, *, with_job: bool) -> AllDay:
    title = f"{row.job.number} {row.name}" if with_job else row.name
    return AllDay(
        uid=f"job-{row.job_id}-{row.key}@{host}",
        title=DONE + title if row.done_on else title,
        first=row.done_on or row.planned_end,
        last=row.done_on or row.planned_end,
        changed_at=changed_at(row),
        text="\n".join(_lines(row)),
        url=settings.BASE_URL + reverse("briefs:timing", args=[row.job_id]),
        is_done=row.is_done,
    )


def _lines(row: Milestone) -> Iterable[str]:
    yield f"{row.job.number} {row.job.title} ({row.client.name})"
    if row.owner:
        yield _("Owner: %(name)s") % {"name": row.owner.name}
    yield _("%(side)s, %(days)s working days, begins %(day)s") % {
        "side": row.get_side_display(),
        "days": row.days,
        "day": row.planned_start.isoformat(),
    }


def changed_at(row: Milestone) -> datetime:
    return max(filter(None, (row.plan.made_at, row.agreed_at, row.done_at)))
