from django.db import models
from django.db.models import Avg, Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import board_news as news
from briefs.models.job import Job
from briefs.models.review_board import ReviewBoard
from briefs.models.work_verdict import Judged


class BoardWorkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(Client.objects.open_condition(user, "board__client"))

    def unscored_by(self, user):
        """Without an outcome yet, and without a score of this person."""
        return self.filter(decided_at=None).exclude(scores__member=user)

    def with_scores(self):
        """Add the average, the lowest and the highest score, and how many there are."""
        return self.annotate(
            average=Avg("scores__score"),
            lowest=Min("scores__score"),
            highest=Max("scores__score"),
            score_count=Count("scores", distinct=True),
        )

    def for_list(self):
        """With all that a row says of a work, its newest round first."""
        rows = self.select_related("board", "job", "presentation", "override_by")
        rows = rows.prefetch_related("makers")
        return rows.with_scores().order_by("-board__starts_at", "position", "pk")

    def with_open_changes(self):
        """Approved with changes that nobody has confirmed, and that still may be presented."""
        outcome = self.model.Outcome.APPROVED_WITH_CHANGES
        return self.filter(outcome=outcome, changes_confirmed_at=None, sent_back_at=None)

    def approved(self):
        """What may be presented because a board approved it, changes confirmed."""
        outcome = self.model.Outcome
        done = Q(outcome=outcome.APPROVED_WITH_CHANGES, changes_confirmed_at__isnull=False)
        return self.filter(Q(outcome=outcome.APPROVED) | done, sent_back_at=None)

    def overridden(self):
        """What the CSD let through to the client without the outcome it needs."""
        return self.filter(override_at__isnull=False)

    def for_next_round(self, client):
        """What was shown before and has no later round yet, to be shown again."""
        again = Q(outcome__in=["rework", "approved_with_changes"]) | Q(sent_back_at__isnull=False)
        again |= Q(presentation__answer="changes_wanted")
        return self.filter(again, board__client=client, following=None).order_by("-pk")

    def add(self, board, by, at, *, makers=(), previous=None, **facts):
        """Put a piece of work into the pack; work shown before comes in its next round."""
        board.client.demand(by, Rung.AE, at)
        with board.held_open():
            work = self.model(board=board, previous=previous, added_at=at, **facts)
            work.position = 1 + (board.works.aggregate(last=Max("position"))["last"] or 0)
            work._refuse_unfit(makers)
            if previous is not None:
                work.round, work.root = previous.round + 1, previous.root or previous
            signed(work, by, at).save(force_insert=True)
            work.makers.set(makers)
            board.reopen_pack(by, at)
        return work


