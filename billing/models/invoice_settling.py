from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing import invoice_news as news
from billing.models.of_money import demand_billing


class Settled(models.Model):
    """What may still be said of an invoice that was issued: a dispute, notes, foreign numbers."""

    class Meta:
        abstract = True

    def dispute(self, by, reason, at):
        """The client does not accept it: reminders pause until that is settled."""
        if not reason.strip():
            raise Refused(_("Say what the client does not accept."), field="reason")
        with locked(self):
            demand_billing(self.client, by, Rung.AE, at)
            self._demand_issued_invoice()
            if self.disputed_at:
                raise Refused(_("It is disputed already."))
            self.disputed_at, self.disputed_by = at, by
            self.dispute_reason = reason.strip()[:1000]
            self._save_facts(by, at, "disputed_at", "disputed_by", "dispute_reason")
            news.tell_of_dispute(self, by, at)

    def settle(self, by, outcome, at):
        """The dispute is over; what was agreed goes on record."""
        if not outcome.strip():
            raise Refused(_("Say how it was settled."), field="outcome")
        with locked(self):
            demand_billing(self.client, by, Rung.AM, at)
            self._demand_issued_invoice()
            if not self.disputed_at:
                raise Refused(_("Nothing is disputed here."))
            self.disputed_at = self.disputed_by = None
            self._change_reason = outcome.strip()[:100]
            self.dispute_reason = outcome.strip()[:1000]
            self._save_facts(by, at, "disputed_at", "disputed_by", "dispute_reason")
            news.close_dispute(self, by, at)

    def note_inside(self, by, text, at):
        """A note for ourselves, at any time; never printed."""
        with locked(self):
            demand_billing(self.client, by, Rung.AE, at)
            self.internal_note = text.strip()[:2000]
            self._save_facts(by, at, "internal_note")

    def record_tax_number(self, by, number, at):
        """The number of the tax office's platform: once, after the issue."""
        if not number.strip():
            raise Refused(_("Enter the number."), field="number")
        with locked(self):
            self.demand_issuing(by, at)
            self.demand_status(self.Status.ISSUED)
            if self.external_tax_id:
                raise Refused(_("It has its number already."), field="number")
            self.external_tax_id = number.strip()[:60]
            self._save_facts(by, at, "external_tax_id")

    def _demand_issued_invoice(self):
        self.demand_status(self.Status.ISSUED)
        if self.is_credit_note:
            raise Refused(_("A credit note is not disputed; its invoice may be."))

    def _save_facts(self, by, at, *fields):
        signed(self, by, at).save(update_fields=fields)
