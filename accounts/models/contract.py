from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class ContractQuerySet(OfClientQuerySet):
    def in_force(self, on):
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def add(self, client, by, at, **terms):
        """Write down what was agreed with a client."""
        with locked(client):
            client.demand(by, Rung.AD, at)
            contract = self.model(client=client, **terms)
            contract._refuse_turned_round()
            signed(contract, by, at).save(force_insert=True)
        return contract


class Contract(models.Model):
    """What was agreed with a client: how long, for how much, and how reports are kept."""

    class Kind(models.TextChoices):
        RETAINER = "retainer", _("Retainer")
        PROJECT = "project", _("Project")
        FRAMEWORK = "framework", _("Framework")

    class Clock(models.TextChoices):
        RULE = "", _("As the agency's rule")
        CALENDAR = "calendar", _("Hours of the calendar")
        WORKING_DAYS = "working_days", _("Working days")
        OFFICE_HOURS = "office_hours", _("Office hours")

    client = models.ForeignKey(Client, models.PROTECT, related_name="contracts")
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices, default=Kind.RETAINER)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), default=90)
    report_hours = models.PositiveSmallIntegerField(
        _("hours for a report"),
        null=True,
        blank=True,
        help_text=_("Empty: the agency's 24-hour rule."),
    )
    report_clock = models.CharField(
        _("how the hours count"), max_length=14, choices=Clock.choices, blank=True
    )
    silence_accepts = models.BooleanField(_("silence accepts a report"), default=False)
    silence_days = models.PositiveSmallIntegerField(_("working days of silence"), default=2)
    rounds_included = models.PositiveSmallIntegerField(_("revision rounds included"), default=2)
    yearly_fee = models.DecimalField(
        _("yearly fee"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    objects = ContractQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("contract")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(report_hours=None) | Q(report_hours__range=(1, 168)),
                name="contract_report_hours_sane",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.starts_on}"

    def is_in_force(self, on):
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def can_change(self, user):
        return self.client.can_guard(user)

    def edit(self, by, at, **terms):
        with locked(self):
            self.client.demand(by, Rung.AD, at)
            changed = [name for name, value in terms.items() if getattr(self, name) != value]
            for name in changed:
                setattr(self, name, terms[name])
            self._refuse_turned_round()
            if changed:
                signed(self, by, at).save(update_fields=changed)

    def _refuse_turned_round(self):
        if self.ends_on and self.ends_on < self.starts_on:
            raise Refused(_("The contract ends before it starts."), field="ends_on")
