from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused


class ContactQuerySet(OfClientQuerySet):
    def on(self, day):
        return self.filter(Q(from_on=None) | Q(from_on__lte=day)).filter(
            Q(until_on=None) | Q(until_on__gte=day)
        )

    def add(self, client, by, at, **facts):
        """Enter somebody of the client."""
        return enter(self.model(client=client, **facts), by, at)


class ContactPerson(models.Model):
    """Somebody at the client: at which level, and with what authority."""

    class Level(models.TextChoices):
        TOP = "top", _("Top management")
        MIDDLE = "middle", _("Middle management")
        BRAND = "brand", _("Brand, day to day")

    class Role(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("Decides")
        DAY_TO_DAY = "day_to_day", _("Day to day")
        PROCUREMENT = "procurement", _("Procurement")
        FINANCE = "finance", _("Finance")
        OTHER = "other", _("Other")

    class Distribution(models.TextChoices):
        TO = "to", _("To")
        CC = "cc", _("Copy")
        NONE = "none", _("Only when present")

    client = models.ForeignKey(Client, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.BRAND)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.DAY_TO_DAY)
    approves_briefs = models.BooleanField(_("may approve briefs"), default=False)
    approves_estimates = models.BooleanField(_("may approve estimates"), default=False)
    approval_limit = models.DecimalField(
        _("up to"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    distribution = models.CharField(
        _("gets reports"), max_length=4, choices=Distribution.choices, default=Distribution.NONE
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        constraints = [
            models.UniqueConstraint(
                "client",
                Lower("email"),
                condition=~Q(email=""),
                name="one_contact_per_client_email",
            )
        ]
        indexes = [models.Index(Lower("email"), name="contact_by_email")]

    def __str__(self):
        return self.name

    def has_left(self, day):
        return self.until_on is not None and self.until_on < day

    def can_change(self, user):
        return self.client.can_keep_people(user)

    def edit(self, by, at, **facts):
        change(self, by, at, facts)

    def end(self, on, by, at):
        """Note the last day at the client. Never deleted: old reports name this person."""
        end(self, on, by, at)


class PartnerQuerySet(OfClientQuerySet):
    def on(self, day):
        return self.filter(Q(until_on=None) | Q(until_on__gte=day))

    def add(self, client, by, at, **facts):
        """Enter somebody of another agency who works on the client."""
        return enter(self.model(client=client, **facts), by, at)


class PartnerPerson(models.Model):
    """Somebody of another agency working on the same client: participant, never a user."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="partners")
    agency = models.CharField(_("agency"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["agency", "name"]
        verbose_name = _("partner-agency person")
        verbose_name_plural = _("partner-agency people")

    def __str__(self):
        return f"{self.name} ({self.agency})"

    def has_left(self, day):
        return self.until_on is not None and self.until_on < day

    def can_change(self, user):
        return self.client.can_keep_people(user)

    def edit(self, by, at, **facts):
        change(self, by, at, facts)

    def end(self, on, by, at):
        """Note the last day on the client; reports that name this person stay as they are."""
        end(self, on, by, at)


# Who of the agency speaks with whom of the client (domain.md, row 97).
RUNG_OF_LEVEL = {
    ContactPerson.Level.TOP: Rung.AD,
    ContactPerson.Level.MIDDLE: Rung.AM,
    ContactPerson.Level.BRAND: Rung.AE,
}
EMAIL_IS_THERE = _("Somebody of this client has this address already.")


def enter(person, by, at):
    with locked(person.client):
        person.client.demand(by, Rung.AE, at)
        refuse_turned_round(person)
        with unique_or_refused(EMAIL_IS_THERE, field="email"):
            signed(person, by, at).save(force_insert=True)
    return person


def change(person, by, at, facts):
    with locked(person):
        person.client.demand(by, Rung.AE, at)
        changed = [name for name, value in facts.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, facts[name])
        refuse_turned_round(person)
        if changed:
            with unique_or_refused(EMAIL_IS_THERE, field="email"):
                signed(person, by, at).save(update_fields=changed)


def end(person, on, by, at):
    with locked(person):
        person.client.demand(by, Rung.AE, at)
        if person.until_on == on:
            return
        person.until_on = on
        refuse_turned_round(person)
        signed(person, by, at).save(update_fields=["until_on"])


def refuse_turned_round(person):
    from_on = getattr(person, "from_on", None)
    if from_on and person.until_on and person.until_on < from_on:
        raise Refused(_("The last day is before the first."), field="until_on")
