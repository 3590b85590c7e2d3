from contextlib import contextmanager
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, OfClientQuerySet, Rung, SearchEntry, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from reports.models.distribution import Distribution
from reports.models.drafting import Draftable
from reports.models.interaction import Interaction
from reports.models.obligation import Obligation
from reports.models.proposal import propose
from reports.models.receipts import Receipted
from reports.models.report_version import ReportVersion
from reports.models.review import Reviewable
from reports.models.sheet import Sheet


class Reading(models.IntegerChoices):
    """How the relationship felt, against the last contact."""

    COOLER = -1, _("Cooler")
    SAME = 0, _("As before")
    WARMER = 1, _("Warmer")


def debts_of_report():
    return Obligation.objects.filter(report=models.OuterRef("pk"))


def overdue(at):
    return models.Exists(debts_of_report().filter(closed_at=None, due_at__lte=at))


class ContactReportQuerySet(OfClientQuerySet):
    def distributed(self):
        return self.filter(distributed_at__isnull=False)

    def drafts(self):
        return self.filter(distributed_at=None)

    def with_reviewer(self):
        """Drafts that lie with somebody for reading."""
        return self.drafts().filter(submitted_at__isnull=False, returned_at=None)

    def late(self, at):
        """Those whose debt is overdue now, or was met after its deadline."""
        was_late = debts_of_report().filter(met_at__gt=models.F("due_at"))
        return self.filter(models.Exists(was_late) | overdue(at))

    def in_state(self, state, at):
        """One of the saved views over the list; all of them without a state."""
        return {
            "draft": self.drafts,
            "review": self.with_reviewer,
            "sent": self.distributed,
            "late": lambda: self.late(at),
        }.get(state, self.all)()

    def counts(self, at):
        """How many are drafts, are being read, and are overdue while they are."""
        lies = Q(submitted_at__isnull=False, returned_at=None)
        return self.drafts().aggregate(
            draft=models.Count("pk"),
            review=models.Count("pk", filter=lies),
            late=models.Count("pk", filter=overdue(at)),
        )

    def for_list(self):
        """With all that a row of a list says."""
        newest = ReportVersion.objects.filter(report=models.OuterRef("pk")).order_by("-number")
        dues = debts_of_report().filter(voided_at=None).order_by("due_at")
        return self.select_related("client", "interaction", "author", "submitted_to").annotate(
            title=models.Subquery(newest.values("subject")[:1]),
            owed_by=models.Subquery(dues.values("due_at")[:1]),
            met_at=models.Subquery(dues.values("met_at")[:1]),
            ended_at=models.Subquery(dues.values("ended_at")[:1]),
        )

    def beyond(self, pk, *, newer):
        """What comes after one report in the order of the list, or before it."""
        if pk is None:
            return self
        began = models.Subquery(ContactReport.objects.filter(pk=pk).values("started_at")[:1])
        way = "gt" if newer else "lt"
        same_moment = Q(started_at=began, **{f"pk__{way}": pk})
        return self.filter(Q(**{f"started_at__{way}": began}) | same_moment)

    def write_up(self, interaction, by, at):
        """The report of a contact: the one that covers it already, else a new draft."""
        with locked(interaction):
            covering = Q(interaction=interaction) | Q(obligations__interaction=interaction)
            known = self.filter(covering).first()
            report = known or self._begin(interaction, by, at)
            report._answer_for(interaction.debt, by, at)
            if known is None:
                report._begin_version(by, at, subject=interaction.subject)
        return report

    def _begin(self, interaction, by, at):
        if not interaction.is_standing:
            raise Refused(_("This contact did not take place; no report is owed for it."))
        if interaction.confirmation_needed:
            raise Refused(_("It is older than a week: a superior confirms it first."))
        if interaction.debt is None or interaction.debt.owner != by:
            interaction.client.demand(by, Rung.AAE, at)
        report = self.model(
            client=interaction.client, interaction=interaction, author=by, started_at=at
        )
        signed(report, by, at).save()
        return report


