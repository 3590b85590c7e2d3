"""Everyone a report may name, in one query: who was there, who gets it, who serves the client."""

from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    F,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from accounts.models import ContactPerson, PartnerPerson, TeamMember, User

PERSON, CONTACT, PARTNER, GUEST = "person", "contact", "partner", "guest"
PRESENT, RECIPIENT, TEAM, AROUND = "present", "recipient", "team", "around"


@dataclass(frozen=True)
class Named:
    """Somebody, and why a report knows him: `source` says which table, `row` which row of it."""

    source: str
    row: int
    interaction_id: int | None
    side: str
    pk: int | None
    name: str
    title: str
    email: str
    language: str
    rank: str
    function: str
    agency: str
    # The place of a recipient, the role of a team member, how a contact person gets reports.
    mark: str
    is_present: bool
    is_superior: bool
    is_client_participant: bool
    is_left_out: bool
    is_by_hand: bool
    is_lead: bool

    @property
    def key(self):
        return f"{self.side}:{self.pk}"

    @property
    def paper_title(self):
        """What stands behind the name on a paper."""
        if self.side != PERSON:
            return self.title
        return self._as_user.paper_title

    @property
    def short_title(self):
        return str(self._as_user.short_rank) if self.side == PERSON else self.title

    @property
    def is_reachable(self):
        return bool(self.email)

    @property
    def _as_user(self):
        return User(title=self.title, rank=self.rank, function=self.function)


TEXT = ("side", "name", "title", "email", "language", "rank", "function", "agency", "mark")
FLAGS = (
    "is_present",
    "is_superior",
    "is_client_participant",
    "is_left_out",
    "is_by_hand",
    "is_lead",
)


def _rows(rows, source, **given):
    """A query of the columns of `Named`; what is not given is empty."""
    columns = {
        "source": Value(source),
        "row": F("pk"),
        "interaction_id": Value(None, BigIntegerField(null=True)),
        "pk": Value(None, BigIntegerField(null=True)),
        **{name: Value("", CharField()) for name in TEXT},
        **{name: Value(False, BooleanField()) for name in FLAGS},
    } | given
    renamed = {f"named_{name}": columns[name] for name in Named.__dataclass_fields__}
    return rows.order_by().annotate(**renamed).values_list(*renamed)


def _of_side(path=""):
    """The columns of a row that points at one of three kinds of people."""
    people = {PERSON: f"{path}person", CONTACT: f"{path}contact", PARTNER: f"{path}partner"}
    sides = [When(~Q(**{to: None}), then=Value(side)) for side, to in people.items()]
    person, contact, partner = people.values()
    return {
        "side": Case(*sides, default=Value(GUEST), output_field=CharField()),
        "pk": Coalesce(f"{person}_id", f"{contact}_id", f"{partner}_id"),
        "name": _first("name", people.values()),
        "title": _first("title", people.values()),
        "email": _first("email", people.values()),
        "language": _first("language", [person, contact]),
        "rank": _first("rank", [person]),
        "function": _first("function", [person]),
        "agency": _first("agency", [partner]),
    }


def _first(column, people):
    found = [f"{to}__{column}" for to in people]
    return Coalesce(*found, Value(""), output_field=CharField())


def _present(participants):
    columns = _of_side()
    called = NullIf("name", Value(""))
    columns["name"] = Coalesce(
        "person__name", "contact__name", "partner__name", called, "email", output_field=CharField()
    )
    columns["email"] = Coalesce(
        "person__email", "contact__email", "partner__email", "email", output_field=CharField()
    )
    return _rows(
        participants, PRESENT,
        interaction_id=F("interaction"), is_present=F("was_present"), **columns,
    )  # fmt: skip


def _recipients(recipients):
    flags = ("is_superior", "is_client_participant", "is_left_out", "is_by_hand")
    return _rows(
        recipients, RECIPIENT, mark=F("place"), **_of_side(), **{name: F(name) for name in flags}
    )


def _users(rows, source, path="", **given):
    columns = ("name", "title", "email", "language", "rank", "function")
    return _rows(
        rows, source, side=Value(PERSON), pk=F(f"{path}id"),
        **{name: F(f"{path}{name}") for name in columns}, **given,
    )  # fmt: skip


def _contacts(contacts, **given):
    columns = ("name", "title", "email", "language")
    return _rows(
        contacts, AROUND, side=Value(CONTACT), pk=F("id"),
        **{name: F(name) for name in columns}, **given,
    )  # fmt: skip


def _partners(partners):
    columns = ("name", "title", "email", "agency")
    return _rows(
        partners, AROUND, side=Value(PARTNER), pk=F("id"), **{name: F(name) for name in columns}
    )


class People:
    """The people of one open report, as the editor, the checks and the paper need them."""

    def __init__(self, rows):
        self.rows = rows
        self.present = [row for row in rows if row.source == PRESENT]
        self.recipients = [row for row in rows if row.source == RECIPIENT]
        self.team = [row for row in rows if row.source == TEAM]
        self.around = [row for row in rows if row.source == AROUND]
        self.by_key = {}
        for row in (*self.present, *self.recipients, *self.team, *self.around):
            if row.pk is not None:
                self.by_key.setdefault(row.key, row)

    @classmethod
    def of(cls, client, participants, recipients, owners, day):
        """`owners` are the keys ("person:1") that lines of the report name already."""
        ids = {side: [] for side in (PERSON, CONTACT, PARTNER)}
        for key in owners:
            side, pk = key.split(":")
            ids[side].append(int(pk))
        team = TeamMember.objects.on(day).filter(client=client, person__is_active=True)
        contacts = ContactPerson.objects.filter(client=client)
        partners = Q(until_on=None) | Q(until_on__gte=day) | Q(pk__in=ids[PARTNER])
        query = _present(participants).union(
            _recipients(recipients),
            _users(team, TEAM, "person__", mark=F("role"), is_lead=F("is_lead")),
            _users(User.objects.filter(pk__in=ids[PERSON]), AROUND),
            _contacts(contacts.on(day), mark=F("distribution")),
            _contacts(contacts.filter(pk__in=ids[CONTACT])),
            _partners(PartnerPerson.objects.filter(partners, client=client)),
            all=True,
        )
        rows = [Named(*row) for row in query]
        rows.sort(key=lambda row: (row.source, row.row))
        return cls(rows)

    def at(self, interaction, *sides, present=True):
        """Who of these sides was at a contact (or was missed there)."""
        return [
            row
            for row in self.present
            if row.interaction_id == interaction.pk
            and row.side in (sides or (row.side,))
            and row.is_present == present
        ]

    def client_people_present(self):
        return [row for row in self.present if row.side == CONTACT and row.is_present]

    def going_to(self, place=None):
        """Those on the list, the addressees before the copies."""
        rows = [r for r in self.recipients if not r.is_left_out and place in (None, r.mark)]
        return sorted(rows, key=lambda row: row.mark, reverse=True)

    def missing_from(self, rows):
        """Everyone known who is not among `rows`, each once."""
        there = {row.key for row in rows}
        return [row for key, row in self.by_key.items() if key not in there]
