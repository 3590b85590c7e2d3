from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agency.lib.rows import locked, signed


class AgencyProfile(models.Model):
    """The agency itself: its letterhead, and the rules that hold for the whole house."""

    name = models.CharField(_("name"), max_length=80, default="Agency")
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    address = models.TextField(_("address on papers"), max_length=500, blank=True)
    website = models.CharField(_("website"), max_length=120, blank=True)
    mail_from = models.EmailField(
        _("sender of mails"),
        blank=True,
        help_text=_("Empty: the sender this installation was set up with."),
    )
    fallback_email = models.EmailField(
        _("who hears of it when nobody is left on the ladder"), blank=True
    )
    load_limit = models.PositiveSmallIntegerField(
        _("clients one person should serve at most"), default=2
    )
    key_load_limit = models.PositiveSmallIntegerField(
        _("of these, key accounts at most"), default=1
    )
    second_factor_required = models.BooleanField(
        _("directors and finance need a second factor"), default=True
    )

    client_link_days = models.PositiveSmallIntegerField(
        _("days a client's approval link works"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    self_approval = models.BooleanField(
        _("people may approve what they wrote themselves"),
        default=False,
        help_text=_("For small teams; such an approval is stamped as self-approved."),
    )

    attachment_megabytes = models.PositiveSmallIntegerField(
        _("megabytes an attached file may have"), default=25
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agency")

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        """The one row; made with defaults where there is none yet."""
        profile, _made = cls.objects.get_or_create(pk=1)
        return profile

    def change(self, by, at, **facts):
        """Change the letterhead or a rule of the whole house."""
        by.demand_settings()
        with locked(self):
            changed = [name for name, value in facts.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, facts[name])
            if changed:
                signed(self, by, at).save(update_fields=changed)
