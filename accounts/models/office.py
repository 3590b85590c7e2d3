from datetime import timedelta
from itertools import islice
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agency.lib.clock import WorkCalendar
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused

TAKEN = _("There is an office of this name already.")
TWO_YEARS = 731

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def validate_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone called “%(name)s”."), params={"name": name})


def monday_to_friday():
    return [0, 1, 2, 3, 4]


class OfficeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_active else self.none()

    def with_people_counted(self):
        return self.annotate(count=Count("people", filter=Q(people__is_active=True)))

    def establish(self, by, at, **facts):
        """Add a place of the agency."""
        by.demand_settings()
        office = self.model(**facts)
        office.refuse_impossible_calendar()
        with unique_or_refused(TAKEN, field="name"):
            signed(office, by, at).save()
        return office


class Office(models.Model):
    """A place of the agency, with its time zone, its working hours and its holidays."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Dublin", validators=[validate_zone]
    )
    country = models.CharField(
        _("country of the holiday calendar"),
        max_length=2,
        default="IE",
        help_text=_("Two letters, for example IE, IT, RU or CN."),
    )
    subdivision = models.CharField(_("region"), max_length=8, blank=True)
    working_weekdays = models.JSONField(_("working weekdays"), default=monday_to_friday)
    opens_at = models.TimeField(_("opens at"), default="09:00")
    closes_at = models.TimeField(_("closes at"), default="18:00")

    objects = OfficeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("accounts:office", args=[self.pk])

    @property
    def calendar(self):
        """The days and hours this office works, as the clock reads them."""
        return WorkCalendar(
            zone=self.time_zone,
            working_weekdays=frozenset(self.working_weekdays),
            opens=self.opens_at,
            closes=self.closes_at,
            country=self.country,
            subdivision=self.subdivision,
            closing_days={day.on: day.name for day in self.closing_days.all()} if self.pk else {},
        )

    def days_off(self, first, language):
        """(day, name) of each holiday or closing day from `first` on, weekends left out."""
        calendar = self.calendar
        days = (first + timedelta(days=distance) for distance in range(TWO_YEARS))
        for day in days:
            is_weekday = day.weekday() in calendar.working_weekdays
            if (is_weekday or day in calendar.closing_days) and not calendar.is_working(day):
                yield day, calendar.holiday_name(day, language)

    def next_days_off(self, first, language, count=8):
        return list(islice(self.days_off(first, language), count))

    def change(self, by, at, **facts):
        """Change where and when this office works; clocks started from now on follow it."""
        by.demand_settings()
        with locked(self):
            changed = [name for name, value in facts.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, facts[name])
            self.refuse_impossible_calendar()
            if changed:
                with unique_or_refused(TAKEN, field="name"):
                    signed(self, by, at).save(update_fields=changed)

    def close_on(self, by, at, *, on, name):
        """Close on one day beside the public holidays."""
        by.demand_settings()
        if on < self.calendar.local_date(at):
            raise Refused(_("This day is over."), field="on")
        day = ClosingDay(office=self, on=on, name=name)
        with unique_or_refused(_("The office is closed on this day already."), field="on"):
            signed(day, by, at).save()
        return day

    def refuse_impossible_calendar(self):
        try:
            self.calendar  # noqa: B018 - it refuses what it cannot be
        except ValueError as error:
            raise Refused(str(error)) from error


class ClosingDay(models.Model):
    """A day on which an office is closed beside the public holidays."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closing_days")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["office", "on"], name="one_closing_day_per_date")
        ]

    def __str__(self):
        return f"{self.on} {self.name}"

    def reopen(self, by, at):
        """Work on this day after all."""
        by.demand_settings()
        with locked(self):
            if self.on < self.office.calendar.local_date(at):
                raise Refused(_("This day is over."))
            signed(self, by, at).delete()
