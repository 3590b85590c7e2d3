from contextlib import contextmanager
from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from briefs import briefing_news as news
from briefs.models.brief_version import BriefVersion

LONGEST = timedelta(hours=12)


class BriefingSessionQuerySet(OfClientQuerySet):
    def plan(self, version, starts_at, ends_at, place, presenter, participants, by, at):
        """Invite the departments to hear a brief, and the people who will work by it."""
        with locked(version):
            client = version.brief.client
            client.demand(by, Rung.AE, at)
            refuse_unbinding(version)
            refuse_odd_times(starts_at, ends_at)
            refuse_outsiders(client, [presenter, *participants])
            session = self.model(
                client=client,
                version=version,
                starts_at=starts_at,
                ends_at=ends_at,
                place=place,
                presenter=presenter,
                planned_by=by,
                planned_at=at,
            )
            signed(session, by, at).save(force_insert=True)
            session.invite(participants, by, at)
            news.tell_of_plan(session, by, at)
        return session

    def of_brief(self, brief):
        return self.filter(version__brief=brief)

    def of_job(self, job):
        return self.filter(version__brief__job=job)

    def waiting_for(self, user):
        """Held, and this person has not said yet that he understood the brief."""
        return self.filter(
            held_at__isnull=False,
            participants__person=user,
            participants__understood_at=None,
        )

    def lying_with(self, user):
        """To come, or held and not confirmed by this person, who is invited."""
        mine = BriefingParticipant.objects.filter(session=OuterRef("pk"), person=user)
        rows = self.visible_to(user).filter(Exists(mine), cancelled_at=None)
        unread = Exists(mine.filter(understood_at=None))
        return rows.filter(Q(held_at=None) | unread).order_by("starts_at", "pk")

    def on_page(self):
        """With all that a row says."""
        return self.select_related("version__brief", "presenter", "client").annotate(
            invited=Count("participants"),
            understood=Count("participants", filter=Q(participants__understood_at__isnull=False)),
        )


