from django.db import models
from django.utils.translation import gettext as _

from accounts.models import AgencyProfile, Approval, ClientLink, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from billing import estimate_news as news
from billing.estimate_documents import owe_paper
from billing.models.estimate_signing import demand_limit, may_sign
from briefs.models.job_states import Status as JobStatus

OUT_OF_FORCE = {"superseded", "withdrawn"}
GIVES_WAY = {"approved_internal", "sent", "client_approved", "client_declined", "expired",
             "returned"}  # fmt: skip
KEPT = ("title", "scope", "assumptions", "exclusions", "rounds", "brief_version", "valid_until",
        "currency", "commission_percent", "markup_percent", "folds_markup", "contingency_percent",
        "lines_net", "net", "tax", "gross", "cost")  # fmt: skip


class Agreed(models.Model):
    """An estimate on its way from the first signature to the client's, and out of force."""

    class Meta:
        abstract = True

    # -- The agency's own signature ---------------------------------------------------------------

    def approve(self, by, content_hash, at):
        """Sign these very figures, within one's limit; from then on they stay as they are."""
        with locked(self):
            step = self._standing_step(by, content_hash, at)
            demand_limit(self, by, at)
            if not step.approve(by, content_hash, at):
                return
            self.approved_at = at
            own = Approval.objects.of(self).filter(is_self_approved=True, asked_at=step.asked_at)
            self.is_self_approved = own.exists()
            self._move_to(self.Status.APPROVED_INTERNAL, by, at, "approved_at", "is_self_approved")
            self.lines.update(approved_at=at)
            self.billing_steps.update(approved_at=at)
            owe_paper(self, at)
            news.tell_of_approval(self, by, at)

    def send_back(self, by, reason, content_hash, at):
        """Return it to its author with what is to be put right."""
        with locked(self):
            step = self._standing_step(by, content_hash, at)
            step.send_back(by, reason, content_hash, at)
            self._move_to(self.Status.RETURNED, by, at)

    def can_sign(self, user, at):
        """Whether the page offers him the signature that is wanted now."""
        if self.status != self.Status.SUBMITTED:
            return False
        is_own = user.pk == self.estimate.author_id or user in self.estimate.writers.all()
        if is_own and not AgencyProfile.current().self_approval:
            return False
        return may_sign(self, user, at)

    def _standing_step(self, by, content_hash, at):
        step = self.step
        if step is None:
            raise Refused(_("This estimate waits for no signature."))
        step.demand_deciding(by, at)
        if content_hash != self.content_hash or self.fingerprint() != self.content_hash:
            raise Refused(_("It changed since you opened it. Read it again."))
        return step

    # -- With the client --------------------------------------------------------------------------

    def send(self, contact, by, at):
        """Put it to somebody of the client by link, whose address is known this once."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            self.demand_for_client(at)
            link = ClientLink.objects.invite(self, contact, by, at)
            if self.status == self.Status.APPROVED_INTERNAL:
                self.sent_at = at
                self._move_to(self.Status.SENT, by, at, "sent_at")
            job = self.estimate.job
            if job.status == JobStatus.BRIEFED and job.is_billable:
                job.await_estimate(by, at)
        return link

    def client_sign(self, by, at, name="", order_number=""):
        """The client approves. `by` is who records it; None when the client did it himself.

        Who calls without `by` answers for it that the person had the right: a signed link does.
        """
        with locked(self.estimate), locked(self):
            if by is not None:
                self.client.demand(by, Rung.AE, at)
            self.demand_for_client(at)
            self.client_approved_at, self.client_signer = at, name[:160]
            self.client_po = order_number.strip()[:40]
            self._move_to(self.Status.CLIENT_APPROVED, by, at, "client_approved_at",
                          "client_signer", "client_po")  # fmt: skip
            self._replace_former(by, at)
            self.estimate.point(binding=self)
            self.estimate.job.take_estimate(by, at, client_po=self.client_po)
            news.tell_of_clients_answer(self, by, at)

    def client_decline(self, by, reason, at, name=""):
        """The client does not approve; what he wants instead becomes a new version."""
        with locked(self):
            if by is not None:
                self.client.demand(by, Rung.AE, at)
            self.demand_for_client(at)
            if not reason.strip():
                raise Refused(_("Say why the client declines."), field="reason")
            self.declined_at = at
            self.decline_reason, self.client_signer = reason.strip()[:1000], name[:160]
            self._move_to(self.Status.CLIENT_DECLINED, by, at, "declined_at", "decline_reason",
                          "client_signer")  # fmt: skip
            news.tell_of_clients_answer(self, by, at)

    def expire(self, at):
        """Its last day is over, and the client has not answered: nobody can approve it now."""
        with locked(self):
            if self.status not in {self.Status.APPROVED_INTERNAL, self.Status.SENT}:
                return
            if not self.is_past(at):
                return
            ClientLink.objects.drop(self, None, at)
            self.expired_at = at
            self._move_to(self.Status.EXPIRED, None, at, "expired_at")
            news.tell_of_expiry(self, at)

    # -- Out of force -----------------------------------------------------------------------------

    def withdraw(self, by, reason, at):
        """Take it out of force for good, and say why; an approved one takes a manager."""
        with locked(self.estimate), locked(self):
            self.client.demand(by, Rung.AM if self.approved_at else Rung.AE, at)
            if self.status in OUT_OF_FORCE:
                raise Refused(_("This version is out of force already."))
            if not reason.strip():
                raise Refused(_("Say why it is withdrawn."), field="reason")
            if self.status == self.Status.CLIENT_APPROVED:
                sentence = _("The client approved this. What is not wanted any more goes into a "
                             "change order.")  # fmt: skip
                raise Refused(sentence)
            Approval.objects.drop(self, by, at)
            ClientLink.objects.drop(self, by, at)
            self.withdrawn_at, self.withdrawn_by = at, by
            self.withdrawal_reason = reason.strip()[:500]
            self._move_to(self.Status.WITHDRAWN, by, at, "withdrawn_at", "withdrawn_by",
                          "withdrawal_reason")  # fmt: skip
            news.tell_of_withdrawal(self, by, at)

    def revise(self, by, changes, at):
        """Begin the next version from this one; it needs every signature anew."""
        estimate = self.estimate
        with locked(estimate), locked(self):
            estimate.demand_writing(by, at)
            if estimate.latest_id != self.pk:
                raise Refused(_("There is a newer version already."))
            if self.status == self.Status.SUBMITTED or self.is_open:
                raise Refused(_("This version is not approved yet; change it instead."))
            if not changes.strip():
                raise Refused(_("Say what changes, and why."), field="changes")
            facts = {name: getattr(self, name) for name in KEPT}
            if self.is_past(at):
                facts["valid_until"] = None
            new = estimate.add_version(by, at, changes=changes.strip()[:1000], **facts)
            copy_rows(self.lines, new)
            copy_rows(self.billing_steps, new)
            # The client is not asked for what is being changed.
            ClientLink.objects.drop(self, by, at)
            if self.status in {self.Status.CLIENT_DECLINED, self.Status.EXPIRED}:
                self._supersede(by, at)
            return new

    def _replace_former(self, by, at):
        """The versions before give way to this one, now that it holds."""
        for former in self.estimate.versions.filter(number__lt=self.number):
            if former.status in GIVES_WAY:
                former._supersede(by, at)

    def _supersede(self, by, at):
        ClientLink.objects.drop(self, by, at)
        self.superseded_at = at
        self._move_to(self.Status.SUPERSEDED, by, at, "superseded_at")


def copy_rows(rows, version):
    """The same lines or steps in another version, to be changed there."""
    fresh = []
    for row in rows.all():
        row.pk, row.version, row.approved_at = None, version, None
        row._state.adding = True
        fresh.append(row)
    rows.model.objects.bulk_create(fresh)
