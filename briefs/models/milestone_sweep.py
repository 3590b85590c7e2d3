"""The batch verb of milestones: who is told of a day that is near or over, each time once."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.access import Ladders
from accounts.models import Notice, Rung
from agency.lib.schedule import working_days
from briefs import milestone_news as news
from briefs.models.milestone_step import MilestoneStep

DAY = timedelta(days=1)
BATCH = 200
# What has been over for longer was told of long ago, or came in with old data.
OLDEST = timedelta(days=60)
CLIMBS_AFTER = 2  # working days of the office
Step = MilestoneStep.Step


def tell_due(milestones, at):
    """Tell everyone who is due to be told; returns how many notices of milestones were owed."""
    keys = list(owed(milestones, at).order_by("planned_end", "pk").values_list("pk", flat=True))
    told = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            told += _tell(_claim(milestones.filter(pk__in=keys[start : start + BATCH])), at)
    return told


def owed(milestones, at):
    """Open ones with a step that may be due, give or take a day for the zones of the offices."""
    today = at.date()
    taken = MilestoneStep.objects.filter(
        job=OuterRef("job"), key=OuterRef("key"), planned_end=OuterRef("planned_end")
    )
    missing = {step: ~Exists(taken.filter(step=step)) for step in Step}
    return milestones.open().filter(
        Q(missing[Step.SOON], planned_end__gte=today - DAY)
        | Q(missing[Step.LATE], planned_end__lte=today)
        | Q(missing[Step.CLIMB], planned_end__lt=today),
        planned_end__range=(today - OLDEST, today + 2 * DAY),
    )


def _claim(rows):
    """Lock these rows, leaving out those another worker holds."""
    rows = rows.select_related("job__owner__office", "client__office", "person__office")
    rows = rows.prefetch_related("client__office__closing_days")
    return list(rows.select_for_update(skip_locked=True, of=("self",)))


def _tell(batch, at):
    # Read after the lock is held: whoever held it before has written his steps by now.
    taken = defaultdict(set)
    for step in MilestoneStep.objects.filter(job__in={row.job_id for row in batch}):
        taken[step.job_id, step.key, step.planned_end].add(step.step)
    ladders = Ladders({row.client_id for row in batch}, [], at)
    calendars = {row.client.office_id: row.client.office.calendar for row in batch}
    steps, notices = [], {}
    for row in batch:
        due = steps_due(row, calendars[row.client.office_id], at)
        for step in due:
            if step in taken[row.job_id, row.key, row.planned_end]:
                continue
            steps.append(_step(row, step, at))
            for person in told_of(row, step, ladders.of(row.client_id)):
                say = news.due_soon if step == Step.SOON else news.overdue
                notices[row.pk, person.pk] = say(row, person, at)
    MilestoneStep.objects.bulk_create(steps)
    Notice.objects.tell(list(notices.values()))
    return len(steps)


def steps_due(row, calendar, at):
    """The steps whose time has come, by the day of the office; after downtime, no stale warning."""
    today = row.client.local_date(at)
    if row.planned_end >= today:
        return [Step.SOON] if row.planned_end <= today + DAY else []
    late_for = working_days(calendar, row.planned_end + DAY, today + DAY)
    return [Step.LATE, *([Step.CLIMB] if late_for >= CLIMBS_AFTER else [])]


def told_of(row, step, ladder):
    """The owner, else the job's; when late, the client's AE as well, and then his superior."""
    if step == Step.CLIMB:
        first = ladder.climb(Rung.AE - 1)
        second = ladder.climb(first.reached) if first else None
        return [told.person for told in second.told] if second else []
    people = [row.person or row.job.owner]
    if step == Step.LATE and (climb := ladder.climb(Rung.AE - 1)):
        people += [told.person for told in climb.told]
    return [person for person in dict.fromkeys(people) if person.is_active]


def _step(row, step, at):
    return MilestoneStep(
        job_id=row.job_id, key=row.key, planned_end=row.planned_end, step=step, taken_at=at
    )
