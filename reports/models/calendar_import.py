from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import OperationalError, models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, ClientDomain, User
from accounts.models.office import validate_zone
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from agency.lib.text import clean
from reports.models.intake import Intake
from reports.models.interaction import Interaction
from reports.models.logbook import LONGEST

BACK = AHEAD = timedelta(days=60)


class CalendarImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person=user)

    def window(self, at):
        """From when to when events of a calendar are looked at."""
        return at - BACK, at + AHEAD

    def take_in(
        self, person, file_name, events, left_out, at, *, removed=(), outside=0, rehearsal=False
    ):
        """Make contacts of the events of one file: all of it or nothing, and nothing twice.

        `left_out` are pairs of what could not be read and why, `removed` the keys of events taken
        out of their series, `outside` counts what lies beyond the window. A rehearsal tells what
        would come in and leaves everything as it was.
        """
        try:
            with transaction.atomic():
                reading = self.create(
                    person=person, file_name=clean(file_name)[:200] or "calendar.ics", read_at=at
                )
                reading.left_out = [{"what": what, "why": why} for what, why in left_out]
                rows = [ImportedEvent.of(event, person) for event in events]
                Intake(reading, at).take(rows, removed, outside)
                reading.save(update_fields=["left_out"])
                reading.outcomes = list(reading.events.select_related("client"))
                transaction.set_rollback(rehearsal)
        except OperationalError as busy:
            # Another calendar is being read, and did not make room in time.
            raise Refused(
                _("Another calendar is being read just now. Try again in a minute."), field="file"
            ) from busy
        return reading


class CalendarImport(models.Model):
    """One reading of one calendar file by one person."""

    person = models.ForeignKey(User, models.CASCADE, related_name="calendar_imports")
    file_name = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    # [{"what", "why"}], with "count" in the place of "what" for events nobody needs to see named.
    left_out = models.JSONField(default=list)

    objects = CalendarImportQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at"]
        verbose_name = _("calendar import")

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("reports:calendar-import", args=[self.pk])

    def counts(self):
        """{outcome: how many events}"""
        return {outcome: events for outcome, (events, _series) in self.tallies().items()}

    def tallies(self):
        """{outcome: (how many events, how many series and single events they are of)}"""
        rows = self.events.order_by().values_list("outcome")
        rows = rows.annotate(models.Count("pk"), models.Count("uid", distinct=True))
        return {outcome: (events, series) for outcome, events, series in rows}

    def drop_doubtful(self, by, at):
        """Drop every event of this file that still waits for a word."""
        with locked(self):
            waiting = self.events.doubtful()
            return waiting.update(outcome=ImportedEvent.Outcome.DROPPED, decided_at=at)

    def start_clocks(self, by, events, at):
        """Owe reports for older contacts of this file, each ticked by hand; how many started."""
        rows = self.events.filter(pk__in=events, interaction__isnull=False)
        contacts = Interaction.objects.visible_to(by).filter(pk__in=rows.values("interaction"))
        started = 0
        with transaction.atomic():
            for contact in contacts:
                try:
                    contact.start_clock(by, at)
                    started += 1
                except Refused:
                    continue  # its clock runs already, or it fell away meanwhile
        return started


class ImportedEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(calendar__person=user)

    def doubtful(self):
        return self.filter(outcome=ImportedEvent.Outcome.DOUBTFUL)

    def first_of_series(self):
        """The first event of each series, with `others`: how many of it come after."""
        same = self.model.objects.filter(
            calendar=models.OuterRef("calendar"),
            uid=models.OuterRef("uid"),
            outcome=models.OuterRef("outcome"),
        ).order_by()
        before = models.Q(starts_at__lt=models.OuterRef("starts_at")) | models.Q(
            starts_at=models.OuterRef("starts_at"), pk__lt=models.OuterRef("pk")
        )
        others = same.exclude(pk=models.OuterRef("pk")).values("uid").annotate(n=models.Count("pk"))
        return self.filter(~models.Exists(same.filter(before))).annotate(
            others=models.Subquery(others.values("n"))
        )


