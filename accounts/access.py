"""Who stands on which rung for a client, and who sees which client. One rule, asked everywhere."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Permission
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from accounts.models.absence import Absence
from accounts.models.sharing import ClientUserObjectPermission, ConflictWall
from accounts.models.supervision import Supervision
from accounts.models.team import RUNG_OF_ROLE, TeamMember
from accounts.models.user import Function, Rank, Rung, User
from agency.lib.prepared import Prepared
from agency.lib.rows import signed

NOBODY = Q(pk__in=[])
SEE_EVERY_CLIENT_NAME = {Function.FINANCE, Function.TRAFFIC}


def clients_named(user, of="pk"):
    """Clients whose name and page `user` may see, as a condition on clients.

    `of` is the column that holds the client, for a condition on rows that belong to one.
    """
    if user.is_active and user.function in SEE_EVERY_CLIENT_NAME:
        return ~walled(user, of)
    return clients_open(user, of)


def clients_open(user, of="pk", covered=None):
    """Clients whose work `user` may read, as a condition on clients or on rows of theirs.

    Team today, everyone above such a person, whoever stands in for one of them, the CSD, and
    those a client was shared with; conflict walls take away from all of these. `covered` are the
    people he would answer for, if the chart were another than it is.
    """
    if not user.is_active:
        return NOBODY
    if user.rank == Rank.CSD:
        return ~walled(user, of)
    if covered is not None:
        return (served_by(covered) | Q(pk__in=shared_rows(user))) & ~walled(user)
    return Q((f"{of}__in", OPEN(user.pk, today()))) & ~walled(user, of)


def clients_served(user):
    """Clients `user` answers for: those he may read without their being shared with him."""
    if not user.is_active:
        return NOBODY
    if user.rank == Rank.CSD:
        return ~walled(user)
    return Q(pk__in=SERVED(user.pk, today())) & ~walled(user)


def served_by(people):
    members = TeamMember.objects.on(today()).filter(person__in=people)
    return Q(pk__in=members.values("client"))


def rung_held(user):
    """The rung of `user` for a client he serves: of his rank, or of a higher place on the team."""
    own = user.rung or 0
    higher = sorted(RUNG_OF_ROLE.items(), key=lambda place: -place[1])
    places = (
        When(pk__in=HELD(user.pk, today(), role.value), then=Value(int(rung)))
        for role, rung in higher
        if rung > own
    )
    return Case(*places, default=Value(int(own)))


def walled(user, of="pk"):
    return Q((f"{of}__in", WALLED(user.pk)))


def covered_by(user):
    """The people whose clients `user` answers for: own, everyone below, and the absent ones."""
    return COVERED(user.pk, today())


def sees_money(user):
    """Whether sums of a client's work are for this person at all: not in other departments."""
    if user.function == Function.FINANCE:
        return True
    return bool(user.rung) and user.rank != Rank.COORDINATOR


def today():
    # The one place below the views that asks the clock: a right holds or not at this moment.
    return timezone.localdate()


def clients_of_money(user, of="pk"):
    """Clients whose sums `user` may read: finance all it sees the name of, others their own."""
    if not sees_money(user):
        return NOBODY
    return (clients_named if user.function == Function.FINANCE else clients_open)(user, of)


# -- The rows behind the rule: each compiled once, with the user and the day left blank -----------


def covered_rows(user, day):
    absent = Absence.objects.running(day).filter(delegate=user).values("person")
    return Supervision.objects.filter(Q(boss=user) | Q(boss__in=absent)).values("person")


def served_rows(user, day):
    members = TeamMember.objects.on(day).filter(person__in=covered_rows(user, day))
    return members.order_by().values("client")


def open_rows(user, day):
    # One set, not two conditions joined by "or", which no index answers.
    return served_rows(user, day).union(shared_rows(user))


def shared_rows(user):
    return ClientUserObjectPermission.objects.filter(user=user).values("content_object")


def held_rows(user, day, role):
    members = TeamMember.objects.on(day).filter(person=user, role=role)
    return members.order_by().values("client")


def walled_rows(user):
    return ConflictWall.objects.filter(person=user, lifted_at=None).order_by().values("client")


COVERED, SERVED = Prepared(covered_rows), Prepared(served_rows)
OPEN, WALLED = Prepared(open_rows), Prepared(walled_rows)
HELD = Prepared(held_rows)


def share_client(client, person, reason, by, at):
    """Grant one person the reading of one client, with the reason written beside it."""
    grant = ClientUserObjectPermission(
        content_object=client,
        user=person,
        permission=Permission.objects.get_by_natural_key("view_client", "accounts", "client"),
        reason=reason,
        shared_by=by,
        shared_at=at,
    )
    signed(grant, by, at).save(force_insert=True)
    return grant


def unshare_client(grant, by, at):
    signed(grant, by, at).delete()


@dataclass(frozen=True)
class Told:
    """Somebody who is to be told, on which rung, and for whom he stands in."""

    person: User
    rung: int
    stands_in_for: User | None = None


@dataclass(frozen=True)
class Climb:
    """One step up: who is told, and the highest rung that thereby knows."""

    told: tuple[Told, ...]
    reached: int


