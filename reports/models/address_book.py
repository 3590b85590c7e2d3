"""Whom the addresses of a calendar belong to, as far as the person reading it may know."""

from dataclasses import dataclass, field

from django.db.models.functions import Lower

from accounts.models import Client, ClientDomain, ContactPerson, PartnerPerson, User
from accounts.models.brand import is_freemail
from reports.models.participant import Participant

# Rooms, projectors and whole calendars have addresses too.
NOT_PEOPLE = ("calendar.google.com",)
PIECE = 10_000  # a database takes only so many values in one question


def pieces(values):
    values = sorted(values)
    return [values[start : start + PIECE] for start in range(0, len(values), PIECE)]


@dataclass
class Company:
    """Who was invited to one event: which clients, how many colleagues, whom nobody knows."""

    clients: dict = field(default_factory=dict)
    unknown: list = field(default_factory=list)
    colleagues: int = 0

    @property
    def client(self):
        """The one client that takes part; None if there is none, or more than one."""
        return next(iter(self.clients.values())) if len(self.clients) == 1 else None

    @property
    def unknown_domains(self):
        return list(dict.fromkeys(domain_of(email) for email in self.unknown))


def domain_of(email):
    return email.rpartition("@")[2]


def with_parents(domain):
    """mail.brightwater.example, brightwater.example: the longest first, never a bare top level."""
    parts = domain.split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]


def is_a_person(email):
    domain = domain_of(email)
    return bool(domain) and not any(domain == n or domain.endswith(f".{n}") for n in NOT_PEOPLE)


class AddressBook:
    """Read once for all addresses of a file, in a constant number of queries.

    Clients that `person` may not see are not in it: their people are unknown like anybody's.
    """

    def __init__(self, person, emails, at):
        self.person, self.at = person, at
        emails = {email for email in emails if is_a_person(email)}
        seen = Client.objects.open_to(person)
        self.users = _by_email(User.objects.at_work().select_related("office"), emails)
        self.contacts = _all_by_email(ContactPerson.objects.filter(client__in=seen), emails)
        self.partners = _all_by_email(PartnerPerson.objects.filter(client__in=seen), emails)
        domains = {part for email in emails for part in with_parents(domain_of(email))}
        rows = ClientDomain.objects.filter(client__in=seen)
        self.domains = {
            row.domain: row.client_id
            for piece in pieces(domains)
            for row in rows.filter(domain__in=piece)
        }
        self.own = _own_domains(domains)
        self.clients = self._clients(seen)

    def _clients(self, seen):
        people = [one for found in self.contacts.values() for one in found]
        wanted = {one.client_id for one in people} | set(self.domains.values())
        rows = seen.filter(pk__in=wanted).select_related("office")
        return {row.pk: row for row in rows.prefetch_related("office__closing_days")}

    def company(self, attendees):
        """Sort the people of one event; whose address stands in two books decides nothing."""
        company, undecided = Company(), []
        for attendee in attendees:
            email = attendee["email"]
            if email in self.users:
                company.colleagues += 1
            elif clients := self._clients_of(email):
                undecided.append(clients) if len(clients) > 1 else self._add(company, clients)
            elif is_a_person(email) and not self._is_own(email):
                company.unknown.append(email)
        for clients in undecided:
            if not clients & company.clients.keys():
                self._add(company, clients)
        return company

    def places(self, attendees, client):
        """Seats for everybody invited, and for the person whose calendar it is."""
        places = {}
        for attendee in attendees:
            place = self._place(attendee, client)
            if place is not None:
                place.was_present = not attendee["declined"]
                places.setdefault(place.seat, place)
        mine = Participant(person=self.person)
        places.setdefault(mine.seat, mine).was_present = True
        return list(places.values())

    def _place(self, attendee, client):
        email = attendee["email"]
        if email in self.users:
            return Participant(person=self.users[email])
        for side, book in (("contact", self.contacts), ("partner", self.partners)):
            for one in book.get(email, ()):
                if one.client_id == client.pk:
                    return Participant(**{side: one})
        if not is_a_person(email) or self._is_own(email):
            return None
        return Participant(name=attendee["name"], email=email)

    def _clients_of(self, email):
        """An exact address wins over its domain, a subdomain over the domain it is part of."""
        if email in self.contacts:
            return {one.client_id for one in self.contacts[email]}
        for domain in with_parents(domain_of(email)):
            if domain in self.domains:
                return {self.domains[domain]}
        return set()

    def _add(self, company, clients):
        for pk in clients:
            company.clients[pk] = self.clients[pk]

    def _is_own(self, email):
        return any(domain in self.own for domain in with_parents(domain_of(email)))


def _own_domains(domains):
    """Which of these the agency writes from itself: the colleagues' own."""
    users = User.objects.at_work().values_list("email", flat=True)
    used = {domain_of(email.lower()) for email in users.iterator()}
    return {domain for domain in used & domains if not is_freemail(domain)}


def _all_by_email(rows, emails):
    found, rows = {}, rows.annotate(lower=Lower("email")).order_by("pk")
    for piece in pieces(emails):
        for row in rows.filter(lower__in=piece):
            found.setdefault(row.lower, []).append(row)
    return found


def _by_email(rows, emails):
    return {email: found[0] for email, found in _all_by_email(rows, emails).items()}
