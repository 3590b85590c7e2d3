"""Which time zone a calendar file means: by IANA name, by Windows name, or by its own rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from agency.lib.ics_text import Block, Line

MOST_ZONES = 30  # of its own a file may define
MOST_CHANGES = 100  # of the clock a zone may list
# The rules a time zone can have. Anything else is no clock change, and may take forever.
_MONTH, _WEEKDAY, _DAY = (
    r"([1-9]|1[0-2])",
    r"[+-]?[1-5]?(SU|MO|TU|WE|TH|FR|SA)",
    r"([1-9]|1\d|2[0-8])",
)
_CLOCK_CHANGE = re.compile(
    rf"FREQ=YEARLY(;INTERVAL=1|;WKST=\w\w|;BYMONTH={_MONTH}|;BYDAY={_WEEKDAY}"
    rf"|;BYMONTHDAY={_DAY}(,{_DAY})*|;UNTIL=\d{{8}}(T\d{{6}}Z?)?)*"
)
_KEPT = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE")


@dataclass(frozen=True)
class Zone:
    """A time zone with its IANA name; without a name if the file defines its own rules.

    `is_guessed` if the file names a zone that nobody knows and the default stands in for it.
    """

    rules: tzinfo
    name: str = ""
    is_guessed: bool = False


class Zones:
    """The time zones of one calendar: TZID -> Zone."""

    def __init__(self, default: str, blocks: Iterable[Block]):
        self.default = Zone(ZoneInfo(default), default)
        self._unknown = Zone(self.default.rules, default, is_guessed=True)
        self._own = {block.value("TZID"): block for block in list(blocks)[:MOST_ZONES]}
        self._found: dict[str, Zone] = {}

    def find(self, tzid: str) -> Zone:
        """The zone of this name; an empty name is a floating time, in the default zone."""
        if not tzid:
            return self.default
        if tzid not in self._found:
            self._found[tzid] = known_zone(tzid) or self._own_zone(tzid) or self._unknown
        return self._found[tzid]

    def _own_zone(self, tzid: str) -> Zone | None:
        block = self._own.get(tzid)
        if not block:
            return None
        return known_zone(block.value("X-LIC-LOCATION")) or _zone_by_rules(block)


def known_zone(name: str) -> Zone | None:
    """A zone by its IANA or Windows name, also behind a vendor's prefix (/mozilla.org/.../Rome)."""
    for candidate in _candidates(name.strip().strip("/")):
        found = _iana_names().get(candidate.casefold())
        if found:
            return Zone(ZoneInfo(found), found)
    return None


def _candidates(name: str) -> Iterable[str]:
    yield name
    yield WINDOWS_TO_OLSON.get(name, "")
    parts = name.split("/")
    yield from ("/".join(parts[start:]) for start in range(1, len(parts)))


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _zone_by_rules(block: Block) -> Zone | None:
    changes = [part for part in block.inside if part.name in ("STANDARD", "DAYLIGHT")]
    rules = [line.value for part in changes for line in part.all("RRULE")]
    if not 0 < len(changes) <= MOST_CHANGES or not all(
        _CLOCK_CHANGE.fullmatch(rule.upper()) for rule in rules
    ):
        return None
    try:
        return Zone(tzical(StringIO(_as_text(changes))).get())
    except (ValueError, TypeError, OverflowError):
        return None


def _as_text(changes: list[Block]) -> str:
    lines = ["BEGIN:VTIMEZONE", "TZID:own"]
    for part in changes:
        lines.append(f"BEGIN:{part.name}")
        lines += [f"{line.name}:{_nearer(line)}" for line in part.lines if line.name in _KEPT]
        lines.append(f"END:{part.name}")
    return "\n".join([*lines, "END:VTIMEZONE"])


def _nearer(line: Line) -> str:
    """Exchange's clocks change since 1601; counting from there takes 400 years of work."""
    value = line.value.strip()
    return "1970" + value[4:] if line.name == "DTSTART" and value.startswith("1601") else value
