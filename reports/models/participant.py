from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import ContactPerson, PartnerPerson, User
from agency.lib.rows import signed


class ParticipantQuerySet(models.QuerySet):
    def of_client(self):
        return self.filter(contact__isnull=False)

    def of_agency(self):
        return self.filter(person__isnull=False)

    def with_people(self):
        return self.select_related("person", "contact", "partner")

    def reseat(self, interaction, wanted, by, at):
        """Make the list of people the wanted one; who stays keeps the same row."""
        there = {place.seat: place for place in self.all()}
        for seat in there.keys() - {place.seat for place in wanted}:
            signed(there[seat], by, at).delete()
        for place in wanted:
            known = there.get(place.seat, place)
            if known.pk and known.was_present == place.was_present:
                continue
            known.interaction, known.was_present = interaction, place.was_present
            signed(known, by, at).save()


class Participant(models.Model):
    """Somebody at a contact: of the agency, of the client or of a partner agency."""

    interaction = models.ForeignKey(
        "reports.Interaction", models.CASCADE, related_name="participants"
    )
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="attended")
    contact = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="attended"
    )
    partner = models.ForeignKey(
        PartnerPerson, models.PROTECT, null=True, blank=True, related_name="attended"
    )
    # A guest of the calendar whom nobody has taken into the address book yet.
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    was_present = models.BooleanField(_("was present"), default=True)

    objects = ParticipantQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("participant")
        constraints = [
            models.UniqueConstraint(
                fields=["interaction", "person"],
                condition=Q(person__isnull=False),
                name="one_place_per_person_at_a_contact",
            ),
            models.UniqueConstraint(
                fields=["interaction", "contact"],
                condition=Q(contact__isnull=False),
                name="one_place_per_contact_person",
            ),
            models.UniqueConstraint(
                fields=["interaction", "partner"],
                condition=Q(partner__isnull=False),
                name="one_place_per_partner",
            ),
        ]

    def __str__(self):
        return self.label

    @classmethod
    def place_of(cls, who):
        """A place at a contact for a colleague, a client's person, a partner or a guest."""
        if isinstance(who, User):
            return cls(person=who)
        if isinstance(who, ContactPerson):
            return cls(contact=who)
        if isinstance(who, PartnerPerson):
            return cls(partner=who)
        name, email = who
        return cls(name=name, email=email)

    @property
    def who(self):
        return self.person or self.contact or self.partner

    @property
    def label(self):
        return self.who.name if self.who else (self.name or self.email)

    @property
    def seat(self):
        """Which place this is, to compare two lists of people."""
        return (self.person_id, self.contact_id, self.partner_id, self.name, self.email)
