from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts import approval_news as news
from accounts.access import clients_served, ladder_of
from accounts.models.about import About, about
from accounts.models.agency_profile import AgencyProfile
from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.rank import Function, Rung
from accounts.models.user import User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


@dataclass(frozen=True)
class Signature:
    """One signature a document needs: of a rung or above, or of a department.

    `ranks`: of the rung itself only these may sign, where a limit is enough for a senior alone.
    """

    rung: int | None = None
    function: str = ""
    ranks: tuple[str, ...] = ()


class ApprovalQuerySet(OfClientQuerySet):
    def ask(
        self, document, signatures, *, client, kind, title, content_hash, author, at, co_authors=()
    ):
        """Want these signatures under one exact version, one after the other.

        `document` is the version itself: its hash is what is signed. `kind` says in a word what it
        is ("Creative brief"). Each signature lies with the next filled rung that wrote none of it.
        """
        news.asked_again(document, author, at)
        steps, writers = [], [author, *co_authors]
        for position, wanted in enumerate(signatures, start=1):
            step = self.model(
                client=client,
                kind=str(kind)[:60],
                title=title[:200],
                url=document.get_absolute_url(),
                author=author,
                position=position,
                rung=wanted.rung,
                ranks=listed(wanted.ranks),
                lies_with=lies_with(client, wanted, writers, at),
                function=wanted.function,
                content_hash=content_hash,
                asked_at=at,
                **about(document),
            )
            signed(step, author, at).save(force_insert=True)
            step.co_authors.set(co_authors)
            steps.append(step)
        if steps:
            steps[0].open(at)
        return steps

    def of(self, document):
        """All that was ever asked and signed for one version, in order."""
        return self.filter(**about(document)).order_by("pk")

    def standing(self):
        """Neither decided nor let go."""
        return self.filter(decided_at=None, dropped_at=None)

    def waiting(self):
        """Those whose turn it is."""
        return self.standing().filter(opened_at__isnull=False)

    def signable_by(self, user):
        """Those of the waiting that this person may decide, with `standing` beside each."""
        mine = Client.objects.filter(pk=OuterRef("client")).with_standing(user).values("standing")
        rows = self.waiting().visible_to(user).annotate(standing=Subquery(mine[:1]))
        of_rank = Q(ranks="") | Q(ranks__contains=listed([user.rank])) | Q(rung__lt=F("standing"))
        of_rung = Q(rung__isnull=False, rung__lte=F("standing")) & of_rank
        served = Client.objects.filter(clients_served(user))
        of_function = ~Q(function="") & Q(function=user.function, client__in=served.values("pk"))
        # Asked of the database, because the count of these stands beside a link of every page.
        written = Approval.co_authors.through.objects.filter(approval=OuterRef("pk"), user=user)
        allowed = Exists(AgencyProfile.objects.filter(self_approval=True))
        of_own = (Q(author=user) | Exists(written)) & ~allowed
        return rows.filter(of_rung | of_function).exclude(of_own)

    def lying_with(self, user):
        """Those that wait for this very person: for his rung, or for his department."""
        of_rung = Q(lies_with__isnull=False, lies_with=F("standing"))
        return self.signable_by(user).filter(of_rung | ~Q(function=""))

    def asked_by(self, user):
        """What this person waits for, whoever has to sign."""
        return self.waiting().visible_to(user).filter(author=user)

    def drop(self, document, by, at):
        """The document left the round: what was not decided need not be any more."""
        for step in self.of(document).standing():
            step.drop(by, at)


