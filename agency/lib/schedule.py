"""Timing plans in working days: backwards from the day the work is due, over two calendars.

A step of the agency takes working days of the office, one of the client takes those of the
client's country. A step lasts whole days; the next one starts on a later day than it ends.
Nothing here asks what day it is: `today` comes in as an argument.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from agency.lib.clock import WorkCalendar

DAY = timedelta(days=1)


class Side(StrEnum):
    """Who works on a step, and thereby which calendar counts."""

    AGENCY = "agency"
    CLIENT = "client"


class Impossible(ValueError):
    """Steps that no calendar can hold."""


class Circle(Impossible):
    """Steps that wait for each other; `keys` goes round once and ends where it began."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"These steps wait for each other: {' → '.join(keys)}")
        self.keys = tuple(keys)


class UnknownStep(Impossible):
    """A step that waits for one that is not in the plan."""

    def __init__(self, key: str, after: str) -> None:
        super().__init__(f"Step {key!r} waits for {after!r}, which is not in the plan.")
        self.key, self.after = key, after


@dataclass(frozen=True)
class Step:
    """One step: `days` working days (at least 1) of its side, begun when all of `after` ended."""

    key: str
    days: int = 1
    side: Side = Side.AGENCY
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.days < 1:
            raise Impossible(f"Step {self.key!r} needs at least one working day.")


@dataclass(frozen=True)
class Span:
    """The first and the last day of a step, both of them worked."""

    start: date
    end: date


@dataclass(frozen=True)
class Calendars:
    """The office's days and the client's."""

    agency: WorkCalendar
    client: WorkCalendar

    def of(self, step: Step) -> WorkCalendar:
        return self.client if step.side == Side.CLIENT else self.agency


@dataclass(frozen=True)
class Schedule:
    """When each step runs, and whether that can still be begun.

    `first_start` is the earliest start of a step that has not begun (None where all have);
    `infeasible_by` the working days of the office between it and today, 0 where the plan can be
    kept; `earliest_due_on` the first due date that could be, were everything begun today.
    """

    spans: Mapping[str, Span]
    first_start: date | None
    infeasible_by: int
    earliest_due_on: date

    @property
    def is_feasible(self) -> bool:
        return self.infeasible_by == 0


