from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import board_news as news

TARGET = 7  # of 10: the mark that work should reach before a client sees it (domain.md, R8)


class Judged(models.Model):
    """What a board says of one work, and what may be done with it because of that."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        APPROVED_WITH_CHANGES = "approved_with_changes", _("Approved with changes")
        REWORK = "rework", _("Rework")
        REJECTED = "rejected", _("Rejected")
        KEEP_OFF_BRIEF = "keep_off_brief", _("Off brief, kept")

    outcome = models.CharField(_("outcome"), max_length=24, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("why"), max_length=1000, blank=True)
    next_step = models.TextField(_("what to do next"), max_length=1000, blank=True)
    changes = models.TextField(_("changes"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    changes_confirmed_at = models.DateTimeField(null=True, blank=True)
    changes_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    send_back_reason = models.TextField(_("why it goes back"), max_length=1000, blank=True)
    send_back_next = models.TextField(_("what to do next"), max_length=1000, blank=True)
    override_at = models.DateTimeField(null=True, blank=True)
    override_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.TextField(_("why without the board"), max_length=1000, blank=True)

    class Meta:
        abstract = True

    def decide(self, by, outcome, at, *, reason="", next_step="", changes=""):
        """Say what becomes of it; what goes back goes back with why, and with what to do next."""
        board = self.board
        board.demand_deciding(by, at)
        with locked(board), locked(self):
            if not board.is_in_session:
                raise Refused(_("Outcomes are given between the session and its minutes."))
            if self.decided_at:
                raise Refused(_("The board has decided about it."))
            average = self.scores.aggregate(average=models.Avg("score"))["average"]
            if average is None:
                raise Refused(_("Nobody has scored it yet."))
            self.outcome, self.reason = outcome, reason.strip()
            self.next_step, self.changes = next_step.strip(), changes.strip()
            self._refuse_wordless(average)
            self.decided_at, self.decided_by = at, by
            signed(self, by, at).save(
                update_fields=[
                    "outcome", "reason", "next_step", "changes", "decided_at", "decided_by"
                ]
            )  # fmt: skip
            news.tell_of_outcome(self, by, at)

    def confirm_changes(self, by, at):
        """The changes the board wanted are made; now it may be presented."""
        if by not in self.board.chairs:
            self.client.demand(by, Rung.AM, at)
        with locked(self):
            if self.outcome != self.Outcome.APPROVED_WITH_CHANGES:
                raise Refused(_("No changes were asked for."))
            if self.changes_confirmed_at:
                raise Refused(_("The changes are confirmed already."))
            self._keep(by, at, "changes_confirmed")

    def release(self, by, at):
        """Let the client see a good idea outside the brief, beside the answer to the brief."""
        self.client.demand(by, Rung.AD, at)
        with locked(self):
            if self.outcome != self.Outcome.KEEP_OFF_BRIEF:
                raise Refused(_("Only work kept outside the brief is released like this."))
            if self.released_at:
                raise Refused(_("It is released already."))
            self._keep(by, at, "released")

    def send_back(self, by, reason, next_step, at):
        """The CSD sends a presentation back that the board let through."""
        self.client.demand(by, Rung.CSD, at)
        with locked(self):
            if self.board.kind != self.board.Kind.PRESENTATION or not self.decided_at:
                raise Refused(_("Only a presentation that a board has decided about goes back."))
            if self.sent_back_at:
                raise Refused(_("It was sent back already."))
            if hasattr(self, "presentation"):
                raise Refused(_("The client has seen it already."))
            for field, text in (("reason", reason), ("next_step", next_step)):
                if not text.strip():
                    raise Refused(_("Say why, and what to do next."), field=field)
            self.send_back_reason, self.send_back_next = reason.strip(), next_step.strip()
            self.override_at = None
            self._keep(by, at, "sent_back", "send_back_reason", "send_back_next", "override_at")
            news.tell_of_sending_back(self, by, at)

    def override(self, by, reason, at):
        """The CSD lets it go to the client without the outcome it needs, and says why."""
        self.client.demand(by, Rung.CSD, at)
        with locked(self):
            if hasattr(self, "presentation"):
                raise Refused(_("The client has seen it already."))
            if not self.why_not_presented():
                raise Refused(_("It may be presented; nothing needs to be overridden."))
            if not reason.strip():
                raise Refused(_("Say why the client sees it without the board."), field="reason")
            self.override_reason = reason.strip()
            self._keep(by, at, "override", "override_reason")

    def why_not_presented(self):
        """What keeps it from the client, in a sentence; empty when nothing does."""
        outcome = self.Outcome
        if self.override_at:
            return ""
        if self.sent_back_at:
            return _("The CSD sent it back.")
        if self.outcome == outcome.APPROVED:
            return ""
        if self.outcome == outcome.APPROVED_WITH_CHANGES:
            return "" if self.changes_confirmed_at else _("The changes are not confirmed yet.")
        if self.outcome == outcome.KEEP_OFF_BRIEF:
            return "" if self.released_at else _("The account director has not released it.")
        if self.outcome:
            return _("The board did not approve it.")
        return _("No board has approved it yet.")

    def _keep(self, by, at, what, *further):
        """Note who did one thing and when, with the words that belong to it."""
        setattr(self, f"{what}_at", at)
        setattr(self, f"{what}_by", by)
        signed(self, by, at).save(update_fields=[f"{what}_at", f"{what}_by", *further])

    def _refuse_wordless(self, average):
        back = {self.Outcome.REWORK, self.Outcome.REJECTED}
        if self.outcome in back and not self.reason:
            raise Refused(_("Say why it goes back."), field="reason")
        if self.outcome in back and not self.next_step:
            raise Refused(_("Say what to do next."), field="next_step")
        if self.outcome == self.Outcome.APPROVED_WITH_CHANGES and not self.changes:
            raise Refused(_("Say what is to be changed."), field="changes")
        if self.outcome == self.Outcome.KEEP_OFF_BRIEF and not self.reason:
            raise Refused(_("Say why it is worth keeping."), field="reason")
        if self.outcome == self.Outcome.APPROVED and average < TARGET and not self.reason:
            sentence = _("Its average is below %(target)s: say why it is approved all the same.")
            raise Refused(sentence % {"target": TARGET}, field="reason")
