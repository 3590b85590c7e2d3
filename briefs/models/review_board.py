from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Approval, Client, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import board_news as news
from briefs.models.board_minutes import Minuted
from briefs.models.board_pack import Packed
from briefs.models.brief_version import BriefVersion
from briefs.models.job import Job

# People come in before the hour; a session may begin so much earlier than it was planned.
EARLY = timedelta(hours=1)


class ReviewBoardQuerySet(OfClientQuerySet):
    def coming(self):
        return self.filter(status__in=["planned", "pack_approved"])

    def to_score(self):
        """In session or after it, with work that has no outcome yet."""
        return self.filter(status__in=AFTER_IT, works__decided_at=None, works__isnull=False)

    def lying_with(self, user, unscored):
        """Those one sits on: to come, or held with some of the work that one has not scored."""
        seat = BoardSeat.objects.filter(board=models.OuterRef("pk"), person=user)
        to_score = Q(status__in=AFTER_IT) & Q(pk__in=unscored.values("board"))
        rows = self.visible_to(user).filter(Q(status__in=BEFORE_IT) | to_score)
        return rows.filter(models.Exists(seat)).order_by("starts_at", "pk")

    def to_write(self):
        """Held, and the minutes do not lie with anybody for a signature."""
        return self.filter(status__in=AFTER_IT, minutes_submitted_at=None)

    def to_approve(self):
        return self.filter(status="minutes_draft", minutes_submitted_at__isnull=False)

    def closed(self):
        return self.filter(status__in=["minutes_approved", "closed", "cancelled"])

    def in_view(self, view):
        """One of the saved views over the list, in its order."""
        rows = {
            "score": self.to_score,
            "write": self.to_write,
            "approve": self.to_approve,
            "closed": self.closed,
        }.get(view, self.coming)()
        order = "-starts_at" if view == "closed" else "starts_at"
        return rows.distinct().order_by(order, "pk")

    def counts(self):
        """How many boards each saved view over open boards holds."""
        undecided = Q(works__isnull=False, works__decided_at=None)
        held = Q(status__in=AFTER_IT)
        waits = Q(minutes_submitted_at__isnull=False)
        return self.aggregate(
            coming=models.Count("pk", filter=Q(status__in=BEFORE_IT), distinct=True),
            score=models.Count("pk", filter=held & undecided, distinct=True),
            write=models.Count("pk", filter=held & ~waits, distinct=True),
            approve=models.Count("pk", filter=Q(status="minutes_draft") & waits, distinct=True),
        )

    def on_page(self, user):
        """With all that a page says of a board, and where `user` stands for its client."""
        mine = Client.objects.filter(pk=models.OuterRef("client")).with_standing(user)
        brief = BriefVersion.objects.filter(pk=models.OuterRef("brief_version"))
        return (
            self.select_related("client__office", "brief_version__brief", "planned_by")
            .prefetch_related("jobs")
            .with_seats()
            .annotate(
                standing=models.Subquery(mine.values("standing")[:1]),
                has_binding_brief=models.Exists(brief.binding()),
            )
        )

    def with_seats(self):
        """With those who sit on each board; one query."""
        seats = BoardSeat.objects.select_related("person")
        return self.prefetch_related(models.Prefetch("seats", seats))

    def plan(self, client, by, at, *, chair, jobs=(), co_chairs=(), members=(), **facts):
        """Set a session up: what kind of board, about which work, when, and who sits on it."""
        with locked(client):
            client.demand(by, Rung.AE, at)
            board = self.model(client=client, planned_by=by, planned_at=at, **facts)
            board._refuse_unfit(jobs)
            wanted = seats_wanted(chair, co_chairs, members)
            board._refuse_strangers(wanted)
            if board.starts_at <= at:
                raise Refused(_("Choose a time that is still to come."), field="starts_at")
            signed(board, by, at).save(force_insert=True)
            board.jobs.set(jobs)
            BoardSeat.objects.seat(board, wanted, by, at)
            news.invite(board, wanted, by, at)
        return board