class Ladder:
    """The rungs of one client as they are filled today, seen from one person's place."""

    def __init__(self, ladders, team, person_id):
        self.ladders, self.team, self.person_id = ladders, team, person_id

    @property
    def absences(self):
        return self.ladders.absences

    @property
    def chain(self):
        return self.ladders.chains[self.person_id]

    def holders(self, rung):
        """Who holds a rung: the team's lead, else the team, else the superior, else any CSD."""
        members = [member for member in self.team if member.rung == rung]
        leads = [member.person for member in members if member.is_lead]
        found = leads or [member.person for member in members]
        if not found:
            found = [boss for boss in self.chain if boss.rung == rung][:1]
        if not found and rung == Rung.CSD:
            found = self.ladders.csds
        return list(dict.fromkeys(found))

    def rung_of(self, person):
        """Where `person` stands for this client: by the team, else by rank."""
        on_team = [m.rung for m in self.team if m.person_id == person.pk and m.rung]
        return max(on_team, default=person.rung)

    def filled_above(self, rung):
        return [
            (above, holders)
            for above in Rung.values
            if above > (rung or 0) and (holders := self.holders(above))
        ]

    def delegate_of(self, person):
        """Who stands in for an absent person, following stand-ins who are away themselves."""
        seen = {person.pk}
        while person is not None and person.pk in self.absences:
            person = self.absences[person.pk]
            if person is not None and person.pk in seen:
                return None
            if person is not None:
                seen.add(person.pk)
        return person if person is not None and person.is_active else None

    def is_absent(self, person):
        return person.pk in self.absences

    def climb(self, above, but=None):
        """The next filled rung above `above`; with its absent holders come delegate and next rung.

        `but` is the owner, who is not told that he is late through his own ladder. None when
        nobody is left.
        """
        told, reached = [], None
        for rung, holders in self.filled_above(above):
            holders = [person for person in holders if person != but]
            if not holders:
                continue
            told += self._tell(rung, holders)
            reached = rung
            if any(not self.is_absent(person) for person in holders):
                break
        return Climb(tuple(told), reached) if told else None

    def climb_to_the_top(self, above, but=None):
        """Everyone who still has to be told, up to and with the CSD."""
        told, reached = [], above
        while (step := self.climb(reached, but)) is not None:
            told += step.told
            reached = step.reached
        return Climb(tuple(told), reached) if told else None

    def superior_of(self, person):
        """Whoever holds the next filled rung above `person`; None at the top."""
        step = self.climb(self.rung_of(person), but=person)
        return step.told[0].person if step else None

    def _tell(self, rung, holders):
        for person in holders:
            if not self.is_absent(person):
                yield Told(person, rung)
            elif (delegate := self.delegate_of(person)) is not None:
                yield Told(delegate, rung, stands_in_for=person)

    def client_ae(self):
        """Who answers for the client's reports: its AE, else the next filled rung."""
        above = self.filled_above(Rung.AE - 1)
        return above[0][1][0] if above else None

    def owner_among(self, present):
        """Whose debt a contact is, from the agency people present at it (decisions.md)."""
        on_team = {member.person_id: member for member in self.team if member.rung}
        here = [person for person in present if person.pk in on_team]
        if not here:
            return self.client_ae() or next(iter(present), None)
        return min(
            here,
            key=lambda person: (
                abs(on_team[person.pk].rung - Rung.AE),
                -on_team[person.pk].rung,
                not on_team[person.pk].is_lead,
                person.pk,
            ),
        )


class Ladders:
    """The ladders of many clients, read with a constant number of queries."""

    def __init__(self, clients, people, at):
        self.people, self.at = people, at
        self.teams = defaultdict(list)
        members = TeamMember.objects.on(at.date()).filter(
            client__in=clients, role__in=RUNG_OF_ROLE, person__is_active=True
        )
        for member in members.select_related("person__office").order_by("from_on", "pk"):
            self.teams[member.client_id].append(member)

    @cached_property
    def absences(self):
        return running_absences(self.at)

    @cached_property
    def chains(self):
        """The superiors of each person, nearest first."""
        chains = defaultdict(list)
        above = Supervision.objects.filter(
            person__in=self.people, depth__gt=0, boss__is_active=True
        )
        for row in above.select_related("boss__office").order_by("depth"):
            chains[row.person_id].append(row.boss)
        return chains

    @cached_property
    def csds(self):
        at_work = User.objects.at_work().filter(rank=Rank.CSD)
        return list(at_work.select_related("office").order_by("pk"))

    def of(self, client_id, person_id=None):
        return Ladder(self, self.teams[client_id], person_id)


def running_absences(at):
    """{absent person's id: stand-in or None} at one moment, each by the person's own day."""
    day = timedelta(days=1)
    rows = Absence.objects.standing().filter(
        starts_on__lte=at.date() + day, ends_on__gte=at.date() - day
    )
    return {
        row.person_id: row.delegate
        for row in rows.select_related("person__office", "delegate__office")
        if row.starts_on <= at.astimezone(ZoneInfo(row.person.zone)).date() <= row.ends_on
    }


def ladder_of(client, person, at):
    """The ladder of one client as it is filled at `at`, seen from one person."""
    people = [person.pk] if person else []
    return Ladders([client.pk], people, at).of(client.pk, person and person.pk)
