from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import ContactPerson, OutgoingMail, PartnerPerson, User
from reports.models.people import CONTACT, PARTNER, PERSON

SIDES = (PERSON, CONTACT, PARTNER)


class Recipient(models.Model):
    """Somebody a version goes to, in which place, and with which mail."""

    class Place(models.TextChoices):
        TO = "to", _("To")
        CC = "cc", _("Copy")

    version = models.ForeignKey("reports.ReportVersion", models.PROTECT, related_name="recipients")
    place = models.CharField(max_length=2, choices=Place.choices, default=Place.TO)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner = models.ForeignKey(
        PartnerPerson, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whose receipt stops the clock: a client participant's and the owner's superior's.
    is_client_participant = models.BooleanField(default=False)
    is_superior = models.BooleanField(default=False)
    # While it is a draft: put there by somebody, or taken off the list the rule proposes.
    is_by_hand = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)
    mail = models.OneToOneField(
        OutgoingMail, models.PROTECT, null=True, blank=True, related_name="recipient"
    )

    class Meta:
        ordering = ["-place", "pk"]
        verbose_name = _("recipient")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, contact=None, partner=None)
                    | Q(person=None, contact__isnull=False, partner=None)
                    | Q(person=None, contact=None, partner__isnull=False)
                ),
                name="recipient_is_one_person",
            ),
            *(
                models.UniqueConstraint(
                    fields=["version", side],
                    condition=Q(**{f"{side}__isnull": False}),
                    name=f"{side}_gets_a_version_once",
                )
                for side in SIDES
            ),
        ]

    def __str__(self):
        return self.who.name

    @property
    def who(self):
        return self.person or self.contact or self.partner

    @property
    def key(self):
        side = next(side for side in SIDES if getattr(self, f"{side}_id"))
        return f"{side}:{getattr(self, f'{side}_id')}"

    @property
    def outcome(self):
        """What became of the mail, in one word of the trade."""
        if self.mail is None:
            return "unsent"
        if self.mail.bounced_at:
            return "bounced"
        if self.mail.failed_at:
            return "failed"
        return "accepted" if self.mail.accepted_at else "queued"


def column_of(key):
    """The column and its value that point at somebody: "person:1" is {"person_id": 1}."""
    side, pk = key.split(":")
    return {f"{side}_id": int(pk)}
