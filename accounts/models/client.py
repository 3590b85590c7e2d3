from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import ladder_of, share_client, unshare_client
from accounts.models.about import about
from accounts.models.clients import CODE_IS_TAKEN, SERVED, ClientQuerySet
from accounts.models.group import AccountGroup
from accounts.models.machinery import Counter, SearchEntry
from accounts.models.notice import Notice
from accounts.models.office import Office, validate_zone
from accounts.models.team import RUNG_OF_ROLE, gaps, tell_of
from accounts.models.user import Function, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused

# What names, ranks or hides a client takes an account director.
GUARDED = frozenset({"code", "group", "is_key_account", "confidentiality"})
NEXT_STATUSES = {
    "prospect": ["active"],
    "active": ["on_hold", "notice"],
    "on_hold": ["active"],
    "notice": ["closed"],
    "closed": [],
}


class Client(models.Model):
    """A company the agency serves or wants to serve."""

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        ACTIVE = "active", _("Active")
        ON_HOLD = "on_hold", _("On hold")
        NOTICE = "notice", _("Notice given")
        CLOSED = "closed", _("Closed")

    class Confidentiality(models.TextChoices):
        NORMAL = "normal", _("Normal")
        RESTRICTED = "restricted", _("Restricted: views of documents are logged")

    code = models.CharField(
        _("code"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3,4}\Z", _("Three or four capital letters."))],
        help_text=_("Three or four capitals; frozen after the first number."),
    )
    name = models.CharField(_("trading name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    tax_id = models.CharField(_("tax number"), max_length=40, blank=True)
    billing_address = models.TextField(_("billing address"), max_length=500, blank=True)
    invoice_email = models.EmailField(_("e-mail for invoices"), blank=True)
    payment_days = models.PositiveSmallIntegerField(
        _("payment term in days"), default=30, validators=[MaxValueValidator(365)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    po_required = models.BooleanField(_("needs a purchase order number"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="clients", verbose_name=_("serving office")
    )
    group = models.ForeignKey(
        AccountGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
        verbose_name=_("group"),
    )
    time_zone = models.CharField(
        _("client's time zone"), max_length=64, blank=True, validators=[validate_zone]
    )
    country = models.CharField(_("client's holiday calendar"), max_length=2, blank=True)
    language = models.CharField(_("language of papers"), max_length=12, default="en")
    category = models.CharField(_("category"), max_length=80, blank=True)
    is_key_account = models.BooleanField(_("key account"), default=False)
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=12,
        choices=Confidentiality.choices,
        default=Confidentiality.NORMAL,
    )
    contact_cadence_days = models.PositiveSmallIntegerField(
        _("contact at least every … days"), default=14
    )
    acceptance_days = models.PositiveSmallIntegerField(
        _("working days until a report counts as accepted"), default=2
    )
    planner_cosigns = models.BooleanField(_("the planner co-signs creative briefs"), default=False)
    since_on = models.DateField(_("client since"), null=True, blank=True)
    notes = models.TextField(_("about the client"), max_length=4000, blank=True)

    objects = ClientQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("client")
        verbose_name_plural = _("clients")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("accounts:client", args=[self.pk])

    @property
    def is_restricted(self):
        return self.confidentiality == self.Confidentiality.RESTRICTED

    @property
    def is_served(self):
        return self.status in SERVED

    @property
    def zone(self):
        return self.time_zone or self.office.time_zone

    def local_date(self, at):
        """The day it is at the serving office, which dates this client's numbers."""
        return at.astimezone(ZoneInfo(self.office.time_zone)).date()

    @property
    def language_name(self):
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def band_label(self):
        """The word for the band that `with_band` added."""
        bands = Client.risk_snapshots.rel.related_model._meta.get_field("band").flatchoices
        return dict(bands).get(self.band, "")

    @property
    def has_numbers(self):
        """Whether any number was drawn that begins with this client's code."""
        return Counter.objects.filter(key__contains=f":{self.pk}:").exists()

    @property
    def next_statuses(self):
        return [self.Status(status) for status in NEXT_STATUSES[self.status]]

    # -- Who may do what ------------------------------------------------------------------------

    def rung_for(self, user):
        """The rung on which `user` acts for this client today; 0 when he only reads, or less."""
        if getattr(self, "standing_of", None) == user.pk:
            return self.standing
        me = Client.objects.filter(pk=self.pk).with_standing(user)
        return me.values_list("standing", flat=True).first() or 0

    def can_keep_people(self, user):
        """Contacts, partner agencies, brands, mail domains."""
        return self.rung_for(user) >= Rung.AE

    def can_edit(self, user):
        return self.rung_for(user) >= Rung.AM

    def can_guard(self, user):
        """Code, group, key account, confidentiality; status; contracts; the log of views."""
        return self.rung_for(user) >= Rung.AD

    def can_staff(self, user, role=None):
        return self.rung_for(user) >= needed_to_staff(role)

    def can_share(self, user):
        return self.rung_for(user) >= self._needed_to_share

    def can_see_fee(self, user):
        return user.function == Function.FINANCE or self.rung_for(user) >= Rung.AM

    def demand(self, by, rung, at):
        """Refuse whoever does not stand on `rung` or above for this client, naming whom to ask."""
        if self.rung_for(by) >= rung:
            return
        _above, holders = next(iter(ladder_of(self, None, at).filled_above(rung - 1)), (0, []))
        names = ", ".join(f"{person.name} ({person.short_rank})" for person in holders)
        sentence = _("Only %(rung)s or above of %(client)s may do this. Ask %(names)s.")
        facts = {"rung": Rung(rung).label, "client": self.name, "names": names or "–"}
        raise Refused.rank(sentence % facts)

    def demand_staffing(self, by, role, at):
        self.demand(by, needed_to_staff(role), at)

    def demand_sharing(self, by, at):
        self.demand(by, self._needed_to_share, at)

    def gaps(self, day, places=None):
        """What the team of a served client lacks from `day` on."""
        if not self.is_served:
            return []
        if places is None:
            places = self.team.not_over(day).select_related("person")
        return gaps(places, day)

    # -- What is done to a client ---------------------------------------------------------------

    def edit(self, by, at, **values):
        """Change what is known of the client; the guarded facts take an account director."""
        with locked(self):
            self.demand(by, Rung.AM, at)
            changed = [name for name, value in values.items() if getattr(self, name) != value]
            if GUARDED.intersection(changed):
                self.demand(by, Rung.AD, at)
            if "code" in changed and self.has_numbers:
                sentence = _("Numbers were drawn under %(code)s; it can no longer change.")
                raise Refused(sentence % {"code": self.code}, field="code")
            if not changed:
                return
            for name in changed:
                setattr(self, name, values[name])
            with unique_or_refused(CODE_IS_TAKEN, field="code"):
                signed(self, by, at).save(update_fields=changed)
            self.write_search_entry(at)

    def change_status(self, to, by, at):
        """Go on along the arrows from prospect to closed, or back from the shelf."""
        with locked(self):
            self.demand(by, Rung.AD, at)
            if to not in self.next_statuses:
                sentence = _("From “%(now)s” a client cannot become “%(then)s”.")
                facts = {"now": self.get_status_display(), "then": self.Status(to).label}
                raise Refused(sentence % facts, field="to")
            if to == self.Status.ACTIVE and self.since_on is None:
                self.since_on = self.local_date(at)
            self.status = to
            signed(self, by, at).save(update_fields=["status", "since_on"])

    def share(self, person, reason, by, at):
        """Let somebody outside the team read this client, until it is taken back."""
        with locked(self):
            self.demand_sharing(by, at)
            self._refuse_sharing_with(person)
            grant = share_client(self, person, reason, by, at)
            sentence = _("%(name)s shared %(client)s with you: %(reason)s")
            facts = {"name": by.name, "client": self.name, "reason": reason}
            tell_of(grant, self, person, sentence % facts, by, at)
        return grant

    def unshare(self, grant, by, at):
        """Take a share back; the person is a stranger again from the next request on."""
        with locked(self):
            self.demand_sharing(by, at)
            if grant := self.shares.filter(pk=grant.pk).first():
                Notice.objects.filter(**about(grant)).delete()
                unshare_client(grant, by, at)

    def write_search_entry(self, at):
        brands = " ".join(self.brands.values_list("name", flat=True))
        SearchEntry.objects.put(
            self,
            kind="client",
            client=self,
            title=self.name,
            detail=self.code,
            words=f"{self.legal_name} {brands}",
            at=at,
        )

    @property
    def _needed_to_share(self):
        return Rung.AD if self.is_restricted else Rung.AM

    def _refuse_sharing_with(self, person):
        name = {"name": person.name}
        if not person.is_active:
            raise Refused(_("%(name)s no longer works here.") % name, field="person")
        if self.walls.standing().filter(person=person).exists():
            sentence = _("A conflict wall keeps %(name)s from this client. Ask the CSD.")
            raise Refused(sentence % name, field="person")
        if Client.objects.open_to(person).filter(pk=self.pk).exists():
            raise Refused(_("%(name)s can read this client already.") % name, field="person")


def needed_to_staff(role):
    """A manager staffs the team; a director's place and above take a director."""
    return Rung.AD if (RUNG_OF_ROLE.get(role) or 0) >= Rung.AD else Rung.AM