class Approval(About):
    """One signature wanted, given or refused under one exact version of a document."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")

    client = models.ForeignKey(Client, models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    co_authors = models.ManyToManyField(User, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    # The lowest rung that may sign, and the one that is asked: the next filled one.
    rung = models.PositiveSmallIntegerField(null=True, blank=True, choices=Rung.choices)
    lies_with = models.PositiveSmallIntegerField(null=True, blank=True, choices=Rung.choices)
    # Of the lowest rung only these, each between blanks; empty where all of it may.
    ranks = models.CharField(max_length=80, blank=True)
    function = models.CharField(max_length=12, blank=True, choices=Function.choices)
    content_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    reason = models.CharField(max_length=1000, blank=True)
    is_self_approved = models.BooleanField(default=False)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("approval")
        constraints = [
            models.CheckConstraint(
                condition=Q(rung__isnull=False, function="") | (Q(rung=None) & ~Q(function="")),
                name="approval_by_rung_or_department",
            ),
            models.UniqueConstraint(
                fields=["about_type", "about_id", "position"],
                condition=Q(decided_at=None, dropped_at=None),
                name="one_standing_approval_per_step",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "opened_at"],
                condition=Q(decided_at=None, dropped_at=None),
                name="approvals_waiting",
            ),
            models.Index(fields=["about_type", "about_id"], name="approvals_of_document"),
        ]

    def __str__(self):
        return f"{self.kind}: {self.title}"

    @property
    def signer(self):
        """Who is asked, in a word: AM, AD, Planning."""
        return Rung(self.rung).label if self.rung else self.get_function_display()

    @property
    def is_open(self):
        """Its turn has come, and nobody has decided or let it go."""
        return bool(self.opened_at and not self.decided_at and not self.dropped_at)

    def can_decide(self, user):
        return self.is_asked(user) and not self._is_barred(user)

    def is_asked(self, user):
        """Whether he stands on the rung, or serves the client in the department, that is asked."""
        if not self.function:
            return self._is_enough(user, self.client.rung_for(user))
        is_of_it = user.is_active and user.function == self.function
        served = Client.objects.filter(clients_served(user), pk=self.client_id)
        return is_of_it and served.exists()

    def _is_enough(self, user, standing):
        if standing == self.rung and self.ranks:
            return listed([user.rank]) in self.ranks
        return standing >= self.rung

    def _is_own_work(self, user):
        return user == self.author or user in self.co_authors.all()

    def _is_barred(self, user):
        return self._is_own_work(user) and not AgencyProfile.current().self_approval

    def demand_deciding(self, by, at):
        """Refuse whoever may not sign here, naming whom to ask."""
        if self._is_barred(by):
            raise Refused.rank(_("Nobody approves what he wrote himself. Ask somebody else."))
        if self.rung:
            standing = self.client.rung_for(by)
            is_short = standing == self.rung and not self._is_enough(by, standing)
            self.client.demand(by, self.rung + 1 if is_short else self.rung, at)
        elif not self.is_asked(by):
            sentence = _("This waits for %(department)s of the client's team.")
            raise Refused.rank(sentence % {"department": self.get_function_display()})

    def approve(self, by, content_hash, at):
        """Sign; returns whether this was the last signature that was wanted."""
        self._decide(by, self.Outcome.APPROVED, "", content_hash, at)
        following = Approval.objects.of(self.about).standing().order_by("position").first()
        if following is not None:
            following.open(at)
        return following is None

    def send_back(self, by, reason, content_hash, at):
        """Return it to its author; whoever would have signed later is not asked any more."""
        if not reason.strip():
            raise Refused(_("Say what is to be put right."), field="reason")
        self._decide(by, self.Outcome.RETURNED, reason.strip()[:1000], content_hash, at)
        for step in Approval.objects.of(self.about).standing():
            step.drop(by, at)
        news.tell_of_return(self, by, at)

    def open(self, at):
        """Now it is the turn of this one."""
        self.opened_at = at
        self.save(update_fields=["opened_at"])
        news.ask(self, at)

    def drop(self, by, at):
        self.dropped_at = at
        self.save(update_fields=["dropped_at"])
        news.close(self, at)

    def _decide(self, by, outcome, reason, content_hash, at):
        self.demand_deciding(by, at)
        with locked(self):
            if self.decided_at or self.dropped_at or not self.opened_at:
                raise Refused(_("This is decided already, or it is not its turn."))
            if content_hash != self.content_hash:
                raise Refused(_("It changed since you opened it. Read it again."))
            self.decided_at, self.decided_by, self.outcome = at, by, outcome
            self.reason, self.is_self_approved = reason, self._is_own_work(by)
            self.save(
                update_fields=["decided_at", "decided_by", "outcome", "reason", "is_self_approved"]
            )
            news.close(self, at)


def lies_with(client, wanted, writers, at):
    """The rung that is asked: the next filled one that somebody who wrote none of it holds."""
    rung, ranks = wanted.rung, wanted.ranks
    if rung is None:
        return None
    for above, holders in ladder_of(client, writers[0], at).filled_above(rung - 1):
        fit = [each for each in holders if above > rung or not ranks or each.rank in ranks]
        if any(person not in writers for person in fit):
            return above
    return rung


def listed(ranks):
    """Ranks as a column holds them: " senior_am supervisor "; "" for none in particular."""
    return f" {' '.join(ranks)} " if ranks else ""
