from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import (
    Brand,
    Client,
    Notice,
    OfClientQuerySet,
    Rung,
    SearchEntry,
    User,
    about,
)
from accounts.models.office import validate_zone
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from briefs.models import Job
from reports import news
from reports.models.cancellation import Cancellable
from reports.models.confirmation import Confirmable
from reports.models.logbook import Entry, Logbook, newcomers_places, refuse_impossible
from reports.models.participant import Participant
from reports.models.rule import FREE_DELAY

STATES = {
    "planned": _("Planned"),
    "held": _("Held"),
    "owed": _("Report owed"),
    "late": _("Report late"),
    "reported": _("Reported"),
    "asks": _("Waits for a superior"),
    "gone": _("Did not take place"),
}


class InteractionQuerySet(OfClientQuerySet):
    def standing(self):
        return self.filter(cancelled_at=None, no_show_at=None)

    def held(self, at):
        return self.standing().filter(ends_at__lte=at)

    def planned(self, at):
        return self.standing().filter(starts_at__gt=at)

    def between(self, start, end):
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def in_state(self, state, at):
        """The contacts a list shows under one of the words of `STATES`."""
        open_debt = Q(obligation__closed_at=None, obligation__isnull=False)
        return self.filter(
            {
                "planned": Q(cancelled_at=None, no_show_at=None, starts_at__gt=at),
                "held": Q(cancelled_at=None, no_show_at=None, starts_at__lte=at),
                "owed": open_debt & Q(ends_at__lte=at),
                "late": open_debt & Q(obligation__due_at__lte=at),
                "reported": Q(obligation__met_at__isnull=False),
                "asks": Q(confirmation_needed=True, cancelled_at=None)
                | Q(cancellation_asked_at__isnull=False, cancelled_at=None),
                "gone": Q(cancelled_at__isnull=False) | Q(no_show_at__isnull=False),
            }[state]
        )

    def with_debts(self):
        return self.select_related("client", "obligation__owner", "obligation__report", "report")

    def with_rights_of(self, user):
        """Fetch along on which rung `user` acts for the client; see `know_rights_of`."""
        clients = Client.objects.with_standing(user).filter(pk=models.OuterRef("client"))
        return self.annotate(standing=models.Subquery(clients.values("standing")))

    def overlapping(self, client, starts_at, ends_at):
        """What is in the books already for this client at this time."""
        return self.standing().filter(client=client).between(starts_at, ends_at)

    def schedule_of(self, user, start, end):
        """The contacts `user` takes part in between two moments, in order of the day."""
        return (
            self.visible_to(user)
            .standing()
            .between(start, end)
            .filter(participants__person=user)
            .select_related("client", "obligation")
            .order_by("starts_at", "pk")
        )

    def log(self, by, at, *, client, present=(), guests=(), **facts):
        """Write one contact down and start its clock; the end is now unless it is said.

        `present` are people of any side, `guests` pairs of a name and an address. An end that
        lies ahead makes a planned contact, whose deadline is provisional.
        """
        people = [Participant.place_of(who) for who in (*present, *guests)]
        facts["ends_at"] = facts.get("ends_at") or at
        facts["time_zone"] = facts.get("time_zone") or by.zone
        entry = Entry(client=client, people=people, **facts)
        return Logbook(self.model, by, at).write_checked(entry)