class ReviewBoard(Packed, Minuted):
    """A session that judges strategy, work or a presentation against the brief, before a client."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", _("Strategy board")
        CREATIVE = "creative", _("Creative board")
        PRESENTATION = "presentation", _("Presentation board")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PACK_APPROVED = "pack_approved", _("Pack approved")
        HELD = "held", _("Held")
        MINUTES_DRAFT = "minutes_draft", _("Minutes in draft")
        MINUTES_APPROVED = "minutes_approved", _("Minutes approved")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    client = models.ForeignKey(Client, models.PROTECT, related_name="review_boards")
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PLANNED
    )
    title = models.CharField(_("title"), max_length=160)
    jobs = models.ManyToManyField(Job, blank=True, related_name="review_boards")
    brief_version = models.ForeignKey(
        BriefVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="review_boards",
        verbose_name=_("brief"),
    )
    summary = models.TextField(_("board brief"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=300, blank=True)

    objects = ReviewBoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("review board")
        verbose_name_plural = _("review boards")
        indexes = [
            models.Index(fields=["client", "-starts_at"], name="boards_of_client"),
            models.Index(fields=["status", "starts_at"], name="boards_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="board_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("briefs:review-board", args=[self.pk])

    # -- Who ------------------------------------------------------------------------------------

    @property
    def people(self):
        """Everybody who sits on it, the chairs first."""
        return [seat.person for seat in self.seats.all()]

    @property
    def chairs(self):
        return [seat.person for seat in self.seats.all() if seat.leads]

    def can_keep(self, user):
        return self.client.rung_for(user) >= Rung.AE

    def can_decide(self, user):
        """Its chairs, and the client's AD and above."""
        return user in self.chairs or self.client.rung_for(user) >= Rung.AD

    def demand_deciding(self, by, at):
        if by not in self.chairs:
            self.client.demand(by, Rung.AD, at)

    # -- When -----------------------------------------------------------------------------------

    @property
    def is_coming(self):
        return self.status in BEFORE_IT

    @property
    def is_in_session(self):
        """It was held, and its minutes are still open."""
        return self.status in AFTER_IT and not self.minutes_submitted_at

    def has_begun(self, at):
        return at >= self.starts_at - EARLY

    # -- Verbs ----------------------------------------------------------------------------------

    def change(self, by, at, *, chair, jobs=(), co_chairs=(), members=(), **facts):
        """Set another time, other people or another pack; a changed pack needs its signature."""
        with self._coming(by, at):
            before, seated = self.pack_hash, self.people
            moment = (self.starts_at, self.ends_at, self.place)
            for name, value in facts.items():
                setattr(self, name, value)
            self._refuse_unfit(jobs)
            wanted = seats_wanted(chair, co_chairs, members)
            self._refuse_strangers(wanted)
            if self.starts_at != moment[0] and self.starts_at <= at:
                raise Refused(_("Choose a time that is still to come."), field="starts_at")
            signed(self, by, at).save(update_fields=list(facts))
            self.jobs.set(jobs)
            BoardSeat.objects.seat(self, wanted, by, at)
            if self.pack_hash != before:
                self.reopen_pack(by, at)
            news.invite(self, [one for one in wanted if one not in seated], by, at)
            if (self.starts_at, self.ends_at, self.place) != moment:
                news.tell_of_move(self, [one for one in wanted if one in seated], by, at)

    def hold(self, by, present, at):
        """The session takes place, with these people; from now on the work gets its outcome."""
        if by not in self.people:
            self.client.demand(by, Rung.AE, at)
        with locked(self):
            if self.status != self.Status.PACK_APPROVED:
                raise Refused(self._why_not_held())
            if not self.has_begun(at):
                raise Refused(_("It is not time yet. Move the session if it is held earlier."))
            self.refuse_poor_pack()
            if not present:
                raise Refused(_("Say who is there."), field="present")
            self.status, self.held_at, self.held_by = self.Status.HELD, at, by
            signed(self, by, at).save(update_fields=["status", "held_at", "held_by"])
            BoardSeat.objects.note_present(self, present, by, at)
            news.ask_for_scores(self, by, at)

    def cancel(self, by, reason, at):
        """It does not take place."""
        if not reason.strip():
            raise Refused(_("Say why it does not take place."), field="reason")
        with self._coming(by, at):
            Approval.objects.drop(self, by, at)
            self.status, self.cancelled_at = self.Status.CANCELLED, at
            self.cancel_reason = reason.strip()[:300]
            signed(self, by, at).save(update_fields=["status", "cancelled_at", "cancel_reason"])
            news.tell_of_cancelling(self, by, at)

    def close(self, by, at):
        """All that was decided is on its way; nothing is left to do here."""
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            if self.status != self.Status.MINUTES_APPROVED:
                raise Refused(_("A board is closed once its minutes are approved."))
            if open_changes := self.works.with_open_changes().first():
                sentence = _("Confirm the changes to “%(title)s” first.")
                raise Refused(sentence % {"title": open_changes.title})
            self.status, self.closed_at = self.Status.CLOSED, at
            signed(self, by, at).save(update_fields=["status", "closed_at"])

    # -- Beneath the verbs ----------------------------------------------------------------------

    def _coming(self, by, at):
        self.client.demand(by, Rung.AE, at)
        return self.held_open()

    def _why_not_held(self):
        return {
            self.Status.PLANNED: _("The account director has not approved the pack yet."),
            self.Status.CANCELLED: _("The session was cancelled."),
        }.get(self.status, _("It is held already."))

    def _refuse_unfit(self, jobs):
        if self.ends_at <= self.starts_at:
            raise Refused(_("It ends before it starts."), field="ends_at")
        if any(job.client_id != self.client_id for job in jobs):
            raise Refused(_("A job of another client."), field="jobs")
        version = self.brief_version
        if version is not None and version.brief.client_id != self.client_id:
            raise Refused(_("A brief of another client."), field="brief_version")

    def _refuse_strangers(self, people):
        """Whoever sits on it reads the brief and the work, so he must be let in to the client."""
        for person in people:
            if not Client.objects.open_to(person).filter(pk=self.client_id).exists():
                sentence = _("%(name)s does not see this client. Ask for a place on its team.")
                raise Refused(sentence % {"name": person.name}, field="members")


