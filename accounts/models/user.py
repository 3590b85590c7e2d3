from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.letters import address_changed, invitation, left_places, moved_under
from accounts.models.machinery import SearchEntry
from accounts.models.office import Office, validate_zone
from accounts.models.rank import RUNG_OF_RANK, Function, Rank, Rung, Theme
from accounts.models.supervision import Supervision, upwards
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused

__all__ = ["RUNG_OF_RANK", "Function", "Rank", "Rung", "Theme", "User"]

TAKEN = _("Somebody signs in with this address already.")


class UserQuerySet(models.QuerySet):
    def at_work(self):
        return self.filter(is_active=True)

    def departed(self):
        return self.filter(left_on__isnull=False, is_active=False)

    def on_rung(self, rung):
        return self.filter(rank__in=[rank for rank, of in RUNG_OF_RANK.items() if of == rung])

    def visible_to(self, user):
        """Colleagues know each other; the system's own actors are nobody's colleague."""
        if not user.is_active:
            return self.none()
        return self.exclude(email=SYSTEM_EMAIL)

    def managing_people(self):
        """Who takes people in, changes them and lets them go."""
        return self.at_work().filter(
            models.Q(function__in=[Function.HR, Function.ADMIN]) | models.Q(rank=Rank.CSD)
        )

    def managing_settings(self):
        return self.at_work().filter(models.Q(function=Function.ADMIN) | models.Q(rank=Rank.CSD))

    def named(self):
        """Up to three of these people by name, for a sentence that says whom to ask."""
        return ", ".join(self.order_by("name").values_list("name", flat=True)[:3])

    def join(self, by, at, *, email, name, **facts):
        """Take somebody into the agency; a mail asks the person to choose a password."""
        by.demand_people()
        person = self.model(email=email.lower(), name=name, **facts)
        by.demand_appointing(person)
        person._refuse_manager(person.manager)
        person.set_unusable_password()
        with transaction.atomic():
            with unique_or_refused(TAKEN, field="email"):
                signed(person, by, at).save()
            Supervision.objects.rebuild()
            person.write_search_entry(at)
            invitation(person, at).save()
        return person


