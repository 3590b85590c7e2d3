from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from accounts.models import Function, Notice, User, about
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused
from billing.models.legal_entity import LegalEntity
from billing.models.of_cost import demand_finance, is_finance

# They do not work on accounts, so nobody waits for their hours.
WITHOUT_HOURS = (Function.ADMIN, Function.FINANCE, Function.HR)


class MonthCloseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if is_finance(user) or user.is_csd else self.none()

    def closes(self, entity, day):
        """Whether the hours of this day are closed in a company's books."""
        if entity is None:
            return False
        return self.filter(entity=entity, month=month_of(day)).exists()

    def close(self, entity, month, by, at, *, anyway=False):
        """Close a month: its hours stand from now on, and are corrected by reversing them."""
        demand_finance(by)
        with locked(entity):
            if month_of(month) >= month_of(by.local_date(at)):
                raise Refused(_("This month is not over yet."))
            open_ = TimeRows.of(entity, month).exclude(status="approved").count()
            if open_ and not anyway:
                sentence = _("%(count)d entries of this month are not approved yet.")
                raise Refused(sentence % {"count": open_}, field="anyway")
            row = self.model(entity=entity, month=month_of(month), closed_by=by, closed_at=at)
            with unique_or_refused(_("This month is closed already.")):
                signed(row, by, at).save(force_insert=True)
        return row

    def remind(self, entity, month, by, at):
        """Tell everybody whose hours are missing; how many were told."""
        demand_finance(by)
        missing = missing_in(entity, month)
        for person, _weeks in missing:
            with translation.override(person.language):
                text = _("Your hours of %(month)s are missing") % {"month": month.strftime("%m/%Y")}
                notice = Notice(
                    person=person,
                    text=text,
                    reason=_("because %(name)s closes the month") % {"name": by.name},
                    url=f"{reverse('billing:time')}?week={month.isoformat()}",
                    is_to_do=True,
                    created_at=at,
                    **about(entity),
                )
                Notice.objects.tell([notice])
        return len(missing)


class MonthClose(models.Model):
    """That the hours of a month are closed in the books of one company."""

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="month_closes")
    month = models.DateField(gettext_lazy("month"))
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    objects = MonthCloseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-month", "entity"]
        verbose_name = gettext_lazy("closed month")
        constraints = [
            models.UniqueConstraint(fields=["entity", "month"], name="month_closed_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="month_by_its_first_day"),
        ]

    def __str__(self):
        return f"{self.entity} {self.month:%Y-%m}"


def month_of(day):
    return day.replace(day=1)


def end_of(month):
    return month_of(month_of(month) + timedelta(days=32)) - timedelta(days=1)


def mondays_of(month):
    """The weeks that begin in a month."""
    days = (month_of(month) + timedelta(days=ahead) for ahead in range(end_of(month).day))
    return [day for day in days if day.weekday() == 0]


class TimeRows:
    """The hours of one company's month; its model knows this one, so it is asked by way of it."""

    @staticmethod
    def of(entity, month):
        rows = entity.time_entries.model.objects.filter(entity=entity)
        return rows.filter(day__range=(month_of(month), end_of(month)))


def missing_in(entity, month):
    """[(person, Mondays of weeks without hours)] of whoever works on accounts; two queries."""
    weeks = mondays_of(month)
    people = User.objects.at_work().exclude(function__in=WITHOUT_HOURS)
    people = people.exclude(joined_on__gt=end_of(month)).order_by("name")
    rows = entity.time_entries.model.objects.exclude(status="draft")
    rows = rows.filter(day__range=(weeks[0], weeks[-1] + timedelta(days=6)), person__in=people)
    there = {
        (person, day - timedelta(days=day.weekday()))
        for person, day in rows.order_by().values_list("person", "day").distinct()
    }
    missing = [(each, [week for week in weeks if (each.pk, week) not in there]) for each in people]
    return [(person, lacks) for person, lacks in missing if lacks]
