"""How a relationship went from report to report: the line of its readings, and in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

LOWEST, HIGHEST = -2, 2


@dataclass(frozen=True)
class RelationshipLine:
    """Levels from -2 to +2, oldest first, and what they say."""

    levels: tuple[int, ...]
    words: str
    tone: str


def relationship_line(readings) -> RelationshipLine | None:
    """The line of (reading, tone) pairs, oldest first; None before the first report.

    A tone that somebody gave is the level; without one each reading moves it by one step, cooler
    down and warmer up, within -2 and +2. It rises as well as it falls.
    """
    levels, level = [], 0
    for reading, tone in readings:
        level = tone if tone is not None else level + (reading or 0)
        level = max(LOWEST, min(HIGHEST, level))
        levels.append(level)
    if not levels:
        return None
    return RelationshipLine(tuple(levels), *_in_words(levels))


def _in_words(levels):
    """A sentence, and good where it rose or stands high, crit where it fell or stands low."""
    last, change = levels[-1], levels[-1] - levels[0]
    if change > 0:
        return _("Warmer over the last %(n)d reports") % {"n": len(levels)}, "good"
    if change < 0:
        return _("Cooler over the last %(n)d reports") % {"n": len(levels)}, "crit"
    if last > 0:
        return _("Warm, and steady"), "good"
    if last < 0:
        return _("Cool, and not warming"), "crit"
    return _("As it was"), ""
