from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.about import about
from accounts.models.absence import Absence
from accounts.models.agency_profile import AgencyProfile
from accounts.models.notice import Notice
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed

ONE_DAY = timedelta(days=1)


class TeamRole(models.TextChoices):
    """What a person is on one client's team; the account roles are rungs of its ladder."""

    AAE = "aae", _("AAE")
    AE = "ae", _("AE")
    AM = "am", _("AM")
    AD = "ad", _("AD")
    GAD = "gad", _("GAD")
    CSD = "csd", _("CSD")
    CREATIVE = "creative", _("Creative")
    MEDIA = "media", _("Media")
    PRODUCTION = "production", _("Production")
    RESEARCH = "research", _("Research")
    PLANNING = "planning", _("Planning")
    TRAFFIC = "traffic", _("Traffic")
    FINANCE = "finance", _("Finance")


RUNG_OF_ROLE = {
    TeamRole.AAE: Rung.AAE,
    TeamRole.AE: Rung.AE,
    TeamRole.AM: Rung.AM,
    TeamRole.AD: Rung.AD,
    TeamRole.GAD: Rung.GAD,
    TeamRole.CSD: Rung.CSD,
}


# Every served client has one accountable AM or above and one AE-level owner (domain.md 3).
ANSWERING = {
    "am": {Rung.AM, Rung.AD, Rung.GAD, Rung.CSD},
    "ae": {Rung.AE},
}


class Gap(NamedTuple):
    """Days on which nobody answers for a client on one level; None: from now, for good."""

    level: str
    from_on: date | None
    until_on: date | None

    @property
    def sentence(self):
        nobody = {
            "am": _("Nobody on the team is AM or above"),
            "ae": _("Nobody on the team is AE"),
        }[self.level]
        if self.from_on and self.until_on:
            sentence = _("%(nobody)s from %(first)s to %(last)s.")
        elif self.from_on:
            sentence = _("%(nobody)s from %(first)s on.")
        elif self.until_on:
            sentence = _("%(nobody)s until %(last)s.")
        else:
            sentence = _("%(nobody)s.")
        first, last = (day and date_format(day, "D j M Y") for day in (self.from_on, self.until_on))
        return sentence % {"nobody": nobody, "first": first, "last": last}


def gaps(places, day):
    """The stretches from `day` on in which a level of a team is empty."""
    places = [place for place in places if place.person.is_active and place.rung]
    turns = {place.from_on for place in places}
    turns |= {place.until_on + ONE_DAY for place in places if place.until_on}
    starts = [day, *sorted(turn for turn in turns if turn > day), None]
    found = []
    for level, rungs in ANSWERING.items():
        is_empty = False
        for start, following in pairwise(starts):
            if any(place.rung in rungs and place.covers(start) for place in places):
                is_empty = False
                continue
            # Two stretches that touch are one gap.
            from_on = found.pop().from_on if is_empty else start if start > day else None
            found.append(Gap(level, from_on, following - ONE_DAY if following else None))
            is_empty = True
    return found


class TeamMemberQuerySet(OfClientQuerySet):
    def on(self, day):
        return self.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gte=day))

    def not_over(self, day):
        return self.filter(Q(until_on=None) | Q(until_on__gte=day))

    def on_the_ladder(self):
        return self.filter(role__in=RUNG_OF_ROLE)

    def with_absence(self, day):
        """Add until when the person is away on `day`, and who stands in."""
        away = Absence.objects.running(day).filter(person=OuterRef("person"))
        return self.annotate(
            away_until=Subquery(away.values("ends_on")[:1]),
            stand_in=Subquery(away.values("delegate__name")[:1]),
        )

    def loads(self, day):
        """{person's id: (clients served, key accounts among them)} by the account places."""
        clients = self.model._meta.get_field("client").related_model.objects.served()
        rows = self.on(day).on_the_ladder().filter(client__in=clients).order_by()
        counted = rows.values("person").annotate(
            served=Count("client", distinct=True),
            keys=Count("client", distinct=True, filter=Q(client__is_key_account=True)),
        )
        return {row["person"]: (row["served"], row["keys"]) for row in counted}

    def load_warning(self, person, day):
        """What to say when a person serves more clients than the agency wants; else empty."""
        served, keys = self.filter(person=person).loads(day).get(person.pk, (0, 0))
        profile = AgencyProfile.current()
        if served > profile.load_limit:
            sentence = _("%(name)s serves %(count)s clients; the agency wants %(limit)s at most.")
            count, limit = served, profile.load_limit
        elif keys > profile.key_load_limit:
            sentence = _(
                "%(name)s serves %(count)s key accounts; the agency wants %(limit)s at most."
            )
            count, limit = keys, profile.key_load_limit
        else:
            return ""
        return sentence % {"name": person.name, "count": count, "limit": limit}

    def assign(self, client, person, role, by, at, *, from_on, until_on=None, **terms):
        """Give a person a place on a client's team."""
        with locked(client):
            client.demand_staffing(by, role, at)
            place = self.model(
                client=client,
                person=person,
                role=role,
                from_on=from_on,
                until_on=until_on,
                **terms,
            )
            place._refuse_unfit()
            signed(place, by, at).save()
            place._take_the_lead(by, at)
            place._tell(_("You are %(role)s of %(client)s from %(day)s."), from_on, by, at)
        return place