class ContactReport(Draftable, Reviewable, Receipted):
    """What was said and agreed at a contact, as the client gets it; its versions share a number."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="contact_reports")
    interaction = models.OneToOneField(Interaction, models.PROTECT, related_name="report")
    number = models.CharField(_("number"), max_length=24, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="contact_reports")
    started_at = models.DateTimeField()
    # Internal, never on a paper: how the relationship stands.
    reading = models.SmallIntegerField(
        _("relationship"), choices=Reading.choices, null=True, blank=True
    )
    tone = models.SmallIntegerField(_("tone, −2 to +2"), null=True, blank=True)
    risk_note = models.TextField(_("risk, for us only"), max_length=2000, blank=True)
    late_reason = models.CharField(
        _("why it is late"), max_length=20, choices=Obligation.LateReason.choices, blank=True
    )
    late_note = models.CharField(_("in words"), max_length=300, blank=True)
    distributed_at = models.DateTimeField(null=True, blank=True)
    # The owner stands on the top rung: nobody above him can be sent a copy.
    has_no_superior = models.BooleanField(default=False)

    objects = ContactReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("contact report")
        verbose_name_plural = _("contact reports")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="one_contact_report_per_number"
            ),
            models.CheckConstraint(
                condition=Q(tone=None) | Q(tone__range=(-2, 2)), name="tone_between_2_and_2"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-distributed_at"], name="reports_of_client"),
            models.Index(fields=["-started_at", "-id"], name="reports_by_time"),
            models.Index(
                fields=["-started_at", "-id"],
                condition=Q(distributed_at=None),
                name="reports_in_draft",
            ),
        ]

    def __str__(self):
        return self.number or str(_("Contact report, draft"))

    def get_absolute_url(self):
        return reverse("reports:contact-report", args=[self.pk])

    @property
    def is_distributed(self):
        return self.distributed_at is not None

    @property
    def state(self):
        """Where it stands, in one word of the trade."""
        if self.distributed_at:
            return "sent"
        if self.reviewer:
            return "review"
        return "returned" if self.returned_at else "draft"

    @property
    def due_at(self):
        """The earliest deadline of the contacts it covers; None when nothing is owed."""
        return self.obligations.filter(voided_at=None).aggregate(at=models.Min("due_at"))["at"]

    # -- Who may --------------------------------------------------------------------------------

    @cached_property
    def owner_ids(self):
        return set(self.obligations.values_list("owner", flat=True))

    def know(self, owner_ids):
        """Take over who answers for it, from a page that has read the debts already."""
        self.__dict__["owner_ids"] = owner_ids

    def can_write(self, user):
        """Account people who serve the client, and whoever owes or began it."""
        return self.client.rung_for(user) >= Rung.AAE or self._is_his(user)

    def can_edit(self, user):
        """While somebody reads the draft, only those who may send it change it."""
        return self.can_distribute(user) if self.reviewer else self.can_write(user)

    def can_distribute(self, user):
        """An AE of the client and above, and whoever owes the report."""
        return self.client.rung_for(user) >= Rung.AE or user.pk in self.owner_ids

    def _is_his(self, user):
        return user.pk == self.author_id or user.pk in self.owner_ids

    # -- Verbs: out of the house ------------------------------------------------------------------

    def distribute(self, by, at):
        """Number the open version, freeze it and send it; the clock stops when it arrives."""
        self._demand_sender(by, at)
        with self._held() as version:
            if version is None:
                raise Refused(_("This report is distributed already."))
            Distribution(version, by, at).carry_out()

    def correct(self, by, at):
        """Begin a new version of a distributed report; an open one is gone on with."""
        self._demand_sender(by, at)
        with self._held() as version:
            if not self.is_distributed:
                raise Refused(_("This report is still a draft."))
            if version is None:
                last = self.versions.first()
                words = {name: getattr(last, name) for name in ReportVersion.KEPT}
                version = self._begin_version(by, at, number=last.number + 1, **words)
        return version

    def drop_correction(self, by, at):
        """Leave the version that was sent as it is; the begun correction goes."""
        self._demand_sender(by, at)
        with self._held() as version:
            if version is None or not version.is_correction:
                raise Refused(_("No correction is open."))
            version.recipients.all().delete()
            signed(version, by, at).delete()

    # -- Beneath the verbs ------------------------------------------------------------------------

    @contextmanager
    def _held(self):
        """Hold the report and its open version, if there is one, for one change."""
        with locked(self):
            self.__dict__.pop("owner_ids", None)
            version = self.versions.select_for_update().filter(distributed_at=None).first()
            if version is not None:
                version.report = self
            yield version

    @contextmanager
    def _drafted(self, by, at):
        """Hold the open version for somebody who may change it."""
        self._demand_writer(by, at)
        with self._held() as version:
            if version is None:
                raise Refused(_("This report is distributed; correct it with a new version."))
            if not self.can_edit(by):
                raise Refused(
                    _("%(name)s is reading this report; ask for it back.")
                    % {"name": self.reviewer.name}
                )
            yield version

    def _begin_version(self, by, at, **words):
        version = ReportVersion(report=self, edited_at=at, edited_by=by, **words)
        signed(version, by, at).save()
        propose(Sheet(version, at))
        self.write_search_entry(version, at)
        return version

    def _answer_for(self, debt, by, at):
        """Take over the debt of the report's contact; a junior who writes is its drafter."""
        if debt is None or not debt.is_open:
            return
        if debt.report_id != self.pk:
            self._take_on(debt, by, at)
        is_junior = self.client.rung_for(by) < Rung.AE
        if is_junior and by.pk not in {debt.owner_id, debt.drafter_id}:
            signed(debt, by, at).draft_by(by)

    def _take_on(self, debt, by, at):
        with locked(debt):
            if debt.report_id not in {None, self.pk}:
                raise Refused(_("Another report covers this contact already."))
            debt.report = self
            signed(debt, by, at).save(update_fields=["report"])

    def _let_go(self, debt, by, at):
        with locked(debt):
            debt.report = None
            signed(debt, by, at).save(update_fields=["report"])

    def _save(self, by, at, *fields):
        signed(self, by, at).save(update_fields=fields)

    def _demand_writer(self, by, at):
        if not self._is_his(by):
            self.client.demand(by, Rung.AAE, at)

    def _demand_sender(self, by, at):
        if by.pk not in self.owner_ids:
            self.client.demand(by, Rung.AE, at)

    def write_search_entry(self, version, at, words=""):
        SearchEntry.objects.put(
            self,
            kind="report",
            client=self.client,
            title=f"{self.number} {version.subject}".strip(),
            detail=self.client.name,
            words=words,
            at=at,
        )
