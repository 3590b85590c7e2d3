from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.access import (
    clients_named,
    clients_of_money,
    clients_open,
    clients_served,
    rung_held,
    sees_money,
    today,
)
from accounts.models.team import RUNG_OF_ROLE, TeamMember
from accounts.models.user import Rank, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import signed, unique_or_refused

CODE_IS_TAKEN = _("Another client has this code.")
SERVED = frozenset({"active", "on_hold", "notice"})


class ClientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Clients whose name and page this person may see."""
        return self.filter(clients_named(user))

    def open_to(self, user):
        """Clients whose work this person may read: contacts, reports, team, timeline."""
        return self.filter(clients_open(user))

    @staticmethod
    def named_condition(user, of):
        """The right of `visible_to`, as a condition on rows whose column `of` holds a client."""
        return clients_named(user, of)

    @staticmethod
    def open_condition(user, of):
        """The right of `open_to`, likewise."""
        return clients_open(user, of)

    @staticmethod
    def sees_money(user):
        return sees_money(user)

    @staticmethod
    def money_condition(user, of):
        """The right to sums of the client's work, likewise."""
        return clients_of_money(user, of)

    def served(self):
        """Clients the agency works for today."""
        return self.filter(status__in=SERVED)

    def with_standing(self, user):
        """Add `standing`: the rung on which `user` acts for a client; 0 when he only reads.

        A place on the team counts, and so does the own rank of whoever is on the team, above it
        or stands in; a client that was merely shared gives no say in it.
        """
        return self.annotate(
            standing=Case(When(clients_served(user), then=rung_held(user)), default=Value(0)),
            standing_of=Value(user.pk),
        )

    def served_by(self, user, rung):
        """Clients for which this person may act as somebody on `rung` may."""
        return self.with_standing(user).filter(standing__gte=rung)

    def with_band(self):
        """Add the band of each client's newest risk snapshot, and since when it is in it."""
        snapshots = self.model.risk_snapshots.rel.related_model.objects
        newest = snapshots.filter(client=OuterRef("pk")).order_by("-on")
        return self.annotate(
            band=Subquery(newest.values("band")[:1]),
            band_since=Subquery(newest.values("since_on")[:1]),
        )

    def with_main_people(self):
        """Add who leads today as AD, AM and AE, by name."""
        places = TeamMember.objects.on(today()).filter(
            client=OuterRef("pk"), person__is_active=True
        )
        names = places.order_by("-is_lead", "from_on", "pk").values("person__name")
        return self.annotate(
            **{f"{role}_name": Subquery(names.filter(role=role)[:1]) for role in ("ad", "am", "ae")}
        )

    def for_page(self, user):
        """All that a client's page says of it to this person on top, in one query."""
        return (
            self.visible_to(user)
            .select_related("office", "group__director")
            .annotate(
                is_open=Case(When(clients_open(user), then=True), default=False),
                is_pinned=Exists(user.pins.filter(client=OuterRef("pk"))),
            )
            .with_standing(user)
            .with_band()
            .with_main_people()
        )

    def can_open(self, user):
        return user.is_active and user.stands_at_least(Rung.AD)

    def demand_opening(self, by):
        if not self.can_open(by):
            sentence = _("Only an account director or above opens clients.")
            raise Refused.rank(f"{sentence} {ask_above(by)}".strip())

    def open_client(self, by, at, **values):
        """Take a company in as a client; whoever opens it is the first on its team."""
        self.demand_opening(by)
        with transaction.atomic():
            client = self.model(**values)
            if client.is_served and client.since_on is None:
                client.since_on = client.local_date(at)
            with unique_or_refused(CODE_IS_TAKEN, field="code"):
                signed(client, by, at).save(force_insert=True)
            if not by.is_csd:
                place = TeamMember(
                    client=client,
                    person=by,
                    role=next(role for role, rung in RUNG_OF_ROLE.items() if rung == by.rung),
                    is_lead=True,
                    from_on=client.local_date(at),
                )
                signed(place, by, at).save()
            client.write_search_entry(at)
        return client


def ask_above(person):
    """Whom to ask for what takes a director: the next one above, else the CSD."""
    boss = (
        User.objects.at_work()
        .filter(supervises__person=person, rank__in=[Rank.AD, Rank.GAD, Rank.CSD])
        .exclude(pk=person.pk)
        .order_by("supervises__depth")
        .first()
    ) or User.objects.at_work().filter(rank=Rank.CSD).first()
    return _("Ask %(names)s.") % {"names": boss.name} if boss else ""
