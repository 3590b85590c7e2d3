from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import ActionItem, Rung, User
from accounts.models.paper import content_hash
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import board_documents

SHORTEST = 3


class Minuted(models.Model):
    """What was said and what is to be done: written by the AE, signed by the AM, then at rest."""

    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    minutes_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    minutes_edit = models.PositiveIntegerField(default=0)
    minutes_submitted_at = models.DateTimeField(null=True, blank=True)
    minutes_approved_at = models.DateTimeField(null=True, blank=True)
    minutes_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def minutes_content(self):
        """All that the signature is under, as a plain dict."""
        return {
            "board": self.pk,
            "pack": self.pack_content(),
            "minutes": self.minutes,
            "present": [[seat.person_id, seat.was_present] for seat in self.seats.all()],
            "works": [work.outcome_content() for work in self.works.all()],
            "actions": [action.content() for action in self.actions.all()],
            "rationale": [part.content() for part in self.rationale.all()],
        }

    @property
    def can_be_written(self):
        return self.is_in_session

    def write_minutes(self, by, edit, minutes, actions, at):
        """Keep what was said, and the next actions as [(text, person or None, day or None)]."""
        self.client.demand(by, Rung.AAE, at)
        with locked(self):
            self._refuse_unless_open()
            if edit != self.minutes_edit:
                raise Refused(_("Somebody wrote here meanwhile. Read it before you save."))
            self.status, self.minutes, self.minutes_by = self.Status.MINUTES_DRAFT, minutes, by
            self.minutes_edit += 1
            fields = ["status", "minutes", "minutes_by", "minutes_edit"]
            signed(self, by, at).save(update_fields=fields)
            self._take_actions(actions, by, at)

    def submit_minutes(self, by, at):
        """Give the minutes to the account manager, once each work has its outcome."""
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            self._refuse_unless_open()
            self.refuse_unfinished()
            self.minutes_submitted_at, self.minutes_hash = at, content_hash(self.minutes_content())
            fields = ["minutes_submitted_at", "minutes_hash"]
            signed(self, by, at).save(update_fields=fields)
            wrote = [self.minutes_by]
            self._ask(Rung.AM, _("Board minutes"), self.minutes_hash, by, at, co_authors=wrote)

    def approve_minutes(self, by, content_hash, at):
        """The account manager signs; next actions go into the action list, the paper is printed."""
        with locked(self):
            step = self.standing_step(self.Status.MINUTES_DRAFT)
            self.refuse_unfinished()
            step.approve(by, content_hash, at)
            self.status, self.minutes_approved_at = self.Status.MINUTES_APPROVED, at
            signed(self, by, at).save(update_fields=["status", "minutes_approved_at"])
            items = [action.as_item(self) for action in self.actions.all()]
            ActionItem.objects.take_over(self, items, before=[], by=by, at=at)
            board_documents.minutes_paper(self, step, at).save()

    def return_minutes(self, by, reason, content_hash, at):
        """The minutes go back with what is to be put right."""
        with locked(self):
            step = self.standing_step(self.Status.MINUTES_DRAFT)
            step.send_back(by, reason, content_hash, at)
            self.minutes_submitted_at, self.minutes_hash = None, ""
            signed(self, by, at).save(update_fields=["minutes_submitted_at", "minutes_hash"])

    def refuse_unfinished(self):
        for sentence in self.unfinished():
            raise Refused(sentence)

    def unfinished(self):
        """What the minutes still lack before anybody may sign them, in sentences."""
        if len(self.minutes.strip()) < SHORTEST:
            yield _("Write down what was said.")
        for work in self.works.all():
            if not work.decided_at:
                yield _("“%(title)s” has no outcome yet.") % {"title": work.title}
        for action in self.actions.all():
            if not (action.person_id and action.due_on):
                yield _("“%(text)s” needs an owner and a day.") % {"text": action.text}
        if self.kind == self.Kind.PRESENTATION:
            yield from self._rationale_missing()

    def _rationale_missing(self):
        written = {row.part for row in self.rationale.all()}
        if "creative" not in written:
            yield _("Creative has not signed its part of the rationale.")
        if "service" not in written:
            yield _("Client service has not signed its part of the rationale.")

    def _refuse_unless_open(self):
        if self.minutes_approved_at:
            raise Refused(_("The minutes are approved; they stay as they are."))
        if self.minutes_submitted_at:
            raise Refused(_("The minutes lie with the account manager."))
        if not self.can_be_written:
            raise Refused(_("Minutes are written once the session was held."))

    def _take_actions(self, wanted, by, at):
        for position, (text, person, due_on) in enumerate(wanted):
            facts = {"text": text, "person": person, "due_on": due_on}
            row = self.actions.filter(position=position).first()
            if row is None:
                row = BoardAction(board=self, position=position)
            elif all(getattr(row, name) == value for name, value in facts.items()):
                continue
            row.text, row.person, row.due_on = text, person, due_on
            signed(row, by, at).save()
        for row in self.actions.filter(position__gte=len(wanted)):
            signed(row, by, at).delete()


class BoardAction(models.Model):
    """What one person is to do next, as the minutes of a board say."""

    board = models.ForeignKey("briefs.ReviewBoard", models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("what"), max_length=500)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = _("next action")
        constraints = [
            models.UniqueConstraint(fields=["board", "position"], name="one_board_action_per_line")
        ]

    def __str__(self):
        return self.text

    def content(self):
        return [self.text, self.person_id, self.due_on and self.due_on.isoformat()]

    def as_item(self, board):
        """What the action list takes over: for us only, whatever the client is told later."""
        return {
            "key": f"action-{self.position}",
            "text": self.text,
            "due_on": self.due_on,
            "is_client_visible": False,
            "source": str(board.get_kind_display()),
            "person_id": self.person_id,
            "contact_id": None,
            "partner_id": None,
        }