SYSTEM_EMAIL = "clock@plates.invalid"


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email, password=None, **fields):
        fields |= {"is_staff": True, "is_superuser": True, "function": Function.ADMIN}
        return self.create_user(email, password, **fields)

    def get(self, *args, **facts):
        # Every page asks for the person signed in and then for the zone of the office: one query.
        return self.select_related("office").get(*args, **facts)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def system(self):
        """The actor that history names when the clock, not a person, made a change."""
        person, _made = self.get_or_create(
            email=SYSTEM_EMAIL,
            defaults={"name": "Plates", "is_active": False, "function": Function.ADMIN},
        )
        return person


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the agency, who signs in by e-mail."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title on papers"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    function = models.CharField(
        _("department"), max_length=12, choices=Function.choices, default=Function.ACCOUNT
    )
    rank = models.CharField(_("rank"), max_length=12, choices=Rank.choices, blank=True)
    manager = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_to_me",
        verbose_name=_("manager"),
    )
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("office"),
    )
    time_zone = models.CharField(
        _("own time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("Empty: the time zone of the office."),
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    theme = models.CharField(
        _("appearance"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM
    )
    hotkeys = models.BooleanField(_("single-letter shortcuts"), default=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(
                condition=~models.Q(manager=models.F("id")), name="nobody_manages_himself"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def rung(self):
        """The rung of the ladder this person stands on; None off the ladder."""
        return RUNG_OF_RANK.get(self.rank)

    @property
    def zone(self):
        return self.time_zone or (self.office.time_zone if self.office_id else "UTC")

    @property
    def rank_label(self):
        """What stands behind the name: AM, AD ... or the department."""
        return self.get_rank_display() if self.rank else self.get_function_display()

    @property
    def short_rank(self):
        return Rung(self.rung).label if self.rung else self.get_function_display()

    @property
    def paper_title(self):
        return self.title or self.rank_label

    @property
    def is_csd(self):
        return self.rank == Rank.CSD

    def stands_at_least(self, rung):
        return bool(self.rung and self.rung >= rung)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]

    def get_absolute_url(self):
        return reverse("accounts:person", args=[self.pk])

    @property
    def can_manage_people(self):
        return self.is_active and (
            self.is_superuser or self.is_csd or self.function in {Function.HR, Function.ADMIN}
        )

    @property
    def can_manage_settings(self):
        return self.is_active and (
            self.is_superuser or self.is_csd or self.function == Function.ADMIN
        )

    @property
    def needs_second_factor(self):
        """Whether a stolen password alone would open every client or all the money."""
        return (
            self.is_superuser
            or self.rank in {Rank.CSD, Rank.GAD}
            or self.function == Function.FINANCE
        )

    @property
    def has_second_factor(self):
        return self.authenticator_set.exclude(type="recovery_codes").exists()

    def local_date(self, at):
        """The day it is where this person works."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def demand(self, is_allowed, sentence, whom):
        """Refuse what somebody else must do, naming whom to ask; `sentence` has a %(names)s."""
        if not is_allowed:
            raise Refused.rank(sentence % {"names": whom.named() or _("the administrator")})

    def demand_people(self):
        sentence = _("People are entered and changed by human resources. Ask %(names)s.")
        self.demand(self.can_manage_people, sentence, User.objects.managing_people())

    def demand_settings(self):
        sentence = _("Settings are changed by the administration. Ask %(names)s.")
        self.demand(self.can_manage_settings, sentence, User.objects.managing_settings())

    def demand_appointing(self, person):
        """Nobody may give the rights he has not got himself."""
        if person.is_csd and not (self.is_csd or self.is_superuser):
            others = User.objects.at_work().filter(rank=Rank.CSD).exclude(pk=person.pk)
            sentence = _("A client services director is appointed by another. Ask %(names)s.")
            self.demand(not others.exists(), sentence, others)
        if person.function == Function.ADMIN:
            sentence = _("An administrator is appointed by another. Ask %(names)s.")
            self.demand(self.can_manage_settings, sentence, User.objects.managing_settings())

    def edit(self, by, at, *, seen=None, **facts):
        """Change what is known of a person; `seen` is the last change the editor knew of."""
        by.demand_people()
        with locked(self):
            self._refuse_stale(seen)
            changed = [name for name, value in facts.items() if getattr(self, name) != value]
            if not changed:
                return
            if by == self and {"rank", "function"} & set(changed):
                raise Refused.rank(_("Your own rank and department are changed by somebody else."))
            old_address = self.email
            for name in changed:
                setattr(self, name, facts[name])
            by.demand_appointing(self)
            with unique_or_refused(TAKEN, field="email"):
                signed(self, by, at).save(update_fields=changed)
            self.write_search_entry(at)
            if "email" in changed:
                address_changed(self, old_address, by, at).save()

    def move_under(self, manager, by, at):
        """Let this person, and everyone below, stand under another manager."""
        by.demand_people()
        with Supervision.objects.held() as managers, locked(self):
            if manager == self.manager:
                return
            self._refuse_manager(manager)
            if manager and self.pk in upwards(manager.pk, managers):
                sentence = _("%(manager)s stands under %(person)s; that would be a circle.")
                raise Refused(
                    sentence % {"manager": manager.name, "person": self.name}, field="manager"
                )
            self.manager = manager
            signed(self, by, at).save(update_fields=["manager"])
            Supervision.objects.rebuild()
            self.notices.tell([moved_under(self, manager, by, at)])

    def leave(self, by, on, at):
        """End a person's time here after the day `on`; returns the places that are now vacant."""
        by.demand_people()
        if by == self:
            raise Refused.rank(_("Your own leaving is entered by somebody else."))
        with locked(self):
            if self.left_on:
                raise Refused(_("%(name)s has left already.") % {"name": self.name})
            if on > self.local_date(at):
                raise Refused(_("Enter the leaving on the last day itself."), field="on")
            if self.joined_on and on < self.joined_on:
                raise Refused(_("That is before the first day here."), field="on")
            self.left_on, self.is_active = on, False
            # A new password, so that no session lives on even if the person comes back.
            self.set_unusable_password()
            signed(self, by, at).save(update_fields=["left_on", "is_active", "password"])
            self.end_sessions()
            self._end_places(on, by, at)
            self.write_search_entry(at)
            vacant = list(self.vacant_places())
            if self.manager:
                self.notices.tell([left_places(self.manager, self, vacant, by, at)])
        return vacant

    def come_back(self, by, at):
        """Let a person who left work here again; team places stay ended."""
        by.demand_people()
        with locked(self):
            if self.is_active:
                raise Refused(_("%(name)s works here.") % {"name": self.name})
            by.demand_appointing(self)
            self.left_on, self.is_active = None, True
            signed(self, by, at).save(update_fields=["left_on", "is_active"])
            self.write_search_entry(at)
            invitation(self, at).save()

    def prefer(self, at, **wishes):
        """Change how Plates looks and speaks to this person."""
        with locked(self):
            changed = [name for name, value in wishes.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, wishes[name])
            if changed:
                signed(self, self, at).save(update_fields=changed)

    def end_sessions(self, but=None):
        """Sign this person out everywhere, except in the session whose key is `but`."""
        doomed = self.usersession_set.exclude(session_key=but)
        Session.objects.filter(session_key__in=doomed.values("session_key")).delete()
        doomed.delete()

    def vacant_places(self):
        """Places that ended with this person's leaving and that nobody has taken over."""
        places = self.serves.model.objects
        taken_over = places.not_over(self.left_on).filter(
            models.Q(until_on=None) | models.Q(until_on__gt=self.left_on),
            client=models.OuterRef("client"),
            role=models.OuterRef("role"),
            person__is_active=True,
        )
        mine = places.filter(person=self, until_on=self.left_on).select_related("client")
        return mine.exclude(models.Exists(taken_over))

    def save(self, *args, update_fields=None, **options):
        # Signing in and choosing a password write no line of history: nothing to read there.
        silent = update_fields and set(update_fields) <= {"last_login", "password"}
        if silent:
            self.skip_history_when_saving = True
        try:
            super().save(*args, update_fields=update_fields, **options)
        finally:
            if silent:
                del self.skip_history_when_saving

    def _end_places(self, on, by, at):
        for place in self.serves.not_over(on).exclude(until_on=on):
            if place.from_on > on:
                signed(place, by, at).delete()
            else:
                place.until_on = on
                signed(place, by, at).save(update_fields=["until_on"])

    def write_search_entry(self, at):
        office = self.office.name if self.office else ""
        facts = [self.rank_label, office, gettext("left") if self.left_on else ""]
        SearchEntry.objects.put(
            self,
            kind="person",
            client=None,
            title=self.name,
            detail=", ".join(str(fact) for fact in facts if fact),
            words=f"{self.email} {self.phone} {self.title}",
            at=at,
        )

    def _refuse_manager(self, manager):
        if manager and not manager.is_active:
            raise Refused(
                _("%(name)s no longer works here.") % {"name": manager.name}, field="manager"
            )

    def _refuse_stale(self, seen):
        change = self.history.select_related("history_user").latest("history_id")
        if seen and seen != change.history_id:
            name = change.history_user.name if change.history_user else "Plates"
            sentence = _("%(name)s changed this person meanwhile. Save again to overrule.")
            raise Refused(sentence % {"name": name})
