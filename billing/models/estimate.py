from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import sees_money
from accounts.models import Approval, Client, Counter, Function, Rung, SearchEntry, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.estimate_terms import terms_for
from billing.models.of_money import MoneyQuerySet
from briefs.models import BriefVersion, Job

VALID = timedelta(days=60)  # usual in the trade: domain.md, R14


class EstimateQuerySet(MoneyQuerySet):
    client_path = "job__client"

    def on_page(self):
        """With all that a row of a list says."""
        return self.select_related("job__client__office", "author", "latest", "binding", "amends")

    def written_by(self, user):
        """Those one has written, alone or with others."""
        through = Estimate.writers.through.objects.filter(estimate=OuterRef("pk"), user=user)
        return self.filter(Q(author=user) | Exists(through))

    def to_sign(self, user):
        """Those whose newest version waits for this very person."""
        of_version = Q(about_type__app_label="billing", about_type__model="estimateversion")
        waiting = Approval.objects.lying_with(user).filter(of_version).values("about_id")
        return self.filter(latest__in=waiting)

    def in_force(self):
        """Those that the client approved."""
        return self.filter(binding__isnull=False)

    def start(self, job, title, by, at, *, brief_version=None):
        """Begin what a job is to cost: a first version with the client's terms, and no line yet."""
        with transaction.atomic():
            self.model(job=job).demand_writing(by, at, rung=Rung.AE)
            refuse_ended(job)
            facts = terms_for(job.client, at)
            if other := self.filter(job=job, latest__isnull=False).first():
                facts["currency"] = other.latest.currency  # one job, one sum
            facts["brief_version"] = brief_version or self._newest_brief(job)
            return self._begin(job, title, by, at, facts)

    def start_change_order(self, estimate, title, by, at):
        """Begin what is added to an estimate that the client approved, under its own terms."""
        with locked(estimate):
            estimate.demand_writing(by, at, rung=Rung.AE)
            refuse_ended(estimate.job)
            if estimate.amends_id or not estimate.binding_id:
                raise Refused(_("A change order adds to an estimate that the client approved."))
            of = estimate.binding
            kept = ("currency", "commission_percent", "markup_percent", "folds_markup", "rounds")
            facts = {name: getattr(of, name) for name in kept} | {"brief_version": of.brief_version}
            return self._begin(estimate.job, title, by, at, facts, amends=estimate)

    def _begin(self, job, title, by, at, facts, amends=None):
        kind = Estimate.Kind.CHANGE_ORDER if amends else Estimate.Kind.ESTIMATE
        estimate = self.model(job=job, kind=kind, amends=amends, title=title, author=by, made_at=at)
        signed(estimate, by, at).save(force_insert=True)
        valid = job.client.local_date(at) + VALID
        estimate.add_version(by, at, **{"valid_until": valid, **facts})
        estimate.write_search_entry(at)
        return estimate

    def _newest_brief(self, job):
        versions = BriefVersion.objects.binding().filter(brief__job=job)
        return versions.order_by("-approved_at").first()


