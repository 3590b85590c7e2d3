"""A version of an estimate as the client meets it: the Approvable of accounts, for estimates."""

from django.utils.translation import gettext_lazy as _

from accounts.models import ClientLink, Paper, about
from agency.lib.refusal import Refused
from billing.comparing import compare
from billing.estimate_documents import client_sheet, money_words


class ForTheClient:
    """What a version of an estimate says and does where a client approves it by link."""

    client_authority = "approves_estimates"
    takes_order = True
    shows_money = True

    @property
    def client_amount(self):
        """How much somebody at the client must be allowed to approve."""
        return self.whole

    def client_author(self):
        return self.submitted_by or self.estimate.author

    def asked_about(self):
        return self.estimate

    def client_words(self):
        return {
            "kind": str(self.estimate.get_kind_display()),
            "title": self.title,
            "number": self.estimate.number,
            "version": self.number,
            "amount": money_words(self.net, self.currency),
        }

    def client_document(self):
        """The lines without what they cost the agency, and what they come to."""
        return {"template": "billing/_estimate_client.html", **client_sheet(self)}

    def client_changes(self):
        before = self._last_shown()
        if before is None:
            return None
        found = compare(before, self, for_client=True)
        if not (self.changes or found.changed):
            return None
        return {
            "version": before.number,
            "approved_at": before.client_approved_at,
            "template": "billing/_estimate_client_changes.html",
            "statement": self.changes,
            "lines": [line for line in found.lines if line.is_changed],
            "before": money_words(before.net, before.currency),
            "after": money_words(self.net, self.currency),
        }

    def client_paper(self):
        return Paper.objects.filter(**about(self)).first()

    def demand_for_client(self, at=None):
        if self.status not in {self.Status.APPROVED_INTERNAL, self.Status.SENT}:
            raise Refused(_("Only a version that the agency has approved goes to the client."))
        if self.newest_for_client() != self:
            raise Refused(_("There is a newer version for the client."))
        if at is not None and self.is_past(at):
            raise Refused(_("This offer was valid until a day that is over."))

    def newest_for_client(self):
        return self.estimate.versions.open_to_client().order_by("-number").first()

    def _last_shown(self):
        """The version before that the client saw: the one he approved last, else opened last."""
        earlier = self.estimate.versions.filter(number__lt=self.number)
        approved = earlier.filter(client_approved_at__isnull=False).first()
        opened = ClientLink.objects.filter(
            about_type=about(self)["about_type"], first_opened_at__isnull=False
        )
        return approved or earlier.filter(pk__in=opened.values("about_id")).first()
