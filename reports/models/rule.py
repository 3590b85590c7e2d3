from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Contract
from agency.lib.clock import deadline, ladder
from agency.lib.rows import locked, signed, take


def default_warnings():
    return [12, 6, 2]


def default_ladder():
    return [4, 8, 24]


class ReportRule(models.Model):
    """How long a report may take, when its owner is warned and how it climbs. One row."""

    class Clock(models.TextChoices):
        CALENDAR = "calendar", _("Hours of the calendar, every day of the year")
        WORKING_DAYS = "working_days", _("Working days of the office")
        OFFICE_HOURS = "office_hours", _("Opening hours of the office")

    class LadderClock(models.TextChoices):
        WORKING_DAYS = "working_days", _("Working days of the office")
        CALENDAR = "calendar", _("Hours of the calendar")

    hours = models.PositiveSmallIntegerField(_("hours for a report"), default=24)
    clock = models.CharField(
        _("how these hours count"),
        max_length=14,
        choices=Clock.choices,
        default=Clock.CALENDAR,
    )
    warning_hours = models.JSONField(_("warn so many hours before"), default=default_warnings)
    ladder_hours = models.JSONField(_("climb so many hours after"), default=default_ladder)
    ladder_clock = models.CharField(
        _("how the ladder's hours count"),
        max_length=14,
        choices=LadderClock.choices,
        default=LadderClock.WORKING_DAYS,
    )
    leaving_at = models.TimeField(_("“send before you leave” at"), default="17:00")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("24-hour rule")

    def __str__(self):
        return str(_("24-hour rule"))

    def clean(self):
        if not 1 <= (self.hours or 0) <= 168:
            raise ValidationError({"hours": _("Between 1 and 168 hours.")})
        if sorted(self.ladder_hours) != self.ladder_hours or len(self.ladder_hours) != 3:
            raise ValidationError(
                {"ladder_hours": _("Three rising numbers, for example 4, 8, 24.")}
            )

    @classmethod
    def current(cls):
        """The one row; made with the defaults of the trade where there is none yet."""
        rule, _made = cls.objects.get_or_create(pk=1)
        return rule

    def change(self, by, at, **values):
        """Set the rule anew. Clocks that run keep the hours they were set with."""
        by.demand_settings()
        with locked(self):
            if changed := take(self, **values):
                signed(self, by, at).save(update_fields=changed)

    def sample(self, office, at):
        """What the rule makes of a contact that ends at `at`: its deadline and its climbs."""
        sums = deadline(at, self.hours, self.clock, office.calendar, language=get_language())
        climbs = ladder(
            sums.due,
            calendar=office.calendar,
            hours_after=self.ladder_hours,
            mode=self.ladder_clock,
        )
        return {"sums": sums, "climbs": list(zip(self.ladder_hours, climbs, strict=True))}

    def terms(self, contract=None):
        """The hours and the clock for one client: its contract's, else the agency's."""
        if contract is None:
            return Terms(self.hours, self.clock)
        return Terms(contract.report_hours or self.hours, contract.report_clock or self.clock)


@dataclass(frozen=True)
class Terms:
    """For one client: how many hours a report may take, and on which clock they count."""

    hours: int
    clock: str


def contracts_in_force(clients, on):
    """{client's id: the newest contract that holds on `on`}, in one query."""
    rows = Contract.objects.in_force(on).filter(client__in=clients).order_by("starts_on")
    return {contract.client_id: contract for contract in rows}


FREE_DELAY = timedelta(minutes=15)
SUPERIOR_CONFIRMS_AFTER = timedelta(days=7)
