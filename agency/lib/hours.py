"""Hours of work as people type them, and as minutes."""

import re
from decimal import ROUND_HALF_UP, Decimal

HOUR = 60
A_DAY = 24 * HOUR
CLOCKED = re.compile(r"(\d{1,2}):([0-5]?\d)\Z", re.ASCII)
COUNTED = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?|[.,]\d{1,2})\s*h?\Z", re.ASCII)


def read_minutes(text: str) -> int:
    """How many minutes "1:30", "1.5", "1,5", "1.5 h" or "2" are; nothing typed is 0.

    Raises ValueError for what is no time of work, or more than a day has.
    """
    bare = "".join(text.split()).lower()
    if not bare:
        return 0
    if found := CLOCKED.match(bare):
        minutes = int(found[1]) * HOUR + int(found[2])
    elif found := COUNTED.match(bare):
        hours = Decimal(found[1].replace(",", "."))
        minutes = int((hours * HOUR).quantize(Decimal(1), ROUND_HALF_UP))
    else:
        raise ValueError(text)
    if minutes > A_DAY:
        raise ValueError(text)
    return minutes


def hours_text(minutes: int) -> str:
    """90 as "1:30", 0 as "0:00", less than nothing with a minus before it."""
    hours, rest = divmod(abs(minutes), HOUR)
    return f"{'−' if minutes < 0 else ''}{hours}:{rest:02d}"
