from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import ladder_of
from accounts.models import Client, Rung, User
from agency.lib.refusal import Refused
from reports import review_news as news


class Reviewable(models.Model):
    """A draft by a junior goes to somebody who may send it, and may come back with a reason."""

    submitted_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="reports_to_review"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.CharField(_("why it goes back"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def reviewer(self):
        """Who holds the draft for reading; None when it lies with its author."""
        is_held = self.submitted_at and not self.returned_at and not self.distributed_at
        return self.submitted_to if is_held else None

    @property
    def is_returned(self):
        return bool(self.returned_at and not self.distributed_at)

    def senders(self, at):
        """Who holds a rung of this client from which a report may be sent, the nearest first."""
        rungs = ladder_of(self.client, self.author, at).filled_above(Rung.AAE)
        return list(dict.fromkeys(person for _rung, holders in rungs for person in holders))

    def submit(self, by, to, at):
        """Give the draft to somebody who may send it; the clock runs on meanwhile."""
        self._demand_writer(by, at)
        with self._held() as version:
            self._refuse_unless_draft()
            if self.reviewer == to:
                raise Refused(_("It lies with %(name)s already.") % {"name": to.name})
            self._refuse_as_reviewer(by, to)
            self._leave_reviewer(at)
            self.submitted_to, self.submitted_at, self.returned_at = to, at, None
            version.note_in_history(by, at, "submitted")
            self._save(by, at, "submitted_to", "submitted_at", "returned_at")
            news.ask_for_review(self, version, by, at)

    def send_back(self, by, reason, at):
        """Give the draft back to its author, with what is to be put right."""
        self._demand_sender(by, at)
        with self._held() as version:
            self._refuse_unless_draft()
            if self.reviewer is None:
                raise Refused(_("This report lies with its author."))
            if not reason.strip():
                raise Refused(_("Say what is to be put right."), field="reason")
            self._leave_reviewer(at)
            self.returned_at, self.returned_by, self.return_reason = at, by, reason.strip()
            version.note_in_history(by, at, "returned")
            self._save(by, at, "returned_at", "returned_by", "return_reason")
            news.tell_of_return(self, version, by, at)

    def _refuse_unless_draft(self):
        if self.distributed_at:
            raise Refused(_("This report is distributed already."))

    def _refuse_as_reviewer(self, by, to):
        if to == by:
            raise Refused(_("Somebody else has to read it."), field="to")
        sees_it = to.is_active and Client.objects.open_to(to).filter(pk=self.client_id).exists()
        if not sees_it or not self.can_distribute(to):
            raise Refused(
                _("%(name)s may not send reports of this client.") % {"name": to.name}, field="to"
            )

    def _leave_reviewer(self, at):
        if self.reviewer is not None:
            news.close(self, self.reviewer, at)
