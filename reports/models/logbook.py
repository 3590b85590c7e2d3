"""Writing contacts down, one or a calendar full, with everything they bring along."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from accounts.access import Ladders
from accounts.models import Brand, Client, ContactPerson, Rung
from agency.lib.refusal import Refused
from reports import news
from reports.models.obligation import Obligation
from reports.models.participant import Participant

LONGEST = timedelta(hours=24)
LONG_AGO = timedelta(days=2 * 365)
FAR_AHEAD = timedelta(days=365)
BATCH = 500


@dataclass
class Entry:
    """One contact as somebody tells it, before it stands in the books."""

    client: Client
    subject: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    kind: str = "meeting"
    place: str = ""
    brand: Brand | None = None
    jobs: tuple = ()
    people: list[Participant] = field(default_factory=list)
    # (name, address) of the client's people whom the address book may not know yet.
    newcomers: tuple = ()
    source: str = "logged"
    uid: str = ""
    recurrence: str = ""
    # Contacts of last month come out of a calendar without a debt.
    starts_clock: bool = True


def refuse_impossible(starts_at, ends_at, at):
    """Times no contact can have, each with the sentence for the field it was typed into."""
    if ends_at <= starts_at:
        raise Refused(_("It must end after it starts."), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise Refused(
            _("24 hours at most. Log a workshop of several days as one contact a day."),
            field="ends_at",
        )
    if starts_at < at - LONG_AGO:
        raise Refused(_("That is more than two years ago."), field="starts_at")
    if starts_at > at + FAR_AHEAD:
        raise Refused(_("That is more than a year ahead."), field="starts_at")


def answering(ladder, people, by):
    """Who answers for the report of a contact, and who drafts it if that is another."""
    present = [place.person for place in people if place.person and place.was_present]
    owner = ladder.owner_among(present) or by
    return owner, by if by.rung == Rung.AAE and by != owner else None


def newcomers_places(client, newcomers, by, at):
    """Places for people of the client, taken into its address book by whoever may keep it."""
    places = []
    for name, email in newcomers:
        known = client.contacts.filter(email__iexact=email).first() if email else None
        if known is None and client.can_keep_people(by):
            known = ContactPerson.objects.add(client, by, at, name=name, email=email)
        places.append(Participant.place_of(known or (name, email)))
    return places


class Logbook:
    """Contacts written down by one person at one moment, in as few sets of rows as it takes."""

    def __init__(self, model, by, at):
        self.model, self.by, self.at = model, by, at

    def write_checked(self, entry):
        """Write what a person typed, if it can be true and is his to write."""
        if not Client.objects.open_to(self.by).filter(pk=entry.client.pk).exists():
            raise Refused.rank(_("This client is served by others."), field="client")
        refuse_impossible(entry.starts_at, entry.ends_at, self.at)
        self._refuse_others_people(entry)
        with transaction.atomic():
            entry.people += newcomers_places(entry.client, entry.newcomers, self.by, self.at)
            return self.write([entry])[0]

    def write(self, entries):
        """The contacts of these entries, with their people, debts, notices and search words."""
        with transaction.atomic():
            contacts = [self._contact_of(entry) for entry in entries]
            self._create(contacts)
            for contact, entry in zip(contacts, entries, strict=True):
                for place in entry.people:
                    place.interaction = contact
                if entry.jobs:
                    contact.jobs.set(entry.jobs)
            self._create([place for entry in entries for place in entry.people])
            self._owe_reports(contacts, entries)
            for contact, entry in zip(contacts, entries, strict=True):
                contact.write_search_entry(self.at, entry.people)
        return contacts

    def _contact_of(self, entry):
        contact = self.model(
            client=entry.client,
            brand=entry.brand,
            kind=entry.kind,
            subject=entry.subject,
            place=entry.place,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            planned_ends_at=entry.ends_at,
            time_zone=entry.time_zone,
            source=entry.source,
            uid=entry.uid,
            recurrence=entry.recurrence,
            logged_by=self.by,
            logged_at=self.at,
        )
        contact.confirmation_needed = entry.starts_clock and contact.is_too_old(self.by, self.at)
        return contact

    def _owe_reports(self, contacts, entries):
        ladders = Ladders({entry.client.pk for entry in entries}, [], self.at)
        debts = []
        for contact, entry in zip(contacts, entries, strict=True):
            if contact.confirmation_needed:
                news.ask_about_old(contact, contact.superior(self.at), self.by, self.at)
            elif entry.starts_clock and contact.owes_a_report:
                ladder = ladders.of(entry.client.pk)
                owner, drafter = answering(ladder, entry.people, self.by)
                debts.append(Obligation.objects.reckoned(contact, owner, self.at, drafter))
        self._create(debts)
        news.tell_of_debts(debts, self.by, self.at)

    def _create(self, rows):
        if rows:
            bulk_create_with_history(
                rows, type(rows[0]), BATCH, default_user=self.by, default_date=self.at
            )

    def _refuse_others_people(self, entry):
        """Contacts, partners, brands and jobs of another client are not this one's."""
        others = [place.who for place in entry.people if place.contact or place.partner]
        others += [entry.brand] if entry.brand else []
        others += entry.jobs
        if any(other.client_id != entry.client.pk for other in others):
            raise Refused(
                _("Somebody or something here belongs to another client."), field="client"
            )
