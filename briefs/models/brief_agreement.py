from django.db import models
from django.utils.translation import gettext as _

from accounts.models import AgencyProfile, Approval, ClientLink, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from briefs import brief_news as news
from briefs.documents import owe_paper


class Agreed(models.Model):
    """A brief on its way from the first signature to the departments, and out of force."""

    class Meta:
        abstract = True

    # -- The agency's own signatures --------------------------------------------------------------

    def approve(self, by, content_hash, at):
        """Sign these very words; with the last signature the version holds, and stays as it is."""
        with locked(self):
            step = self._standing_step(by, content_hash, at)
            if not step.approve(by, content_hash, at):
                return
            self.approved_at = at
            self.is_self_approved = self._has_own_signature()
            self._move_to(self.Status.APPROVED_INTERNAL, by, at, "approved_at", "is_self_approved")
            if not self.is_for_client:
                self._replace_former(by, at)
            owe_paper(self, at)
            news.tell_of_approval(self, by, at)

    def _has_own_signature(self):
        given = Approval.objects.of(self).filter(outcome=Approval.Outcome.APPROVED)
        return given.filter(is_self_approved=True).exists()

    def send_back(self, by, reason, content_hash, at):
        """Return it to its author with what is to be put right."""
        with locked(self):
            step = self._standing_step(by, content_hash, at)
            step.send_back(by, reason, content_hash, at)
            self.returned_at = at
            self._move_to(self.Status.RETURNED, by, at, "returned_at")

    def is_barred(self, user):
        """Whether the page offers him no signature: it knows the authors, the step would ask."""
        return self.brief.is_written_by(user) and not AgencyProfile.current().self_approval

    def _standing_step(self, by, content_hash, at):
        step = self.step
        if step is None:
            raise Refused(_("This brief waits for no signature."))
        step.demand_deciding(by, at)
        if content_hash != self.content_hash or self.fingerprint() != self.content_hash:
            raise Refused(_("It changed since you opened it. Read it again."))
        return step

    # -- The client's answer ----------------------------------------------------------------------

    def client_sign(self, by, at, name=""):
        """The client approves. `by` is who records it; None when the client did it himself.

        Who calls without `by` answers for it that the person had the right: a signed link does.
        """
        with locked(self):
            if by is not None:
                self.client.demand(by, Rung.AE, at)
            self.demand_for_client()
            self.client_signed_at, self.client_signer = at, name[:160]
            self._move_to(self.Status.CLIENT_SIGNED, by, at, "client_signed_at", "client_signer")
            self._replace_former(by, at)
            news.tell_of_clients_answer(self, by, at)

    def client_decline(self, by, reason, at, name=""):
        """The client does not approve; what he wants instead becomes a new version."""
        with locked(self):
            if by is not None:
                self.client.demand(by, Rung.AE, at)
            self.demand_for_client()
            if not reason.strip():
                raise Refused(_("Say why the client declines."), field="reason")
            self.declined_at = self.returned_at = at
            self.decline_reason, self.client_signer = reason.strip()[:1000], name[:160]
            self._move_to(self.Status.RETURNED, by, at, "declined_at", "returned_at",
                          "decline_reason", "client_signer")  # fmt: skip
            news.tell_of_clients_answer(self, by, at)

    # -- Into force, and out of it ----------------------------------------------------------------

    @property
    def can_be_issued(self):
        wanted = self.Status.CLIENT_SIGNED if self.is_for_client else self.Status.APPROVED_INTERNAL
        return self.status == wanted

    def issue(self, by, at):
        """Give it to those who work by it: the departments on the client's team are told."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            if self.status == self.Status.APPROVED_INTERNAL and self.is_for_client:
                raise Refused(_("The client has not approved it yet."))
            if not self.can_be_issued:
                raise Refused(_("Only an approved brief can be issued."))
            self.issued_at, self.issued_by = at, by
            self._move_to(self.Status.ISSUED, by, at, "issued_at", "issued_by")
            news.tell_of_issue(self, by, at)

    def withdraw(self, by, reason, at):
        """Take it out of force for good, and say why; an approved one takes a manager."""
        with locked(self):
            self.client.demand(by, Rung.AM if self.approved_at else Rung.AE, at)
            if self.status in {self.Status.SUPERSEDED, self.Status.WITHDRAWN}:
                raise Refused(_("This version is out of force already."))
            if not reason.strip():
                raise Refused(_("Say why it is withdrawn."), field="reason")
            Approval.objects.drop(self, by, at)
            ClientLink.objects.drop(self, by, at)
            was_issued = self.issued_at is not None
            self.withdrawn_at, self.withdrawn_by = at, by
            self.withdrawal_reason = reason.strip()[:500]
            self._move_to(self.Status.WITHDRAWN, by, at, "withdrawn_at", "withdrawn_by",
                          "withdrawal_reason")  # fmt: skip
            news.tell_of_withdrawal(self, by, at, was_issued=was_issued)

    def revise(self, by, changes, at):
        """Begin the next version from this one; after an approval that is a rebrief."""
        brief = self.brief
        with locked(brief), locked(self):
            brief.demand_writing(by, at)
            if brief.latest_id != self.pk:
                raise Refused(_("There is a newer version already."))
            if self.status == self.Status.SUBMITTED or self.is_open:
                raise Refused(_("This version is not approved yet; change it instead."))
            if not changes.strip():
                raise Refused(_("Say what changes, and why."), field="changes")
            new = brief.add_version(
                by,
                at,
                sections=self.sections,
                lines=self.lines,
                changes=changes.strip()[:1000],
                is_for_client=self.is_for_client,
                is_rebrief=self.approved_at is not None,
            )
            # The client is not asked for what is being changed.
            ClientLink.objects.drop(self, by, at)
            if self.is_declined:
                self._supersede(by, at)
            return new

    def _replace_former(self, by, at):
        """The versions before give way to this one, now that it holds."""
        for former in self.brief.versions.filter(number__lt=self.number):
            if former.status in GIVES_WAY:
                former._supersede(by, at)

    def _supersede(self, by, at):
        ClientLink.objects.drop(self, by, at)
        self.superseded_at = at
        self._move_to(self.Status.SUPERSEDED, by, at, "superseded_at")


GIVES_WAY = {"approved_internal", "client_signed", "issued", "returned"}
