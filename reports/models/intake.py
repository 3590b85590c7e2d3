"""Taking the events of a calendar in: what is a contact, what is known, what is for the person."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts.models import AgencyProfile, Client
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from reports.models.address_book import AddressBook, domain_of, pieces
from reports.models.interaction import Interaction
from reports.models.logbook import Entry, Logbook
from reports.models.participant import Participant

# What ended earlier comes in without a debt: nobody can still write those reports in time.
CLOCK_FROM = timedelta(hours=24)
# A contact logged by hand and an event that start as close as this are the same contact.
SAME_START = timedelta(minutes=15)


class Intake:
    """The events of one file, held against the books; everything that comes in is one write."""

    def __init__(self, reading, at):
        self.reading, self.person, self.at = reading, reading.person, at
        self.left_out = Counter()

    def take(self, rows, removed=(), outside=0):
        """Take in the events of a file; `removed` are keys of those taken out of their series."""
        # One calendar at a time in the whole agency: two colleagues bring the same meetings.
        with locked(AgencyProfile.current()):
            rows = self._once(rows)
            self._read(rows, removed)
            gone = self._gone(rows, set(removed))
            kept = [row for row in rows if self._settle(row)]
            self._join_what_was_logged_by_hand(kept)
            self._write(kept + [row for row in gone if self._fall_away(row)])
        if outside:
            self.left_out[_("Outside of the 60 days before and after today.")] = outside
        counted = [{"count": count, "why": why} for why, count in self.left_out.items()]
        self.reading.left_out += counted

    def judge_again(self, rows):
        """Look at doubtful events once more, after the address book has learned something."""
        with locked(AgencyProfile.current()):
            self._read(rows)
            certain = [row for row in rows if self._judge(row) and row.outcome != "doubtful"]
            self._join_what_was_logged_by_hand(certain)
            self._log(certain)
            for row in certain:
                row.decided_at = self.at
                row.save(update_fields=["outcome", "reason", "client", "interaction", "decided_at"])

    def confirm(self, rows, client, *, people=False, domain=""):
        """Make contacts of `client` out of events that were doubtful.

        With `people` its address book learns who came: all guests, or those of one `domain`.
        """
        with locked(AgencyProfile.current()):
            self._read(rows)
            for row in rows:
                row.client, row.outcome, row.reason = client, row.Outcome.CONFIRMED, ""
                if contact := self.known.get(row.key):
                    row.client, row.interaction = contact.client, contact
                    self._meet_again(row, contact)
            self._join_what_was_logged_by_hand(rows)
            for row in rows:
                if row.interaction is None:
                    row.interaction = self._log_confirmed(row, client, people, domain)
                row.decided_at = self.at
                row.save()

    def _log_confirmed(self, row, client, people, domain):
        entry = self.entry(row, client)
        if people:
            guests = [place for place in entry.people if place.who is None]
            guests = [one for one in guests if domain in {"", domain_of(one.email)}]
            entry.people = [place for place in entry.people if place not in guests]
            entry.newcomers = [
                (one.name or one.email.partition("@")[0], one.email) for one in guests
            ]
        return Logbook(Interaction, self.person, self.at).write_checked(entry)

    def entry(self, row, client):
        """One event as the logbook takes it."""
        return Entry(
            client=client,
            subject=row.summary,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            time_zone=row.time_zone,
            kind=kind_of(row),
            place=row.place,
            people=self.book.places(row.attendees, client),
            source=Interaction.Source.CALENDAR,
            uid="" if row.key in self.taken else row.uid,
            recurrence="" if row.key in self.taken else row.recurrence,
            starts_clock=self._is_fresh(row),
        )

    # -- Reading what is there --------------------------------------------------------------------

    def _once(self, rows):
        """Each event of the file once, the newest copy of it; in order of time."""
        newest = {}
        for row in rows:
            if row.key not in newest or newest[row.key].sequence <= row.sequence:
                newest[row.key] = row
        return sorted(newest.values(), key=lambda row: (row.starts_at, row.key))

    def _read(self, rows, removed=()):
        self.event_model = self.reading.events.model
        emails = {one["email"] for row in rows for one in row.attendees}
        self.book = AddressBook(self.person, emails, self.at)
        uids = {row.uid for row in rows} | {uid for uid, _recurrence in removed}
        self._read_earlier(uids)
        self._read_contacts(uids)

    def _read_earlier(self, uids):
        """What became of these events before: the times they had, and the person's own word."""
        self.earlier, self.dropped, self.mine = {}, set(), {}
        events = self.event_model.objects.order_by("pk")
        for piece in pieces(uids):
            for row in events.filter(uid__in=piece).select_related("calendar"):
                is_mine = row.calendar.person_id == self.person.pk
                if row.interaction_id:
                    self.earlier[row.key] = row
                    if is_mine:
                        self.mine[row.key] = row.interaction_id
                elif is_mine and row.outcome == row.Outcome.DROPPED:
                    self.dropped.add(row.key)

    def _read_contacts(self, uids):
        """The contacts these events are already, as far as the person may see them."""
        rows = Interaction.objects.select_related(
            "client__office", "obligation__owner", "obligation__report", "report"
        ).prefetch_related(Prefetch("participants", Participant.objects.with_people()))
        found = {}
        for piece in pieces(uids):
            found |= {row.pk: row for row in rows.filter(uid__in=piece)}
        for piece in pieces(set(self.mine.values()) - found.keys()):
            found |= {row.pk: row for row in rows.filter(pk__in=piece)}
        clients = {row.client_id for row in found.values()}
        seen = set(
            Client.objects.open_to(self.person).filter(pk__in=clients).values_list("pk", flat=True)
        )
        self.taken = {(row.uid, row.recurrence) for row in found.values() if row.uid}
        self.known = {
            key: found[pk] for key, pk in self.mine.items() if found[pk].client_id in seen
        }
        self.known |= {
            (row.uid, row.recurrence): row
            for row in found.values()
            if row.uid and row.client_id in seen
        }

    # -- Deciding ---------------------------------------------------------------------------------

    def _settle(self, row):
        """Decide what becomes of one event; False if it is only counted."""
        row.calendar = self.reading
        if contact := self.known.get(row.key):
            row.client, row.interaction = contact.client, contact
            row.outcome = row.Outcome.KNOWN
            self._meet_again(row, contact)
            return True
        if row.is_cancelled:
            return self._leave_out(_("Cancelled before it came in."))
        if row.key in self.dropped:
            row.outcome, row.reason = row.Outcome.KNOWN, _("You dropped it before.")
            return True
        return self._judge(row)

    def _judge(self, row):
        mine = self.person.email.lower()
        others = [one for one in row.attendees if one["email"] != mine]
        if any(one["email"] == mine and one["declined"] for one in row.attendees):
            return self._leave_out(_("You declined it."))
        company = self.book.company(others)
        if others and not company.clients and not company.unknown:
            return self._leave_out(_("Nobody from outside took part."))
        row.client = company.client
        row.reason = self._doubt(row, others, company)[:300]
        row.outcome = row.Outcome.TAKEN if self._is_fresh(row) else row.Outcome.OLD
        if row.reason:
            row.outcome = row.Outcome.DOUBTFUL
        return True

    def _doubt(self, row, others, company):
        """Why nobody but the person can say whose contact this is; empty if it is certain."""
        if not others:
            return _("Nobody else was invited.")
        if len(company.clients) > 1:
            names = ", ".join(sorted(client.name for client in company.clients.values()))
            return _("Several clients take part: %(names)s.") % {"names": names}
        if not company.clients:
            domains = ", ".join(company.unknown_domains)
            return _("No client is known to write from %(domains)s.") % {"domains": domains}
        if row.is_all_day:
            return _("It has no time of day.")
        if row.needs_times:
            return _("It has no end, or lasts longer than a day.")
        if row.is_zone_guessed:
            return _("Its time zone is unknown; its times are read as yours.")
        return ""

    def _leave_out(self, why):
        self.left_out[why] += 1
        return False

    def _is_fresh(self, row):
        return row.ends_at >= self.at - CLOCK_FROM

    # -- What is no longer in the calendar --------------------------------------------------------

    def _gone(self, rows, removed):
        """Events of contacts that stand in the books and no longer in their series.

        A series may be put to another hour as a whole: then each of its contacts moves with it.
        """
        there = {row.key: row for row in rows}
        whole = {row.uid for row in rows if row.recurrence and not row.is_override}
        gone = []
        for key, contact in list(self.known.items()):
            is_vanished = key[0] in whole and key[1] and contact.starts_at > self.at
            if key in there or not (key in removed or is_vanished):
                continue
            follower = None if key in removed else self._follower(contact, key, rows)
            if follower:
                self._follow(contact, key, follower)
            else:
                gone.append(self.event_model.of_contact(contact, key))
        return gone

    def _follower(self, contact, key, rows):
        """The new event of the same series on the same day."""
        day = contact.starts_at.date()
        for row in rows:
            if row.uid == key[0] and row.key not in self.known and row.starts_at.date() == day:
                return row
        return None

    def _follow(self, contact, key, row):
        self.known[row.key] = self.known.pop(key)
        self.earlier[row.key] = self.earlier.get(key)
        if contact.uid:
            contact.recurrence = row.recurrence
            signed(contact, self.person, self.at).save(update_fields=["recurrence"])

    def _fall_away(self, row):
        contact = row.interaction
        row.calendar, row.outcome = self.reading, row.Outcome.KNOWN
        if contact.is_standing:
            self._meet_again(row, contact)
        return row.outcome == row.Outcome.CANCELLED or bool(row.reason)

    # -- What is known already --------------------------------------------------------------------

    def _meet_again(self, row, contact):
        before = self.earlier.get(row.key)
        try:
            if not contact.is_standing:
                row.reason = _("It was cancelled here.") if not row.is_cancelled else ""
            elif row.is_cancelled:
                self._cancel(row, contact, before)
            else:
                self._join(row, contact)
                self._move(row, contact, before)
        except Refused as no:
            row.outcome = row.Outcome.KNOWN
            row.reason = _("Changed in the calendar, not here: %(why)s") % {"why": no.message}
            row.reason = row.reason[:300]

    def _cancel(self, row, contact, before):
        if before and before.outcome == row.Outcome.CANCELLED:
            return
        contact.cancel(self.person, _("Cancelled in the calendar."), self.at)
        row.outcome = row.Outcome.CANCELLED
        if contact.asks_for_cancellation:
            superior = contact.superior(self.at)
            row.reason = _("%(name)s is asked to confirm.") % {"name": superior.name}

    def _move(self, row, contact, before):
        times = (row.starts_at, row.ends_at)
        if times in [(contact.starts_at, contact.ends_at), _times(before)]:
            return
        if before and row.sequence < before.sequence:
            row.reason = _("This file has an older copy of it.")
            return
        if not contact.has_begun(self.at):
            contact.reschedule(self.person, *times, self.at)
        elif row.ends_at != contact.ends_at:
            contact.move_end(self.person, row.ends_at, self.at)
        row.outcome = row.Outcome.MOVED

    def _join(self, row, contact):
        """Whoever is invited now and was not before takes part as well."""
        if contact.is_reported:
            return
        there = {place.seat for place in contact.participants.all()}
        places = self.book.places(row.attendees, contact.client)
        missing = [place for place in places if place.seat not in there]
        for place in missing:
            place.interaction = contact
        if missing:
            self._create(missing)

    def _join_what_was_logged_by_hand(self, rows):
        rows = [row for row in rows if row.client_id and row.interaction_id is None]
        rows = [row for row in rows if row.outcome != row.Outcome.DOUBTFUL]
        by_hand = defaultdict(list)
        if rows:
            starts = [row.starts_at for row in rows]
            contacts = Interaction.objects.standing().filter(
                uid="",
                client__in={row.client_id for row in rows},
                starts_at__range=(min(starts) - SAME_START, max(starts) + SAME_START),
            )
            for contact in contacts:
                by_hand[contact.client_id].append(contact)
        for row in rows:
            for contact in by_hand[row.client_id]:
                if not contact.uid and abs(contact.starts_at - row.starts_at) <= SAME_START:
                    self._adopt(row, contact)
                    break

    def _adopt(self, row, contact):
        contact.uid, contact.recurrence = row.key
        signed(contact, self.person, self.at).save(update_fields=["uid", "recurrence"])
        row.interaction, row.outcome = contact, row.Outcome.KNOWN
        row.reason = _("It was logged by hand.")

    # -- Writing ----------------------------------------------------------------------------------

    def _write(self, rows):
        self._log(rows)
        undecided = self.event_model.objects.doubtful()
        for piece in pieces({row.uid for row in rows}):
            asked_before = undecided.filter(calendar__person=self.person, uid__in=piece)
            keys = {row.key for row in rows}
            asked_before.filter(pk__in=[row.pk for row in asked_before if row.key in keys]).delete()
        self.reading.events.bulk_create(rows, batch_size=500)

    def _log(self, rows):
        fresh = [row for row in rows if row.outcome in {row.Outcome.TAKEN, row.Outcome.OLD}]
        entries = [self.entry(row, self.book.clients[row.client_id]) for row in fresh]
        contacts = Logbook(Interaction, self.person, self.at).write(entries)
        for row, contact in zip(fresh, contacts, strict=True):
            row.interaction = contact

    def _create(self, rows):
        bulk_create_with_history(
            rows, type(rows[0]), default_user=self.person, default_date=self.at
        )


def _times(row):
    return (row.starts_at, row.ends_at) if row else None


VIDEO = ("zoom.us", "teams.", "meet.google", "webex", "whereby", "http://", "https://")
CALLS = {"call", "phone", "telefonata", "звонок", "созвон", "电话"}


def kind_of(row):
    """A video call by its place, a call by its name, else a meeting."""
    if any(sign in row.place.lower() for sign in VIDEO):
        return Interaction.Kind.VIDEO
    words = set(row.summary.lower().replace(":", " ").replace(",", " ").split())
    return Interaction.Kind.CALL if words & CALLS else Interaction.Kind.MEETING