class Interaction(Cancellable, Confirmable):
    """One contact with a client: a meeting, a call, a mail; what a report is owed for."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        VIDEO = "video", _("Video call")
        SESSION = "session", _("Training session")
        EMAIL = "email", _("E-mail")
        MESSAGE = "message", _("Message")

    class Source(models.TextChoices):
        LOGGED = "logged", _("Logged by hand")
        CALENDAR = "calendar", _("From a calendar")

    client = models.ForeignKey(
        Client, models.PROTECT, related_name="interactions", verbose_name=_("client")
    )
    brand = models.ForeignKey(
        Brand,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("brand"),
    )
    jobs = models.ManyToManyField(
        Job, blank=True, related_name="interactions", verbose_name=_("jobs")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MEETING)
    subject = models.CharField(_("subject"), max_length=160)
    place = models.CharField(_("place"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("started"))
    # The actual end once somebody said so; until then the planned one, which counts as well.
    ends_at = models.DateTimeField(_("ended"))
    planned_ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    is_sensitive = models.BooleanField(_("sensitive: the report stays inside"), default=False)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.LOGGED)
    uid = models.CharField(max_length=400, blank=True)
    recurrence = models.CharField(max_length=40, blank=True)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    objects = InteractionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[jobs])

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=models.F("starts_at")),
                name="contact_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["uid", "recurrence"],
                condition=~Q(uid=""),
                name="one_contact_per_calendar_event",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-starts_at"], name="contacts_of_client"),
            models.Index(fields=["starts_at"], name="contacts_by_time"),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("reports:interaction", args=[self.pk])

    # -- What stands ----------------------------------------------------------------------------

    @property
    def owes_a_report(self):
        """Mails and messages are written already; everything spoken is owed a report."""
        return self.kind not in {self.Kind.EMAIL, self.Kind.MESSAGE}

    @property
    def debt(self):
        """Its 24-hour status report; None where none is owed, or not yet."""
        return getattr(self, "obligation", None)

    @property
    def its_report(self):
        """The report that covers it, its own or another contact's; None before one is begun."""
        return self.debt.report if self.debt and self.debt.report else getattr(self, "report", None)

    @property
    def is_reported(self):
        """Whether its report left the house; from then on nothing of it changes."""
        is_met = self.debt and self.debt.met_at
        return bool(is_met or (self.its_report and self.its_report.distributed_at))

    def has_begun(self, at):
        return at >= self.starts_at

    def state(self, at):
        """Where the contact stands at `at`, in one word of the trade."""
        if self.cancelled_at:
            return "cancelled"
        if self.no_show_at:
            return "no_show"
        if self.confirmation_needed:
            return "unconfirmed"
        return "held" if at >= self.ends_at else "running" if self.has_begun(at) else "planned"

    def know_rights_of(self, user):
        """Hand what `with_rights_of` fetched to the client, which is asked who may do what."""
        self.client.standing, self.client.standing_of = self.standing, user.pk

    # -- Who may --------------------------------------------------------------------------------

    def can_change(self, user):
        """Account people who act for the client, and whoever logged it."""
        return user.pk == self.logged_by_id or self.client.rung_for(user) >= Rung.AAE

    def can_mark_sensitive(self, user):
        return user.stands_at_least(Rung.AD)

    def answers(self):
        """Who answers for its report, or would if one were owed."""
        return self.debt.owner if self.debt else self.logged_by

    # -- Verbs: its times -------------------------------------------------------------------------

    def move_end(self, by, ends_at, at):
        """Say when it really ended. Earlier is free; later is free for a quarter of an hour."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            refuse_impossible(self.starts_at, ends_at, at)
            if self.ends_at <= at < ends_at:
                raise Refused(
                    _("It was held already; it cannot end in the future."), field="ends_at"
                )
            if self._is_a_late_delay(ends_at, at):
                self._refuse_but_superiors(
                    by,
                    at,
                    _("It may end later by 15 minutes at most; for more ask %(name)s."),
                    field="ends_at",
                )
            if changed := take(self, ends_at=ends_at):
                self._save(by, at, *changed)
                self._move_debt(ends_at, at)

    def reschedule(self, by, starts_at, ends_at, at):
        """Put a planned contact to another time: the same record, its clock set anew."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            self._refuse_unless(
                not self.has_begun(at),
                _("It has begun; say when it ended, or that it did not take place."),
            )
            refuse_impossible(starts_at, ends_at, at)
            self.starts_at, self.ends_at, self.planned_ends_at = starts_at, ends_at, ends_at
            self._save(by, at, "starts_at", "ends_at", "planned_ends_at")
            self._move_debt(ends_at, at)
            self.write_search_entry(at)

    def _is_a_late_delay(self, ends_at, at):
        if ends_at <= self.ends_at:
            return False
        is_due = bool(self.debt and at >= self.debt.due_at)
        return is_due or ends_at > self.planned_ends_at + FREE_DELAY

    def _move_debt(self, ends_at, at):
        if self.debt:
            self.debt.move(ends_at, at)

    # -- Verbs: who and what ----------------------------------------------------------------------

    def correct(self, by, at, *, subject, kind, place="", brand=None, jobs=()):
        """Put right what was written down; a spoken contact stays a spoken one."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            owed = self.owes_a_report
            changed = take(self, subject=subject, kind=kind, place=place, brand=brand)
            if self.owes_a_report != owed:
                raise Refused(
                    _("A spoken contact cannot become a mail, nor a mail a spoken one."),
                    field="kind",
                )
            if changed:
                self._save(by, at, *changed)
            self.jobs.set(jobs)
            self.write_search_entry(at)

    def seat(self, by, at, *, present=(), absent=(), guests=(), newcomers=()):
        """Say who took part; `absent` were expected and did not come."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            wanted = newcomers_places(self.client, newcomers, by, at)
            wanted += [Participant.place_of(who) for who in (*present, *guests)]
            for who in absent:
                wanted.append(Participant.place_of(who))
                wanted[-1].was_present = False
            self.participants.reseat(self, wanted, by, at)
            self.write_search_entry(at)

    def mark_sensitive(self, by, at, *, sensitive):
        """A director keeps its report inside the house, or lets it out again."""
        if not self.can_mark_sensitive(by):
            raise Refused.rank(_("Only an account director or above may mark it sensitive."))
        with locked(self):
            self._refuse_settled()
            if changed := take(self, is_sensitive=sensitive):
                self._save(by, at, *changed)

    def assign_drafter(self, by, person, at):
        """Somebody drafts its report; who answers for it stays."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            self._refuse_unless(self.debt, _("No report is owed for this contact."))
            sees_it = person.is_active and type(self).objects.visible_to(person).filter(pk=self.pk)
            if not sees_it:
                raise Refused(_("This colleague does not see the client."), field="person")
            signed(self.debt, by, at).draft_by(person)
            if person != by:
                news.tell_drafter(self.debt, by, at)

    def explain_lateness(self, by, at, *, reason, note=""):
        """Say why its report is or was late; it stays late."""
        self._refuse_strangers(by)
        debt = self.debt
        is_late = debt and (debt.state(at) == "breached" or debt.was_late)
        self._refuse_unless(is_late, _("This report is not late."))
        signed(debt, by, at).explain_lateness(reason, note)

    # -- Beneath the verbs ------------------------------------------------------------------------

    def write_search_entry(self, at, people=None):
        day = self.client.local_date(self.starts_at)
        people = self.participants.with_people() if people is None else people
        SearchEntry.objects.put(
            self,
            kind="contact",
            client=self.client,
            title=self.subject,
            detail=f"{self.client.name}, {day.day} {day:%b %Y}",
            words=" ".join(place.label for place in people),
            at=at,
        )

    def _save(self, by, at, *fields):
        signed(self, by, at).save(update_fields=fields)

    def _close_notices(self, at):
        Notice.objects.filter(**about(self), done_at=None).update(done_at=at)

    def _refuse_strangers(self, by):
        if not self.can_change(by):
            raise Refused.rank(
                _("Only account people and whoever logged it may change a contact: ask %(name)s.")
                % {"name": self.answers().name}
            )

    def _refuse_but_superiors(self, by, at, sentence, field=None):
        if self.can_confirm(by, at):
            return
        raise Refused.rank(sentence % {"name": self.superior(at).name}, field=field)

    def _refuse_fallen(self):
        self._refuse_unless(self.is_standing, _("This contact did not take place."))

    def _refuse_settled(self):
        """Nothing changes on a contact that fell away or whose report left the house."""
        self._refuse_fallen()
        self._refuse_unless(
            not self.is_reported, _("Its report is distributed; it stays as it is.")
        )

    def _refuse_unless(self, condition, sentence, field=None):
        if not condition:
            raise Refused(sentence, field=field)
