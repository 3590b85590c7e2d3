from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Approval, Rung, Signature
from accounts.models.paper import content_hash
from agency.lib.money import ZERO
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing import invoice_news as news
from billing.models.approval_limit import ApprovalLimit
from billing.models.of_money import demand_billing
from billing.usual_limits import Limited


class Signed(models.Model):
    """An invoice that the client's account manager approves before finance issues it."""

    class Meta:
        abstract = True

    @property
    def content(self):
        """What is approved: what is billed, to whom, and for what."""
        lines = [
            [line.description, line.quantity, line.unit, line.price, line.category, line.rate]
            for line in self.lines.all()
        ]
        whole = [
            [row.is_charge, row.amount, row.reason, row.category, row.rate]
            for row in self.adjustments.all()
        ]
        facts = [self.kind, self.client_id, self.entity_id, self.currency, self.po_number]
        money = [self.net, self.tax, self.gross, self.due]
        return _plain([facts, lines, whole, money, self.preceding_id, self.reason])

    def submit(self, by, at):
        """Ask for the signature of an account manager, or of whom the limit names."""
        with locked(self):
            demand_billing(self.client, by, Rung.AE, at)
            self.demand_status(self.Status.DRAFT)
            if not self.lines.exists():
                raise Refused(_("It has no line yet."))
            if self.net <= 0:
                raise Refused(_("The sum of its lines is not above zero."))
            if self.is_credit_note:
                self.refuse_above_what_is_left()
            self.content_hash = content_hash(self.content)
            self.submitted_at, self.return_reason = at, ""
            self._go(self.Status.SUBMITTED, by, at, "content_hash", "submitted_at", "return_reason")
            Approval.objects.ask(
                self,
                [Signature(rung=self._rung_asked(at))],
                client=self.client,
                kind=self.get_kind_display(),
                title=f"{self.title} ({self.currency} {self.gross:,.2f})",
                content_hash=self.content_hash,
                author=self.author,
                at=at,
            )

    @property
    def standing_approval(self):
        """The signature whose turn it is; None when nobody is asked."""
        return Approval.objects.of(self).waiting().select_related("client__office").first()

    def approve(self, by, seen_hash, at):
        """Sign exactly what was seen; then finance may issue it."""
        with locked(self):
            self.demand_status(self.Status.SUBMITTED)
            step = self.standing_approval
            step.demand_deciding(by, at)
            if self.is_credit_note:
                self._demand_limit(by, at)
            if step.approve(by, seen_hash, at):
                self.approved_at, self.approved_by = at, by
                self._go(self.Status.APPROVED, by, at, "approved_at", "approved_by")
                news.tell_finance(self, by, at)

    def send_back(self, by, reason, at):
        """Return it to its author with what is to be put right; once approved, finance may too."""
        if not reason.strip():
            raise Refused(_("Say what is to be put right."), field="reason")
        with locked(self):
            self.demand_status(self.Status.SUBMITTED, self.Status.APPROVED)
            if self.status == self.Status.SUBMITTED:
                step = self.standing_approval
                step.send_back(by, reason, step.content_hash, at)
            else:
                demand_billing(self.client, by, Rung.AM, at)
                news.tell_of_return(self, reason, by, at)
            self.approved_at = self.approved_by = None
            self.return_reason = reason.strip()[:1000]
            self._go(self.Status.DRAFT, by, at, "approved_at", "approved_by", "return_reason")

    def take_back(self, by, at):
        """Out of the round, to be changed."""
        with locked(self):
            self.demand_status(self.Status.SUBMITTED)
            demand_billing(self.client, by, Rung.AE, at)
            Approval.objects.drop(self, by, at)
            self._go(self.Status.DRAFT, by, at)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def _rung_asked(self, at):
        """The AM; for a credit note the lowest rung whose limit is enough for it."""
        if not self.is_credit_note:
            return Rung.AM
        able = ApprovalLimit.objects.who_may(
            Limited.CREDIT_NOTE, self.client, self.gross, at,
            currency=self.currency, author=self.author,
        )  # fmt: skip
        rungs = [self.client.rung_for(person) for person in able]
        return max(Rung.AM, min((rung for rung in rungs if rung), default=Rung.CSD))

    def _demand_limit(self, by, at):
        ApprovalLimit.objects.demand(
            Limited.CREDIT_NOTE, by, self.client, self.gross, self.currency, at, author=self.author
        )

    def _go(self, status, by, at, *fields):
        self.status = status
        signed(self, by, at).save(update_fields=["status", *fields])


def _plain(value):
    """Nested lists with every number as text, the same however many noughts it ends with."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    is_number = hasattr(value, "normalize")
    return f"{value + ZERO:f}".rstrip("0").rstrip(".") if is_number else value