class BriefingSession(models.Model):
    """The hour in which a brief is presented to those who will work by it, and they ask."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    client = models.ForeignKey(Client, models.PROTECT, related_name="briefings")
    version = models.ForeignKey(BriefVersion, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    presenter = models.ForeignKey(User, models.PROTECT, related_name="+")
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = BriefingSessionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("briefing session")
        indexes = [models.Index(fields=["client", "-starts_at"], name="briefings_of_client")]

    def __str__(self):
        return str(_("Briefing: %(title)s") % {"title": self.version.brief.title})

    def get_absolute_url(self):
        return reverse("briefs:briefing", args=[self.pk])

    @property
    def brief(self):
        return self.version.brief

    @property
    def status(self):
        if self.cancelled_at:
            return self.Status.CANCELLED
        return self.Status.HELD if self.held_at else self.Status.PLANNED

    def get_status_display(self):
        return self.status.label

    @property
    def link(self):
        """Where one joins, if the place is an address; empty for a room."""
        is_address = self.place.startswith("https://") and " " not in self.place
        return self.place if is_address else ""

    # -- Who may --------------------------------------------------------------------------------

    def can_manage(self, user):
        """Its presenter, and the AE of the client and above."""
        return user.pk == self.presenter_id or self.client.rung_for(user) >= Rung.AE

    # -- Verbs ------------------------------------------------------------------------------------

    def change(self, starts_at, ends_at, place, presenter, participants, by, at):
        """Another time, place or circle; everybody concerned is told."""
        with self._planned(by, at):
            refuse_odd_times(starts_at, ends_at)
            refuse_outsiders(self.client, [presenter, *participants])
            told = {place.person_id for place in self.participants.all()}
            changed = take(
                self, starts_at=starts_at, ends_at=ends_at, place=place, presenter=presenter
            )
            if changed:
                signed(self, by, at).save(update_fields=changed)
            newcomers = self.invite(participants, by, at)
            if changed or newcomers or told != self._invited():
                news.tell_of_change(self, newcomers, moved=bool(changed), by=by, at=at)

    def present_newest(self, by, at):
        """Present the version of the brief that holds now instead of the one planned."""
        with self._planned(by, at):
            newest = self.newest_binding
            if newest is None:
                raise Refused(_("No version of this brief is approved."))
            if take(self, version=newest):
                signed(self, by, at).save(update_fields=["version"])
                news.tell_of_change(self, [], moved=True, by=by, at=at)

    def hold(self, present, notes, by, at):
        """It took place: who was there, what was said; everybody invited is asked to answer."""
        with self._planned(by, at):
            refuse_unbinding(self.version)
            if self.starts_at > at:
                raise Refused(_("This session has not begun yet."))
            self.held_at, self.held_by, self.notes = at, by, notes
            signed(self, by, at).save(update_fields=["held_at", "held_by", "notes"])
            there = {person.pk for person in present}
            for place in self.participants.all():
                place.note_presence(by, at, is_present=place.person_id in there)
            news.ask_for_understanding(self, by, at)

    def cancel(self, reason, by, at):
        """It will not take place."""
        with self._planned(by, at):
            self.cancelled_at, self.cancel_reason = at, reason
            signed(self, by, at).save(update_fields=["cancelled_at", "cancel_reason"])
            news.tell_of_cancelling(self, by, at)

    def understand(self, by, at):
        """One who was invited has understood the brief and will work by it."""
        with locked(self):
            if not self.held_at:
                raise Refused(_("The brief has not been presented yet."))
            place = self.participants.filter(person=by).first()
            if place is None:
                raise Refused.rank(_("Only those who were invited answer for themselves."))
            if place.understood_at is None:
                place.understood_at = at
                signed(place, by, at).save(update_fields=["understood_at"])
                news.close(self, by, at)

    def invite(self, people, by, at):
        """Make the circle these people; returns those who are new in it."""
        there = {place.person_id: place for place in self.participants.all()}
        newcomers = []
        for person in dict.fromkeys(people):
            if there.pop(person.pk, None) is None:
                place = BriefingParticipant(session=self, person=person)
                signed(place, by, at).save(force_insert=True)
                newcomers.append(person)
        for place in there.values():
            news.forget(self, place.person_id)
            signed(place, by, at).delete()
        return newcomers

    @property
    def newest_binding(self):
        """The version of its brief that holds now; None while none does."""
        return self.version.brief.versions.binding().order_by("-number").first()

    # -- Beneath the verbs ------------------------------------------------------------------------

    @contextmanager
    def _planned(self, by, at):
        """Hold a session that is still to come, for somebody who may change it."""
        if by.pk != self.presenter_id:
            self.client.demand(by, Rung.AE, at)
        with locked(self):
            if self.held_at:
                raise Refused(_("This session was held already."))
            if self.cancelled_at:
                raise Refused(_("This session was cancelled."))
            yield

    def _invited(self):
        return set(self.participants.values_list("person", flat=True))


class BriefingParticipant(models.Model):
    """Somebody invited to hear a brief: whether he was there, and that he understood it."""

    session = models.ForeignKey(BriefingSession, models.CASCADE, related_name="participants")
    person = models.ForeignKey(User, models.PROTECT, related_name="briefings")
    was_present = models.BooleanField(null=True, blank=True)
    understood_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["person__name", "pk"]
        verbose_name = _("participant of a briefing")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="invited_to_briefing_once")
        ]

    def __str__(self):
        return self.person.name

    def note_presence(self, by, at, *, is_present):
        self.was_present = is_present
        signed(self, by, at).save(update_fields=["was_present"])


def refuse_unbinding(version):
    """Departments hear a brief that holds; a draft or an old version would send them astray."""
    status = BriefVersion.Status
    if version.status == status.SUPERSEDED:
        raise Refused(_("A newer version of this brief is there; present that one."))
    if version.status not in {status.APPROVED_INTERNAL, status.CLIENT_SIGNED, status.ISSUED}:
        raise Refused(_("Only an approved brief is presented to the departments."))


def refuse_odd_times(starts_at, ends_at):
    if ends_at <= starts_at:
        raise Refused(_("It ends before it begins."), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise Refused(_("A briefing takes twelve hours at most."), field="ends_at")


def refuse_outsiders(client, people):
    sees = Client.objects.open_to
    for person in dict.fromkeys(people):
        if not person.is_active or not sees(person).filter(pk=client.pk).exists():
            sentence = _("%(name)s does not see this client. Put them on its team first.")
            raise Refused(sentence % {"name": person.name}, field="participants")
