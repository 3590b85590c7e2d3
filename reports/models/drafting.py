from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, User
from agency.lib.refusal import Refused
from agency.lib.spell import save_in_spell
from reports.models.logbook import newcomers_places
from reports.models.participant import Participant
from reports.models.people import CONTACT, PARTNER, PERSON
from reports.models.proposal import propose
from reports.models.recipient import Recipient, column_of
from reports.models.sheet import Sheet

# What is asked about the contact for our own eyes, and never printed.
ABOUT_US = ("reading", "tone", "risk_note", "late_reason", "late_note")


class Stale(Refused):
    """Somebody changed the draft since the page was opened; `version` is what stands there now."""

    def __init__(self, version):
        super().__init__(
            _("%(name)s changed this report meanwhile.") % {"name": version.edited_by.name}
        )
        self.version = version


class Draftable(models.Model):
    """A report being written: its words, who was there, which contacts it covers, who gets it."""

    class Meta:
        abstract = True

    # -- Words ------------------------------------------------------------------------------------

    def write(self, by, edit, words, lines, about_us, at):
        """Save what was typed on top of edit number `edit`; nothing typed meanwhile is lost."""
        with self._drafted(by, at) as version:
            if edit != version.edit:
                raise Stale(version)
            self._refuse_unknown_owners(version, lines)
            subject = version.subject
            if version.put(words, lines, by, at) and version.subject != subject:
                self.write_search_entry(version, at)
            if not version.is_correction:
                self._put_about_us(about_us, by, at)
        return version

    def _put_about_us(self, about_us, by, at):
        changed = [n for n in ABOUT_US if n in about_us and getattr(self, n) != about_us[n]]
        for name in changed:
            setattr(self, name, about_us[name])
        if changed:
            save_in_spell(self, changed, by, at)

    def _refuse_unknown_owners(self, version, lines):
        """Whoever is given something to do is a colleague, or of this client and its partners."""
        new = {line.owner for line in lines if line.owner} - version.owners
        for side, people in (
            (PERSON, User.objects.at_work()),
            (CONTACT, self.client.contacts),
            (PARTNER, self.client.partners),
        ):
            wanted = {int(key.split(":")[1]) for key in new if key.startswith(f"{side}:")}
            if wanted and people.filter(pk__in=wanted).count() != len(wanted):
                raise Refused(_("An owner is not known; choose another."), field="lines")

    # -- Contacts ---------------------------------------------------------------------------------

    def cover(self, by, debt, at):
        """Report on another contact of the same client and day as well."""
        with self._drafted(by, at) as version:
            sheet = Sheet(version, at)
            if debt.report_id == self.pk:
                return
            if version.is_correction:
                raise Refused(_("What was sent covers the contacts it covers."))
            if debt.pk not in {other.pk for other in sheet.coverable}:
                raise Refused(_("Only open contacts of the same client and day fit in one report."))
            if debt.interaction.is_sensitive != sheet.is_sensitive:
                raise Refused(_("A sensitive contact has a report of its own."))
            self._take_on(debt, by, at)
            propose(Sheet(version, at))

    def uncover(self, by, debt, at):
        """Leave a further contact to a report of its own again."""
        with self._drafted(by, at) as version:
            if debt.report_id != self.pk:
                return
            if version.is_correction or debt.interaction_id == self.interaction_id:
                raise Refused(_("This contact stays in the report."))
            self._let_go(debt, by, at)
            propose(Sheet(version, at))

    # -- Who was there ----------------------------------------------------------------------------

    def seat(self, by, contact, at, *, present=(), absent=(), guests=(), newcomers=()):
        """Say who took part in a contact; after the first version too, to correct the list."""
        with self._drafted(by, at) as version:
            self._refuse_unless_covered(Sheet(version, at), contact)
            places = newcomers_places(self.client, newcomers, by, at)
            places += [Participant.place_of(who) for who in (*present, *guests)]
            for who in absent:
                places.append(Participant.place_of(who))
                places[-1].was_present = False
            self._reseat(contact, places, by, version, at)

    def unseat(self, by, place, at):
        """Take somebody off the list of those who were there."""
        with self._drafted(by, at) as version:
            self._refuse_unless_covered(Sheet(version, at), place.interaction)
            others = place.interaction.participants.exclude(pk=place.pk)
            self._reseat(place.interaction, list(others), by, version, at)

    def _reseat(self, contact, places, by, version, at):
        contact.participants.reseat(contact, places, by, at)
        contact.write_search_entry(at)
        propose(Sheet(version, at))

    def _refuse_unless_covered(self, sheet, contact):
        if contact.pk not in {covered.pk for covered in sheet.contacts}:
            raise Refused(_("This report does not cover that contact."))

    def _refuse_outsiders(self, key):
        """Whoever is put on the list is a colleague, or of this client and its partners."""
        side, pk = key.split(":")
        people = {
            PERSON: User.objects.at_work(),
            CONTACT: self.client.contacts,
            PARTNER: self.client.partners,
        }[side]
        if not people.filter(pk=pk).exists():
            raise Refused(_("This person is not known at this client."))

    # -- Who gets it ------------------------------------------------------------------------------

    def refresh_recipients(self, by, at):
        """Bring the list up to date with the ladder and the address book as they are now."""
        with self._drafted(by, at) as version:
            propose(Sheet(version, at))

    def send_to(self, by, key, place, at):
        """Put somebody on the list, or back on it."""
        with self._drafted(by, at) as version:
            self._refuse_outsiders(key)
            self._refuse_to_let_out(Sheet(version, at), key)
            row = version.recipients.filter(**column_of(key)).first()
            row = row or Recipient(version=version, **column_of(key))
            row.place, row.is_by_hand, row.is_left_out = place, True, False
            row.save()

    def leave_out(self, by, recipient, at):
        """Take somebody off the list; superiors and those who got an earlier version stay."""
        with self._drafted(by, at) as version:
            row = version.recipients.filter(pk=recipient.pk).first()
            if row is None or row.is_left_out:
                return
            if row.is_superior:
                raise Refused(_("The owner's superior always gets a copy."))
            if self._got_one_before(version, row):
                raise Refused(_("A correction goes to everyone who got the version before."))
            row.is_left_out = True
            row.save(update_fields=["is_left_out"])

    def _got_one_before(self, version, row):
        before = Recipient.objects.filter(version__report=self, version__number__lt=version.number)
        return before.filter(mail__isnull=False, **column_of(row.key)).exists()

    def _refuse_to_let_out(self, sheet, key):
        """A sensitive report stays inside, and a colleague reads only what he may see."""
        side, pk = key.split(":")
        if side != PERSON and sheet.is_sensitive:
            raise Refused(_("This contact is sensitive: its report stays inside the agency."))
        if side == PERSON:
            person = User.objects.get(pk=pk)
            if not Client.objects.open_to(person).filter(pk=self.client_id).exists():
                raise Refused(
                    _("%(name)s may not see this client; share the client first.")
                    % {"name": person.name}
                )