class Estimate(models.Model):
    """What a job is to cost the client, in versions; a change order says what is added to it."""

    class Kind(models.TextChoices):
        ESTIMATE = "estimate", _("Estimate")
        CHANGE_ORDER = "change_order", _("Change order")

    CODES = {Kind.ESTIMATE: "E", Kind.CHANGE_ORDER: "CO"}

    job = models.ForeignKey(Job, models.PROTECT, related_name="estimates")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ESTIMATE)
    # The estimate that a change order adds to.
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="change_orders"
    )
    title = models.CharField(_("title"), max_length=160)
    number = models.CharField(_("number"), max_length=40, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Whoever typed in it: the account team and the financial coordinator; none of them approves it.
    writers = models.ManyToManyField(User, blank=True, related_name="+")
    made_at = models.DateTimeField()
    # The newest version, and the one the client approved that holds now.
    latest = models.ForeignKey(
        "billing.EstimateVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    binding = models.ForeignKey(
        "billing.EstimateVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EstimateQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["latest", "binding"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("estimate")
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="estimate_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="estimate", amends=None)
                | Q(kind="change_order", amends__isnull=False),
                name="change_order_amends_an_estimate",
            ),
        ]
        indexes = [models.Index(fields=["job", "kind"], name="estimates_of_job")]

    def __str__(self):
        return f"{self.number or self.get_kind_display()} {self.title}"

    def get_absolute_url(self):
        return reverse("billing:estimate", args=[self.pk])

    @property
    def client(self):
        return self.job.client

    @property
    def is_change_order(self):
        return self.kind == self.Kind.CHANGE_ORDER

    # -- Who may do what ------------------------------------------------------------------------

    def can_write(self, user, rung=Rung.AAE):
        """The account team from that rung up, and the financial coordinator."""
        if user.function == Function.FINANCE:
            return (
                user.is_active
                and Client.objects.visible_to(user).filter(pk=self.client.pk).exists()
            )
        return sees_money(user) and self.client.rung_for(user) >= rung

    def demand_writing(self, by, at, rung=Rung.AAE):
        if not self.can_write(by, rung):
            self.client.demand(by, max(rung, Rung.AE), at)
            raise Refused.rank(_("Estimates are written by those who see money."))

    def can_see_cost(self, user):
        """What it costs the agency is for an AE and above, and for finance."""
        return user.function == Function.FINANCE or self.client.rung_for(user) >= Rung.AE

    # -- What is done to it ---------------------------------------------------------------------

    def add_version(self, by, at, **facts):
        """The next version; called by the verbs that hold the lock and have asked who may."""
        number = self.latest.number + 1 if self.latest else 1
        facts = {"title": self.title, **facts}
        version = self.versions.model(estimate=self, number=number, made_by=by, made_at=at, **facts)
        signed(version, by, at).save(force_insert=True)
        self.note_writer(by)
        self.latest = version
        self.point(latest=version)
        return version

    def note_writer(self, person):
        """Whoever wrote any of it does not approve it."""
        self.writers.add(person)

    def point(self, **versions):
        """Say which version is the newest, or holds; pointers that the versions' history tells."""
        for name, version in versions.items():
            setattr(self, name, version)
        self.skip_history_when_saving = True
        try:
            self.save(update_fields=list(versions))
        finally:
            del self.skip_history_when_saving

    def rename(self, title, by, at):
        """Follow the title of the newest version; called by its verb."""
        if title != self.title:
            self.title = title
            signed(self, by, at).save(update_fields=["title"])
            self.write_search_entry(at)

    def draw_number(self, by, at):
        """Give it its number at its first submission, after its job: BRW-26-0042-E1, …-CO1."""
        if self.number:
            return
        code, job = self.CODES[self.kind], self.job
        sequence = Counter.objects.draw(f"estimate:{self.client.pk}:{job.pk}-{code}")
        self.number = f"{job.number}-{code}{sequence}"
        signed(self, by, at).save(update_fields=["number"])
        self.write_search_entry(at)

    def write_search_entry(self, at):
        SearchEntry.objects.put(
            self,
            kind="estimate",
            client=self.client,
            title=str(self),
            detail=f"{self.client.name}, {self.job.number}",
            at=at,
        )

    @property
    def bound_with(self):
        """The versions that hold beside this one: with a change order, its estimate and the rest.

        Of an estimate they are its change orders.
        """
        root = self.amends_id or self.pk
        family = Q(pk=root) | Q(amends=root)
        others = Estimate.objects.filter(family, binding__isnull=False).exclude(pk=self.pk)
        return [other.binding for other in others.select_related("binding")]


def refuse_ended(job):
    if job.has_ended:
        raise Refused(_("This job has ended; nothing is estimated for it any more."), field="job")
