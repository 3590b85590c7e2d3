"""Who was told of a debt, who is next and who comes later: the ladder as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from reports.models.plan import BREACH, TOP
from reports.models.sweep import reached, told_entry, warned

TAKEN, NEXT, LATER = "taken", "next", "later"


@dataclass(frozen=True)
class Sight:
    """One step as it was taken or will be: when, and who was or would be told."""

    code: str
    at: datetime
    state: str
    # As in ObligationStep.told: [{"name", "rank", "for"}].
    told: tuple[dict, ...]

    @property
    def is_climb(self):
        return self.code in {BREACH, TOP} or self.code.startswith("climb-")


def outlook(debt, plan, taken, ladder):
    """Every step of a debt in order: `taken` as recorded, the others as the ladder stands now.

    `taken` are the step rows of the debt's generation; `plan` and `ladder` may be None for a
    closed debt, of which only what happened is told.
    """
    rows = {row.step: row for row in taken}
    sights = [Sight(row.step, row.taken_at, TAKEN, tuple(row.told)) for row in taken]
    if debt.is_open and plan and ladder:
        sights += _ahead(debt, plan, rows, ladder)
    return sights


def _ahead(debt, plan, rows, ladder):
    above, state = reached(rows, ladder, debt), NEXT
    for step in plan:
        if step.code in rows:
            continue
        if step.is_climb:
            climb = _climb(step, ladder, above, debt)
            if climb is None:
                continue
            told, above = [told_entry(told) for told in climb.told], climb.reached
        else:
            people = [person for person, _why in warned(debt, step, ladder)]
            told = [{"name": person.name, "rank": str(person.short_rank)} for person in people]
        yield Sight(step.code, step.at, state, tuple(told))
        state = LATER


def _climb(step, ladder, above, debt):
    go_up = ladder.climb_to_the_top if step.code == TOP else ladder.climb
    return go_up(above, but=debt.owner)