@dataclass(frozen=True)
class Plan:
    """Steps over their calendars; `done` are spans of steps that are over and never move.

    `begun` are keys of steps under way: that they started before today is no fault of the plan.
    Raises Circle, UnknownStep or Impossible (two steps of one key).
    """

    steps: Sequence[Step]
    calendars: Calendars
    done: Mapping[str, Span] = field(default_factory=dict)
    begun: frozenset[str] = frozenset()
    _order: tuple[Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(self.steps))
        object.__setattr__(self, "_order", in_order(self.steps))

    @property
    def order(self) -> tuple[Step, ...]:
        """The open steps, each behind those it waits for."""
        return tuple(step for step in self._order if step.key not in self.done)

    def back_from(
        self, due_on: date, today: date, ends: Mapping[str, date] | None = None
    ) -> Schedule:
        """Every open step as late as it may be for the last to end on `due_on`.

        `ends` holds steps at a day they shall not end after; whatever they wait for gives way.
        """
        spans, ends = dict(self.done), ends or {}
        for step in reversed(self.order):
            starts = [spans[key].start - DAY for key in self._open_behind(step)]
            latest = min([due_on, *starts, *([ends[step.key]] if step.key in ends else [])])
            spans[step.key] = self._ending(step, latest)
        return self.judged(spans, due_on, today)

    def judged(self, spans: Mapping[str, Span], due_on: date, today: date) -> Schedule:
        """Spans as they are, with whether they can still be kept."""
        starts = [spans[step.key].start for step in self.order if step.key not in self.begun]
        first = min(starts, default=None)
        lost = 0
        if first is not None and first < today:
            # A client may work on a day on which the office is closed.
            lost = max(1, working_days(self.calendars.agency, first, today))
        return Schedule(spans, first, lost, self._earliest_due(today, due_on))

    def forward_from(self, today: date) -> dict[str, Span]:
        """Every open step as early as it can be, if work begins today."""
        spans = dict(self.done)
        for step in self.order:
            ends = [spans[key].end + DAY for key in step.after]
            spans[step.key] = self._starting(step, max([today, *ends]))
        return spans

    def moved(self, spans: Mapping[str, Span], key: str, end: date) -> dict[str, Span]:
        """The spans after one open step is made to end on another day, or on the next it works.

        Later: what waits for it is pushed on as far as it must. Earlier: what it waits for is
        pulled forward as far as it must. Everything else stays where it is.
        """
        step = next(step for step in self.order if step.key == key)
        spans, is_later = dict(spans), end > spans[key].end
        calendar = self.calendars.of(step)
        day = on_or_after(calendar, end) if is_later else on_or_before(calendar, end)
        spans[key] = self._ending(step, day)
        return self._pushed(spans) if is_later else self._pulled(spans)

    # -- Beneath --------------------------------------------------------------------------------

    def _pushed(self, spans: dict[str, Span]) -> dict[str, Span]:
        for step in self.order:
            free = max((spans[key].end + DAY for key in step.after), default=date.min)
            if spans[step.key].start < free:
                spans[step.key] = self._starting(step, free)
        return spans

    def _pulled(self, spans: dict[str, Span]) -> dict[str, Span]:
        for step in reversed(self.order):
            starts = (spans[key].start - DAY for key in self._open_behind(step))
            latest = min(starts, default=date.max)
            if spans[step.key].end > latest:
                spans[step.key] = self._ending(step, latest)
        return spans

    def _open_behind(self, step: Step) -> list[str]:
        return [later.key for later in self.order if step.key in later.after]

    def _ending(self, step: Step, latest: date) -> Span:
        calendar = self.calendars.of(step)
        end = on_or_before(calendar, latest)
        return Span(back(calendar, end, step.days - 1), end)

    def _starting(self, step: Step, earliest: date) -> Span:
        calendar = self.calendars.of(step)
        start = on_or_after(calendar, earliest)
        return Span(start, forth(calendar, start, step.days - 1))

    def _earliest_due(self, today: date, due_on: date) -> date:
        spans = self.forward_from(today)
        return max((spans[step.key].end for step in self.order), default=due_on)


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, each behind all it waits for; refuses circles, unknown and doubled keys."""
    by_key = {step.key: step for step in steps}
    if len(by_key) < len(steps):
        raise Impossible("Two steps have one key.")
    for step in steps:
        for key in step.after:
            if key not in by_key:
                raise UnknownStep(step.key, key)
    graph = TopologicalSorter({step.key: step.after for step in steps})
    try:
        return tuple(by_key[key] for key in graph.static_order())
    except CycleError as circle:
        raise Circle(circle.args[1]) from circle


def exchanged(steps: Iterable[Step], one: str, other: str) -> list[Step]:
    """The steps after two have changed places: each waits for what the other waited for.

    The plan keeps its shape, so what was no circle does not become one.
    """
    names = {one: other, other: one}
    steps = list(steps)
    places = {names.get(step.key, step.key): step.after for step in steps}
    return [
        replace(step, after=tuple(names.get(key, key) for key in places[step.key]))
        for step in steps
    ]


# -- Working days -------------------------------------------------------------------------------


def on_or_before(calendar: WorkCalendar, day: date) -> date:
    """The last working day up to `day`."""
    while not calendar.is_working(day):
        day -= DAY
    return day


def on_or_after(calendar: WorkCalendar, day: date) -> date:
    """The first working day from `day` on."""
    while not calendar.is_working(day):
        day += DAY
    return day


def back(calendar: WorkCalendar, day: date, count: int) -> date:
    """The working day so many working days before `day`."""
    for _each in range(count):
        day = on_or_before(calendar, day - DAY)
    return day


def forth(calendar: WorkCalendar, day: date, count: int) -> date:
    """The working day so many working days after `day`."""
    for _each in range(count):
        day = on_or_after(calendar, day + DAY)
    return day


def working_days(calendar: WorkCalendar, first: date, before: date) -> int:
    """How many working days lie from `first` on and before `before`."""
    span = range((before - first).days)
    return sum(calendar.is_working(first + timedelta(days=distance)) for distance in span)


def slip(calendar: WorkCalendar, was: date, then: date) -> int:
    """By how many working days a day moved: positive for later, negative for earlier."""
    if then >= was:
        return working_days(calendar, was + DAY, then + DAY)
    return -working_days(calendar, then + DAY, was + DAY)
