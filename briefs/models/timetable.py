"""The milestones of a plan as the scheduler reads them: rows in, days out."""

from django.utils.translation import gettext as _

from agency.lib.clock import calendar_of_country
from agency.lib.refusal import Refused
from agency.lib.schedule import Calendars, Circle, Impossible, Plan, Side, Span, Step, UnknownStep


def calendars_of(client):
    """The serving office's days, and those of the client's country, else the office's again."""
    office = client.office.calendar
    country = client.country
    return Calendars(office, calendar_of_country(country, client.zone) if country else office)


class Timetable:
    """The standing milestones of one plan over both calendars; saves nothing by itself.

    Rows may hold edits that are not saved yet. Refuses circles, naming them. `begun` are the keys
    of steps that are under way, whose start lies in the past without harm.
    """

    def __init__(self, rows, client, begun=(), calendars=None):
        self.rows = {row.key: row for row in rows if row.dropped_at is None}
        self.waits = {row.key: row.after for row in rows}
        self.calendars = calendars or calendars_of(client)
        self.begun = frozenset(begun)
        done = {row.key: span_done(row) for row in self.rows.values() if row.done_on}
        steps = [self._step(row) for row in self.rows.values()]
        try:
            self.plan = Plan(steps, self.calendars, done, self.begun)
        except Circle as circle:
            names = " → ".join(self.rows[key].name for key in circle.keys)
            sentence = _("These milestones wait for each other: %(names)s.")
            raise Refused(sentence % {"names": names}, field="after") from circle
        except UnknownStep as unknown:
            sentence = _("“%(name)s” waits for a milestone that is not in the plan.")
            name = self.rows[unknown.key].name
            raise Refused(sentence % {"name": name}, field="after") from unknown
        except Impossible as error:
            raise Refused(str(error)) from error

    @property
    def spans(self):
        return {
            key: span_done(row) if row.done_on else Span(row.planned_start, row.planned_end)
            for key, row in self.rows.items()
        }

    def back_from(self, due_on, today):
        """All open milestones as late as may be, from the due date."""
        return self.plan.back_from(due_on, today)

    def settled(self, due_on, today):
        """Nothing ends later than it did; what must begin earlier for another's sake does."""
        ends = {key: row.planned_end for key, row in self.rows.items() if row.planned_end}
        return self.plan.back_from(due_on, today, ends)

    def judged(self, due_on, today):
        return self.plan.judged(self.spans, due_on, today)

    def moved(self, key, day):
        return self.plan.moved(self.spans, key, day)

    def calendar_of(self, row):
        return self.calendars.client if row.side == Side.CLIENT else self.calendars.agency

    def apply(self, spans):
        """Give the open rows these days; those that changed."""
        changed = []
        for key, row in self.rows.items():
            span = spans[key]
            if row.done_on or (row.planned_start, row.planned_end) == (span.start, span.end):
                continue
            row.planned_start, row.planned_end = span.start, span.end
            changed.append(row)
        return changed

    def _step(self, row):
        return Step(row.key, row.days, Side(row.side), tuple(self._standing(row.after, set())))

    def _standing(self, keys, seen):
        """These keys; in the place of a dropped one, what it waited for itself."""
        found = []
        for key in keys:
            if key in self.rows or key not in self.waits:
                found.append(key)
            elif key not in seen:
                found += self._standing(self.waits[key], seen | {key})
        return list(dict.fromkeys(found))


def span_done(row):
    return Span(min(row.planned_start, row.done_on), row.done_on)
