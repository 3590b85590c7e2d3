"""The bars of a timing plan: where each begins and ends, in per cent of the time shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

DAY = timedelta(days=1)
MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """One milestone's bar: `x` and `width` as percentages with a point, for SVG attributes."""

    x: str
    width: str


@dataclass(frozen=True)
class Scale:
    """The days a chart shows, from the Monday before the first to the Sunday after the last."""

    first: date
    last: date

    @classmethod
    def over(cls, days: Sequence[date]) -> "Scale":
        """Over all these days, of which there must be one at least."""
        first, last = min(days), max(days)
        return cls(first - first.weekday() * DAY, last + (6 - last.weekday()) * DAY)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> str:
        """Where a day begins."""
        return per_cent((day - self.first).days / self.length)

    def middle(self, day: date) -> str:
        return per_cent(((day - self.first).days + 0.5) / self.length)

    def bar(self, start: date, end: date) -> Bar:
        return Bar(self.at(start), per_cent(((end - start).days + 1) / self.length))

    def weeks(self) -> list[tuple[str, str]]:
        """(place, words) of the Mondays that carry a label; not more than fit beside each other."""
        mondays = [self.first + week * 7 * DAY for week in range(self.length // 7)]
        every = -(-len(mondays) // MOST_LABELS)
        return [(self.at(day), date_format(day, "j M")) for day in mondays[::every]]


def per_cent(share: float) -> str:
    return f"{round(share * 100, 2):g}%"
