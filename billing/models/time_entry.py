from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Rung, Supervision, User
from agency.lib.hours import hours_text
from agency.lib.money import EXACT, minor_units, rounded
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.ceilings import ceiling_of
from billing.models.ceiling_watch import watch
from billing.models.columns import Amount, Currency
from billing.models.cost_rate import CostRate, sell_rate_of
from billing.models.exchange_rate import ExchangeRate
from billing.models.legal_entity import LegalEntity
from billing.models.month_close import MonthClose
from billing.models.of_cost import CostQuerySet
from briefs.models import Job

NOT_YOURS = _("Everybody enters his own hours.")


class TimeEntryQuerySet(CostQuerySet):
    def visible_to(self, user):
        """One's own, and those of the clients whose cost one sees."""
        return self.filter(Q(pk__in=super().visible_to(user).values("pk")) | Q(person=user))

    def handed_in(self):
        return self.exclude(status=TimeEntry.Status.DRAFT)

    def of_week(self, person, monday):
        return self.filter(person=person, week_on=monday)

    def minutes(self):
        return self.order_by().aggregate(sum=Sum("minutes"))["sum"] or 0


class TimeEntry(models.Model):
    """What one person worked on one day for a job, or for the house; its rates stay as entered."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not handed in")
        SUBMITTED = "submitted", _("Handed in")
        APPROVED = "approved", _("Approved")

    person = models.ForeignKey(User, models.PROTECT, related_name="time_entries")
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="time_entries"
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="time_entries")
    entity = models.ForeignKey(
        LegalEntity, models.PROTECT, null=True, blank=True, related_name="time_entries"
    )
    activity = models.CharField(_("activity"), max_length=120)
    day = models.DateField(_("day"))
    week_on = models.DateField()  # its Monday
    minutes = models.IntegerField(_("minutes"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    # Of an hour, in `currency`, as they were when it was entered; empty where nobody knew one.
    cost_rate = Amount(null=True, blank=True)
    sell_rate = Amount(null=True, blank=True)
    currency = Currency()
    cost = Amount(default=0)
    sell = Amount(default=0)
    entered_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )

    objects = TimeEntryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["day", "pk"]
        verbose_name = _("hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, minutes__gt=0)
                | Q(reverses__isnull=False, minutes__lt=0),
                name="only_a_reversal_takes_hours_away",
            ),
            models.CheckConstraint(
                condition=Q(job=None) | Q(client__isnull=False), name="hours_of_a_job_have_a_client"
            ),
            models.UniqueConstraint(
                fields=["person", "job", "activity", "day"],
                condition=Q(status="draft", job__isnull=False),
                name="one_draft_per_job_activity_and_day",
            ),
            models.UniqueConstraint(
                fields=["person", "activity", "day"],
                condition=Q(status="draft", job=None),
                name="one_draft_per_activity_and_day",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "week_on"], name="hours_of_a_week"),
            models.Index(fields=["job", "status"], name="hours_of_a_job"),
        ]

    def __str__(self):
        return f"{self.person} {self.day} {self.hours} {self.activity}"

    def get_absolute_url(self):
        return f"{reverse('billing:time')}?week={self.week_on.isoformat()}"

    @property
    def hours(self):
        return hours_text(self.minutes)

    @property
    def is_locked(self):
        """Whether its month is closed in the books."""
        return MonthClose.objects.closes(self.entity, self.day)

    def copy_rates(self):
        """Take over what an hour costs and sells for on its day; called before it is saved."""
        self.currency = ceiling_of(self.job).currency if self.job else "EUR"
        self.cost_rate = self._turned(CostRate.objects.of(self.person, self.day))
        sold = sell_rate_of(self.client, self.activity, self.day) if self.job else None
        self.sell_rate = self._turned(sold)
        self.reckon()

    def reckon(self):
        """Cost and selling price of its minutes."""
        places = minor_units(self.currency)
        self.cost = worth(self.minutes, self.cost_rate, places)
        self.sell = worth(self.minutes, self.sell_rate, places)

    def _turned(self, rate):
        """A rate in the currency of the job; None without a rate or a rate of exchange."""
        if rate is None:
            return None
        amount = rate.amount if isinstance(rate, CostRate) else rate.price
        currency = rate.currency if isinstance(rate, CostRate) else rate.card.currency
        known = ExchangeRate.objects.on(currency, self.currency, self.day)
        return None if known is None else rounded(EXACT.multiply(amount, known.rate), 4)

    # -- Verbs --------------------------------------------------------------------------------

    def submit(self, by, at):
        """Hand it in."""
        with locked(self):
            self._refuse_unless(self.Status.DRAFT)
            if by.pk != self.person_id:
                raise Refused.rank(NOT_YOURS)
            self._refuse_locked()
            self._become(self.Status.SUBMITTED, by, at, submitted_at=at, reason="")
            if self.job:
                watch(self.job, by, at)

    def approve(self, by, at):
        """It is right: the client's account manager says so, or the person's own manager."""
        with locked(self):
            self.demand_deciding(by, at)
            self._refuse_unless(self.Status.SUBMITTED)
            self._refuse_locked()
            self._become(self.Status.APPROVED, by, at, approved_by=by, approved_at=at)

    def send_back(self, by, reason, at):
        """It is not right; whoever entered it changes it and hands it in again."""
        with locked(self):
            self.demand_deciding(by, at)
            self._refuse_unless(self.Status.SUBMITTED)
            self._refuse_locked()
            if self.reverses_id:
                raise Refused(_("A reversal is approved or left; it cannot be changed."))
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            self._become(self.Status.DRAFT, by, at, submitted_at=None, reason=reason.strip()[:300])

    def reverse(self, by, reason, at):
        """Take approved hours back by an entry of their opposite; both stay in the books."""
        with locked(self):
            if by.pk != self.person_id:
                self._demand_manager(by, at)
            self._refuse_unless(self.Status.APPROVED)
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            if self.reverses_id or TimeEntry.objects.filter(reverses=self).exists():
                raise Refused(_("These hours were taken back already."))
            day = by.local_date(at) if self.is_locked else self.day
            entry = TimeEntry(
                reverses=self,
                minutes=-self.minutes,
                day=day,
                week_on=monday_of(day),
                status=self.Status.SUBMITTED,
                entered_at=at,
                submitted_at=at,
                reason=reason.strip()[:300],
                **{name: getattr(self, name) for name in COPIED},
            )
            entry.reckon()
            signed(entry, by, at).save(force_insert=True)
        return entry

    # -- Beneath the verbs --------------------------------------------------------------------

    def can_decide(self, user):
        return user.pk != self.person_id and may_manage(user, self.person, self.client)

    def demand_deciding(self, by, at):
        if by.pk == self.person_id:
            raise Refused.rank(_("Nobody approves his own hours."))
        self._demand_manager(by, at)

    def _demand_manager(self, by, at):
        if may_manage(by, self.person, self.client):
            return
        if self.client:
            self.client.demand(by, Rung.AM, at)
        boss = self.person.manager
        words = {"names": boss.name if boss else "–"}
        raise Refused.rank(_("The manager approves hours for the house. Ask %(names)s.") % words)

    def _refuse_unless(self, *start):
        if self.status not in start:
            sentence = _("These hours are “%(status)s”; this cannot be done now.")
            raise Refused(sentence % {"status": self.get_status_display()})

    def _refuse_locked(self):
        if self.is_locked:
            raise Refused(_("This month is closed. Hours are corrected by reversing them."))

    def _become(self, status, by, at, **facts):
        for name, value in {"status": status, **facts}.items():
            setattr(self, name, value)
        signed(self, by, at).save(update_fields=["status", *facts])


COPIED = (
    "person",
    "client",
    "job",
    "entity",
    "activity",
    "cost_rate",
    "sell_rate",
    "currency",
)


def worth(minutes, rate, places):
    """What so many minutes come to at a rate for an hour, rounded."""
    if rate is None:
        return 0
    return rounded(EXACT.divide(EXACT.multiply(minutes, rate), 60), places)


def monday_of(day):
    return day - day.resolution * day.weekday()


def may_manage(user, person, client):
    """Whether hours of this person lie with `user`: by the client, or as the person's manager."""
    if client is not None:
        return client.rung_for(user) >= Rung.AM
    above = Supervision.objects.filter(person=person, boss=user, depth__gt=0)
    return user.is_csd or above.exists()