class BoardWork(Judged):
    """One piece of work as a board is shown it, in one of its rounds, and what became of it."""

    board = models.ForeignKey(ReviewBoard, models.PROTECT, related_name="works")
    job = models.ForeignKey(
        Job, models.PROTECT, null=True, blank=True, related_name="works", verbose_name=_("job")
    )
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("what is shown"), max_length=4000, blank=True)
    makers = models.ManyToManyField(User, blank=True, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    # The work as it was shown first; empty for the first round itself.
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="rounds")
    added_at = models.DateTimeField()

    takes_attachments = True
    objects = BoardWorkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("work of a board")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="")
                | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="work_decided_with_an_outcome",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("briefs:board-work", args=[self.pk])

    @property
    def client(self):
        return self.board.client

    @property
    def shown(self):
        """How the client was shown it, and what they said; None."""
        return getattr(self, "presentation", None)

    def pack_content(self):
        """What a signature on the pack is under, its files aside."""
        makers = sorted(person.pk for person in self.makers.all())
        return [self.title, self.description, self.job_id, self.round, makers]

    def demand_attaching(self, by, at):
        """What the board is shown is signed with the pack; files come in before."""
        if self.board.pack_submitted_at or not self.board.is_coming:
            raise Refused(_("The pack is given away as it is. Take it back to change its files."))

    def outcome_content(self):
        """What a signature on the minutes is under."""
        scores = [[row.member_id, row.score, row.comment] for row in self.scores.all()]
        return [self.pk, self.outcome, self.reason, self.next_step, self.changes, scores]

    # -- The pack ---------------------------------------------------------------------------------

    def edit(self, by, at, *, makers=(), **facts):
        """Describe it otherwise; the pack needs its signature anew."""
        self.client.demand(by, Rung.AE, at)
        with self.board.held_open(), locked(self):
            self._refuse_scored()
            before = self.pack_content()
            for name, value in facts.items():
                setattr(self, name, value)
            self._refuse_unfit(makers)
            signed(self, by, at).save(update_fields=list(facts))
            self.makers.set(makers)
            if self.pack_content() != before:
                self.board.reopen_pack(by, at)

    def take_out(self, by, at):
        """It is not shown at this board."""
        self.client.demand(by, Rung.AE, at)
        with self.board.held_open(), locked(self):
            self._refuse_scored()
            board = self.board
            signed(self, by, at).delete()
            board.reopen_pack(by, at)

    def _refuse_scored(self):
        if self.scores.exists():
            raise Refused(_("The board has begun to score it: what is judged stays as it is."))

    # -- Scores -----------------------------------------------------------------------------------

    def can_be_scored_by(self, user, at):
        board = self.board
        has_begun = board.is_in_session or (
            board.status == board.Status.PACK_APPROVED and board.has_begun(at)
        )
        return has_begun and not self.decided_at and user in board.people

    def score(self, by, score, comment, at):
        """Say from 1 to 10 how well it answers the brief, and why; a second thought replaces it."""
        if by not in self.board.people:
            raise Refused.rank(_("Only those who sit on the board score its work."))
        with locked(self):
            self._refuse_score(at)
            if not comment.strip():
                raise Refused(_("Say how it answers the brief."), field="comment")
            row = self.scores.filter(member=by).first() or BoardScore(work=self, member=by)
            row.score, row.comment, row.scored_at = score, comment.strip(), at
            signed(row, by, at).save()
            news.score_given(self.board, by, at)
        return row

    # -- Beneath the verbs ------------------------------------------------------------------------

    def _refuse_score(self, at):
        board = self.board
        if self.decided_at:
            raise Refused(_("The board has decided about it."))
        if not board.is_coming and not board.is_in_session:
            raise Refused(_("This board is over."))
        if board.status == board.Status.PLANNED:
            raise Refused(_("The account director has not approved the pack yet."))
        if board.is_coming and not board.has_begun(at):
            raise Refused(_("Scores are given once the session has begun."))

    def _refuse_unfit(self, makers):
        if self.job_id and not self.board.jobs.filter(pk=self.job_id).exists():
            raise Refused(_("The board is not about this job."), field="job")
        if self.previous is not None and self._state.adding:
            open_rounds = BoardWork.objects.for_next_round(self.client)
            if not open_rounds.filter(pk=self.previous_id).exists():
                sentence = _("This work has a later round, or none is wanted.")
                raise Refused(sentence, field="previous")
        for person in makers:
            if not Client.objects.open_to(person).filter(pk=self.board.client_id).exists():
                sentence = _("%(name)s does not see this client. Ask for a place on its team.")
                raise Refused(sentence % {"name": person.name}, field="makers")


class BoardScore(models.Model):
    """What one member of a board thinks of one work: a mark, and how it answers the brief."""

    work = models.ForeignKey(BoardWork, models.PROTECT, related_name="scores")
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"))
    comment = models.TextField(_("against the brief"), max_length=1000)
    scored_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["member__name", "pk"]
        verbose_name = _("score")
        constraints = [
            models.UniqueConstraint(fields=["work", "member"], name="one_score_per_member"),
            models.CheckConstraint(condition=Q(score__range=(1, 10)), name="score_from_1_to_10"),
        ]

    def __str__(self):
        return f"{self.member_id}: {self.score}"
