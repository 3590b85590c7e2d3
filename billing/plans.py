"""The usual billing plans, as steps that may be changed afterwards."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agency.lib.money import HUNDRED, shared_out
from billing.estimating import COMMISSION
from billing.models.columns import Group

HALVES, THIRDS, MONTHLY, MEDIA_FIRST = "halves", "thirds", "monthly", "media"
PRESETS = [
    ("", gettext_lazy("Choose a usual plan")),
    (HALVES, gettext_lazy("50 / 50: at the start, at delivery")),
    (THIRDS, gettext_lazy("30 / 40 / 30: start, midway, delivery")),
    (MONTHLY, gettext_lazy("Monthly, in equal parts")),
    (MEDIA_FIRST, gettext_lazy("Media in advance, the rest at delivery")),
]
MOST_MONTHS = 24


def usual_steps(plan: str, version, today: date) -> list[dict]:
    """The steps of a preset for a version, dated from today to the due day of its job.

    [] for a plan that is none of ours, and for media in advance where there are no media.
    """
    end = max(version.estimate.job.due_on or today, today)
    middle = today + (end - today) / 2
    if plan == HALVES:
        return [_part(_("At the start"), 50, today), _part(_("At delivery"), 50, end)]
    if plan == THIRDS:
        return [
            _part(_("At the start"), 30, today),
            _part(_("Midway"), 40, middle),
            _part(_("At delivery"), 30, end),
        ]
    if plan == MONTHLY:
        return _monthly(today, end)
    return _media_first(version, today, end) if plan == MEDIA_FIRST else []


def _part(label, percent, day):
    return {"label": label, "percent": Decimal(percent), "amount": None, "due_on": day}


def _monthly(today, end):
    """The first of each month that begins until the job is due; one step at least."""
    months = (end.year - today.year) * 12 + end.month - today.month
    months = min(max(months, 1), MOST_MONTHS)
    parts = shared_out(HUNDRED, dict.fromkeys(range(months), Decimal(1)), 4)
    days = [_first_of(today, n + 1) for n in range(months)]
    words = _("Month %(number)d of %(all)d")
    return [
        _part(words % {"number": n + 1, "all": months}, parts[n], day) for n, day in enumerate(days)
    ]


def _first_of(today, ahead):
    years, month = divmod(today.month - 1 + ahead, 12)
    return date(today.year + years, month + 1, 1)


def _media_first(version, today, end):
    sums = version.sums
    media = sums.groups.get(Group.MEDIA, Decimal(0))
    media += sum(charge.amount for charge in sums.charges if charge.kind == COMMISSION)
    if not media:
        return []
    in_advance = {"label": _("Media, in advance"), "percent": None, "amount": media,
                  "due_on": today}  # fmt: skip
    rest = version.net - media
    if not rest:
        return [in_advance]
    return [
        in_advance,
        {"label": _("The rest, at delivery"), "percent": None, "amount": rest, "due_on": end},
    ]
