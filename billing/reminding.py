"""When a client is reminded of an invoice, and what forbids it (finance/README.md 8).

Levels: 0 is a notice before the due day, 1 a friendly letter, from 2 on a person approves them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

FIRST_APPROVED = 2
OLDEST_BANK_DATA = timedelta(days=3)
SHORTEST_GAP = timedelta(days=7)
BROKEN_THAT_RAISE = 2


def levels_of(days: Iterable[int]) -> dict[int, int]:
    """{level: days after the due day} of a policy such as [-3, 1, 15, 30]; one notice at most."""
    before = [each for each in days if each <= 0]
    after = sorted({each for each in days if each > 0})
    return {0: max(before)} | _numbered(after) if before else _numbered(after)


def _numbered(after):
    return dict(enumerate(after, start=1))


def next_level(
    days: Sequence[int],
    due_on: date,
    today: date,
    handled: Mapping[int, date],
    broken: int = 0,
) -> int | None:
    """The level that is to be proposed today; None if nothing is.

    `handled` is {level: day} of those that were proposed, sent or skipped. A level that was missed
    is not jumped over, but a week lies between two, unless the policy itself is quicker. After
    two broken promises the next one is one level higher.
    """
    levels = levels_of(days)
    ahead = {level: day for level, day in levels.items() if level > max(handled, default=-1)}
    is_late = today > due_on
    due = [
        level
        for level, day in sorted(ahead.items())
        if due_on + timedelta(days=day) <= today and not (level == 0 and is_late)
    ]
    if not due:
        return None
    level = due[0]
    if handled:
        last = max(handled)
        usual = timedelta(days=levels[level] - levels.get(last, levels[level]))
        if today - handled[last] < min(SHORTEST_GAP, usual):
            return None
    if broken >= BROKEN_THAT_RAISE and level + 1 in levels:
        return level + 1
    return level


def is_last(days: Sequence[int], level: int) -> bool:
    """Whether no letter comes after this one: the account director and above are told."""
    return level >= max(levels_of(days), default=0) and level >= FIRST_APPROVED


def obstacle(invoice, today: date, bank_day: date | None, promised_on: date | None) -> str:
    """Why no reminder may go out now, as a sentence; empty if it may."""
    if invoice.disputed_at:
        return _("The client disputes this invoice. Settle that first.")
    if promised_on and promised_on >= today:
        day = date_format(promised_on, "j M Y")
        return _("Payment is promised for %(day)s; reminders pause until then.") % {"day": day}
    if bank_day is None:
        return _("No bank statement of the account was read yet, so it may be paid already.")
    if today - bank_day > OLDEST_BANK_DATA:
        day = date_format(bank_day, "j M Y")
        sentence = _("The newest bank data are of %(day)s. Read a newer statement first.")
        return sentence % {"day": day}
    return ""
