"""What happens to a debt, and when: the steps of the 24-hour rule for one obligation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agency.lib.clock import ladder, last_working_moment_before

LEAVING, BREACH, TOP = "leaving", "breach", "top"


@dataclass(frozen=True)
class Step:
    """One moment at which somebody must be told."""

    code: str
    at: datetime

    @property
    def is_climb(self):
        return self.code in {BREACH, TOP} or self.code.startswith("climb-")


def plan_of(debt, rule, calendar):
    """The steps of `debt` in order of time, as its own dates and the agency's rule set them.

    Warnings that were past when the clock was set are left out; a debt that was born late is
    breached at that moment, and its ladder counts from there (domain.md section 4).
    """
    early = [*_warnings(debt, rule), *_leaving(debt, rule, calendar)]
    early = [step for step in early if step.at >= max(debt.clock_set_at, debt.ended_at)]
    breached_at = max(debt.due_at, debt.clock_set_at)
    climbs = ladder(
        breached_at,
        calendar=calendar,
        hours_after=rule.ladder_hours,
        mode=rule.ladder_clock,
    )
    codes = [*(f"climb-{n}" for n in range(1, len(climbs))), TOP]
    late = [Step(BREACH, breached_at), *map(Step, codes, climbs)]
    return sorted(early, key=lambda step: step.at) + late


def _warnings(debt, rule):
    for number, hours in enumerate(sorted(rule.warning_hours, reverse=True), start=1):
        yield Step(f"warn-{number}", debt.due_at - timedelta(hours=hours))


def _leaving(debt, rule, calendar):
    at = last_working_moment_before(debt.due_at, calendar, rule.leaving_at)
    if at is not None:
        yield Step(LEAVING, at)
