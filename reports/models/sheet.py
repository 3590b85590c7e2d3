"""One open report with all that lies on the desk with it, read in a few queries."""

from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from reports.models.obligation import Obligation
from reports.models.participant import Participant
from reports.models.people import CONTACT, PARTNER, PERSON, People
from reports.models.readiness import checks_of


class Sheet:
    """A version of a report with the contacts it covers, their debts and everyone it may name."""

    def __init__(self, version, at):
        self.version, self.report, self.at = version, version.report, at
        debts = self._debts()
        self.debts = [debt for debt in debts if debt.report_id == self.report.pk]
        self.coverable = [debt for debt in debts if debt.report_id is None]
        contacts = {debt.interaction_id: debt.interaction for debt in self.debts}
        contacts.setdefault(self.report.interaction_id, self.report.interaction)
        self.contacts = sorted(contacts.values(), key=lambda contact: contact.starts_at)
        self.people = self._people()
        self.report.know({debt.owner_id for debt in self.debts})

    def _debts(self):
        """What the report covers, and what it could cover: open debts of the same day."""
        opens, closes = day_of(self.report)
        nearby = Q(
            client=self.report.client_id,
            report=None,
            closed_at=None,
            interaction__ends_at__gte=opens,
            interaction__ends_at__lt=closes,
        )
        debts = Obligation.objects.filter(
            Q(report=self.report, voided_at=None) | nearby
        ).select_related("interaction", "owner")
        return list(debts.order_by("due_at", "pk"))

    def _people(self):
        version, client = self.version, self.report.client
        contacts = [contact.pk for contact in self.contacts]
        return People.of(
            client,
            Participant.objects.filter(interaction__in=contacts),
            version.recipients.all(),
            version.owners,
            client.local_date(self.at),
        )

    @property
    def open_debts(self):
        return [debt for debt in self.debts if debt.is_open]

    @property
    def due_at(self):
        """The earliest deadline counts for the whole report; None when nothing is owed."""
        return min((debt.due_at for debt in self.debts), default=None)

    @property
    def late_debts(self):
        return [debt for debt in self.open_debts if debt.due_at <= self.at]

    @property
    def is_sensitive(self):
        return any(contact.is_sensitive for contact in self.contacts)

    @property
    def client_recipients(self):
        """Client people who were there and can be reached; a receipt of theirs stops the clock."""
        return [
            row for row in self.people.going_to() if row.is_client_participant and row.is_reachable
        ]

    @cached_property
    def checks(self):
        return checks_of(self)

    @property
    def missing(self):
        return [check for check in self.checks if check.is_missing]

    @property
    def owner_labels(self):
        """(key, words) of everyone a line may give something to do, those who were there first."""
        there = {row.key for row in self.people.present if row.is_present}
        known = sorted(
            self.people.by_key.values(),
            key=lambda row: (row.key not in there, SIDES.index(row.side)),
        )
        return [(row.key, self._called(row, there)) for row in known]

    def _called(self, row, there):
        """Luis Prieto (Marketing, was present)."""
        meta = [row.agency, row.short_title, _("was present") if row.key in there else ""]
        return f"{row.name} ({', '.join(filter(None, meta)) or row.side})"


SIDES = (PERSON, CONTACT, PARTNER)


def day_of(report):
    """From midnight to midnight, the office's day on which the report's contact ended."""
    zone = ZoneInfo(report.client.office.time_zone)
    day = report.interaction.ends_at.astimezone(zone).date()
    begins = datetime.combine(day, time.min, zone)
    return begins, datetime.combine(day + timedelta(days=1), time.min, zone)
