"""What follows if one milestone ends on another day: for the preview, and for the move itself."""

from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from agency.lib.refusal import Refused
from agency.lib.schedule import slip

FARTHEST = timedelta(days=5 * 365)


class Effect:
    """The milestones of a plan after one was moved; nothing is saved.

    `changed` are the rows with other days than before, each with `was` (its span) and `slips`
    (working days, negative for earlier). Refuses a day that is over or is no change.
    """

    def __init__(self, plan, key, day, at):
        self.plan, self.today = plan, plan.client.local_date(at)
        self.rows = list(plan.milestones.all())
        self.table = plan.timetable(at, self.rows)
        self.row = self._open_row(key, day)
        before = self.table.spans
        self.table.apply(self.table.moved(key, day))
        self.changed = [row for row in self.table.rows.values() if self._note(row, before)]
        self.due_on = max([plan.due_on, *(row.planned_end for row in self.table.rows.values())])

    def _open_row(self, key, day):
        row = self.table.rows.get(key)
        if row is None or row.done_on:
            raise Refused(_("Only a milestone that is still open can be moved."))
        if day == row.planned_end:
            raise Refused(_("It ends on that day already."), field="day")
        if day < self.today:
            raise Refused(_("Choose a day that is still to come."), field="day")
        if day > self.today + FARTHEST:
            raise Refused(_("This day is more than five years away."), field="day")
        return row

    def _note(self, row, before):
        row.was = before[row.key]
        row.slips = slip(self.table.calendar_of(row), row.was.end, row.planned_end)
        return row.is_open and (row.was.start, row.was.end) != (row.planned_start, row.planned_end)

    @cached_property
    def verdict(self):
        """Whether the plan could still be kept."""
        return self.table.judged(self.due_on, self.today)

    @cached_property
    def broken(self):
        """Days the client was told that would become later."""
        promised = self.plan if self.plan.agreed_at else self.plan.promised
        told = {row.key: row for row in promised.milestones.all()} if promised else {}
        return [
            row
            for row in self.changed
            if row.is_client_facing and row.key in told
            if row.planned_end > max(told[row.key].planned_end, row.was.end)
        ]

    @property
    def delays_delivery_by(self):
        return slip(self.table.calendars.agency, self.plan.due_on, self.due_on)

    def demand_reason(self, reason):
        if self.broken and not reason.strip():
            sentence = _("“%(name)s” would be later than the client was told: say why.")
            raise Refused(sentence % {"name": self.broken[0].name}, field="reason")