class TeamMember(models.Model):
    """A person's place on one client's team, from one day to another."""

    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="team")
    person = models.ForeignKey(
        User, models.PROTECT, related_name="serves", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=TeamRole.choices)
    is_lead = models.BooleanField(_("leads"), default=False)
    load_percent = models.PositiveSmallIntegerField(
        _("share of working time, %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["client", "from_on"]
        verbose_name = _("place on the team")
        indexes = [models.Index(fields=["person", "client"], name="team_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="place_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["client", "person", "role"],
                condition=Q(until_on=None),
                name="one_open_place_per_role",
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.get_role_display()})"

    @property
    def rung(self):
        return RUNG_OF_ROLE.get(self.role)

    @property
    def is_directors(self):
        """Whether it takes a director to fill or change this place."""
        return bool(self.rung and self.rung >= Rung.AD)

    def covers(self, day):
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def can_change(self, user):
        return self.client.can_staff(user, self.role)

    def edit(self, is_lead, load_percent, by, at):
        """Say who leads on this rung, and how much of the person's time the client takes."""
        with locked(self):
            self._refuse_change(by, at)
            if (self.is_lead, self.load_percent) == (is_lead, load_percent):
                return
            self.is_lead, self.load_percent = is_lead, load_percent
            signed(self, by, at).save(update_fields=["is_lead", "load_percent"])
            self._take_the_lead(by, at)

    def end(self, on, by, at):
        """Let this place end after one last day; one that has not begun is taken back."""
        with locked(self):
            self._refuse_change(by, at)
            if on < self.from_on <= self.client.local_date(at):
                raise Refused(_("The place began later than this day."), field="on")
            if on == self.until_on:
                return
            self._tell(_("Your place as %(role)s of %(client)s ends on %(day)s."), on, by, at)
            if on < self.from_on:
                signed(self, by, at).delete()
                return
            self.until_on = on
            signed(self, by, at).save(update_fields=["until_on"])

    def hand_over(self, to, on, by, at):
        """Pass the place on: this person's last day is `on`, the other's first is the next."""
        with transaction.atomic():
            until_on = self.until_on
            if on < self.from_on:
                raise Refused(_("The place began later than this day."), field="on")
            if until_on and on >= until_on:
                raise Refused(_("The place ends on this day or before."), field="on")
            self.end(on, by, at)
            return TeamMember.objects.assign(
                self.client,
                to,
                self.role,
                by,
                at,
                from_on=on + ONE_DAY,
                until_on=until_on,
                is_lead=self.is_lead,
                load_percent=self.load_percent,
            )

    def _refuse_change(self, by, at):
        self.client.demand_staffing(by, self.role, at)
        if self.until_on and self.until_on < self.client.local_date(at):
            raise Refused(_("This place ended before today."))

    def _refuse_unfit(self):
        name = {"name": self.person.name}
        if not self.person.is_active:
            raise Refused(_("%(name)s no longer works here.") % name, field="person")
        if self.rung and not self.person.rung:
            sentence = _("%(name)s has no rank on the ladder; choose the role of a department.")
            raise Refused(sentence % name, field="role")
        if self.client.walls.filter(person=self.person, lifted_at=None).exists():
            sentence = _("A conflict wall keeps %(name)s from this client. Ask the CSD.")
            raise Refused(sentence % name, field="person")
        if self.until_on and self.until_on < self.from_on:
            raise Refused(_("The last day is before the first."), field="until_on")
        same = TeamMember.objects.filter(client=self.client, person=self.person, role=self.role)
        if self.until_on:
            same = same.filter(from_on__lte=self.until_on)
        if same.not_over(self.from_on).exists():
            sentence = _("%(name)s has this role on the client already in these days.")
            raise Refused(sentence % name, field="person")

    def _take_the_lead(self, by, at):
        others = TeamMember.objects.filter(client=self.client, role=self.role, is_lead=True)
        if self.until_on:
            others = others.filter(from_on__lte=self.until_on)
        for other in others.not_over(self.from_on).exclude(pk=self.pk) if self.is_lead else ():
            other.is_lead = False
            signed(other, by, at).save(update_fields=["is_lead"])

    def _tell(self, sentence, day, by, at):
        with translation.override(self.person.language):
            facts = {
                "role": self.get_role_display(),
                "client": self.client.name,
                "day": date_format(day, "D j M Y"),
            }
            tell_of(self, self.client, self.person, sentence % facts, by, at)


def tell_of(record, client, person, text, by, at):
    """Put into one person's inbox what somebody else did about a client."""
    if by == person:
        return
    with translation.override(person.language):
        notice = Notice(
            person=person,
            client=client,
            text=str(text)[:300],
            reason=str(_("because %(name)s did it") % {"name": by.name}),
            url=client.get_absolute_url(),
            created_at=at,
            **about(record),
        )
    Notice.objects.tell([notice])