class ImportedEvent(models.Model):
    """What became of one event of a calendar file, and why."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Came in")
        KNOWN = "known", _("Was there already")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        OLD = "old", _("Older, without a debt")
        DOUBTFUL = "doubtful", _("Please decide")
        CONFIRMED = "confirmed", _("Confirmed by you")
        DROPPED = "dropped", _("Dropped by you")
        INTERNAL = "internal", _("No client took part")

    calendar = models.ForeignKey(CalendarImport, models.CASCADE, related_name="events")
    uid = models.CharField(max_length=400)
    recurrence = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=160)
    place = models.CharField(max_length=160, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    is_all_day = models.BooleanField(default=False)
    # [{"email", "name", "declined"}]
    attendees = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    client = models.ForeignKey(Client, models.SET_NULL, null=True, blank=True, related_name="+")
    interaction = models.ForeignKey(
        Interaction, models.SET_NULL, null=True, blank=True, related_name="imported_from"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ImportedEventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("event of a calendar")
        indexes = [
            models.Index(fields=["uid", "recurrence"], name="imported_by_uid"),
            models.Index(fields=["calendar", "outcome", "starts_at"], name="events_of_import"),
        ]

    def __str__(self):
        return self.summary

    @property
    def key(self):
        return self.uid, self.recurrence

    # Said by the file as it is read; what was certain enough to come in needs neither again.
    is_cancelled = is_override = is_zone_guessed = False

    @classmethod
    def of(cls, event, person):
        """The row of one event of a file, not saved yet; times and texts as they will be kept."""
        row = cls(
            uid=event.uid,
            recurrence=event.recurrence_id,
            sequence=min(event.sequence, 2_000_000_000),
            summary=clean(event.summary)[:160] or str(_("(no title)")),
            place=clean(event.place)[:160],
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            time_zone=event.zone if is_zone(event.zone) else person.zone,
            is_all_day=event.all_day,
            attendees=invited(event),
        )
        row.is_cancelled = event.status.lower() == "cancelled"
        row.is_override, row.is_zone_guessed = event.is_override, event.zone_guessed
        return row

    @classmethod
    def of_contact(cls, contact, key):
        """The row of an event that is in the books and no longer in the calendar."""
        row = cls(
            uid=key[0],
            recurrence=key[1],
            summary=contact.subject,
            starts_at=contact.starts_at,
            ends_at=contact.ends_at,
            time_zone=contact.time_zone,
            client=contact.client,
            interaction=contact,
        )
        row.is_cancelled = True
        return row

    @property
    def needs_times(self):
        """Whole days and the like have no hour at which a clock could start."""
        lasts = self.ends_at - self.starts_at
        return self.is_all_day or not timedelta() < lasts <= LONGEST

    def confirm(
        self, by, at, *, client, starts_at=None, ends_at=None, domain="", people=False, series=False
    ):
        """Make a contact of a doubtful event, now that somebody has said whose it is.

        `domain` is remembered as the client's, `people` takes the unknown ones into its address
        book, `series` confirms every doubtful event of the same series.
        """
        with locked(self):
            self._refuse_decided()
            if domain:
                ClientDomain.objects.add(client, domain, by, at)
            rows = [self, *self.siblings().exclude(pk=self.pk)] if series else [self]
            if starts_at and ends_at:
                self.starts_at, self.ends_at = starts_at, ends_at
            Intake(self.calendar, at).confirm(rows, client, people=people, domain=domain)
            if domain:
                Intake(self.calendar, at).judge_again(list(self.calendar.events.doubtful()))

    def drop(self, by, at, *, series=False):
        """Leave a doubtful event out, and do not ask about it again."""
        with locked(self):
            self._refuse_decided()
            rows = self.siblings() if series else type(self).objects.filter(pk=self.pk)
            rows.update(outcome=self.Outcome.DROPPED, decided_at=at)

    def siblings(self):
        """The doubtful events of the same series in the same file, this one among them."""
        return self.calendar.events.doubtful().filter(uid=self.uid)

    def _refuse_decided(self):
        if self.outcome != self.Outcome.DOUBTFUL:
            raise Refused(_("This event is decided already."))


def is_zone(name):
    try:
        validate_zone(name)
    except ValidationError:
        return False
    return True


def invited(event):
    """Everybody an event names, each once: the organiser may or may not be among the guests."""
    people = [*event.attendees, *([event.organizer] if event.organizer else [])]
    found = {}
    for one in people:
        email = clean(one.email).lower()
        if email and len(email) <= 254:
            name, declined = clean(one.name or "")[:120], one.partstat.lower() == "declined"
            found.setdefault(email, {"email": email, "name": name, "declined": declined})
    return list(found.values())