class BoardSeatQuerySet(models.QuerySet):
    def seat(self, board, wanted, by, at):
        """Give these people their seats, {person: role}; nobody else keeps one."""
        there = {seat.person: seat for seat in self.filter(board=board).select_related("person")}
        for person in there.keys() - wanted.keys():
            signed(there[person], by, at).delete()
        # A chair who steps down makes room before the next one sits down.
        for person, role in sorted(wanted.items(), key=lambda pair: -pair[1]):
            seat = there.get(person) or self.model(board=board, person=person, role=None)
            if seat.role != role:
                seat.role = role
                signed(seat, by, at).save()

    def note_present(self, board, present, by, at):
        for seat in self.filter(board=board).select_related("person"):
            seat.was_present = seat.person in present
            signed(seat, by, at).save(update_fields=["was_present"])


class BoardSeat(models.Model):
    """One person's seat on a board, and whether he was there."""

    class Role(models.IntegerChoices):
        CHAIR = 1, _("Chair")
        CO_CHAIR = 2, _("Co-chair")
        MEMBER = 3, _("Member")

    board = models.ForeignKey(ReviewBoard, models.CASCADE, related_name="seats")
    person = models.ForeignKey(User, models.PROTECT, related_name="board_seats")
    role = models.PositiveSmallIntegerField(_("role"), choices=Role.choices, default=Role.MEMBER)
    # Unknown until the session is held.
    was_present = models.BooleanField(_("was there"), null=True)

    objects = BoardSeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["role", "pk"]
        verbose_name = _("seat")
        constraints = [
            models.UniqueConstraint(fields=["board", "person"], name="one_seat_per_person"),
            models.UniqueConstraint(
                fields=["board"], condition=Q(role=1), name="one_chair_per_board"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.get_role_display()}"

    @property
    def leads(self):
        return self.role != self.Role.MEMBER


def seats_wanted(chair, co_chairs, members):
    """{person: role}, each person once, in his highest role."""
    role = BoardSeat.Role
    members = dict.fromkeys(members, role.MEMBER)
    return {chair: role.CHAIR} | {
        person: given
        for person, given in (members | dict.fromkeys(co_chairs, role.CO_CHAIR)).items()
        if person != chair
    }


BEFORE_IT = frozenset({ReviewBoard.Status.PLANNED, ReviewBoard.Status.PACK_APPROVED})
AFTER_IT = frozenset({ReviewBoard.Status.HELD, ReviewBoard.Status.MINUTES_DRAFT})
