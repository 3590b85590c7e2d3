from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Approval, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from billing.models.invoice_line import InvoiceAdjustment, InvoiceLine
from billing.models.of_money import demand_billing


class Drafted(models.Model):
    """An invoice being written."""

    class Meta:
        abstract = True

    def edit(self, by, at, *, lines=None, adjustments=None, edit_number=None, **facts):
        """Change a draft; its lines are replaced by those given."""
        with locked(self):
            demand_billing(self.client, by, Rung.AE, at)
            self.demand_status(self.Status.DRAFT)
            if edit_number is not None and edit_number != self.edit_number:
                raise Refused(_("Somebody changed this draft meanwhile. Open it anew."))
            changed = take(self, **facts)
            self.refuse_of_others()
            if lines is not None or adjustments is not None:
                self.put_parts(
                    self._as_kept(self.lines, InvoiceLine) if lines is None else lines,
                    self._as_kept(self.adjustments, InvoiceAdjustment)
                    if adjustments is None
                    else adjustments,
                )
            self.put_totals(*self.parts)
            self.edit_number += 1
            self.save_totals()
            signed(self, by, at).save(update_fields=[*changed, "edit_number"])

    def discard(self, by, at):
        """Throw a draft away; it never had a number."""
        with locked(self):
            demand_billing(self.client, by, Rung.AE, at)
            self.demand_status(self.Status.DRAFT)
            Approval.objects.drop(self, by, at)
            signed(self, by, at).delete()

    def allow_over_ceiling(self, by, reason, at):
        """Let more be billed than the client approved; only a director, and never silently."""
        if not reason.strip():
            raise Refused(_("Say why more is billed than was approved."), field="reason")
        with locked(self):
            self.client.demand(by, Rung.AD, at)
            self.demand_status(self.Status.DRAFT, self.Status.SUBMITTED, self.Status.APPROVED)
            self.ceiling_reason, self.ceiling_by = reason.strip()[:500], by
            signed(self, by, at).save(update_fields=["ceiling_reason", "ceiling_by"])

    # -- Beneath the verbs -------------------------------------------------------------------------

    def demand_status(self, *expected):
        if self.status not in expected:
            sentence = _("This is not possible now: it is “%(status)s”.")
            raise Refused(sentence % {"status": self.get_status_display()})

    def put_parts(self, lines, adjustments):
        """Write its lines, allowances and charges anew, from dicts of their columns."""
        self.lines.all().delete()
        self.adjustments.all().delete()
        rows = []
        for position, facts in enumerate(lines):
            facts = {"job": self.job, **facts, "position": position}
            row = InvoiceLine(invoice=self, **facts)
            row.net = row.item.net(self.decimals)
            rows.append(row)
        InvoiceLine.objects.bulk_create(rows)
        InvoiceAdjustment.objects.bulk_create(
            InvoiceAdjustment(invoice=self, **facts) for facts in adjustments
        )

    def refuse_of_others(self):
        """Refuse what belongs to another client."""
        for name in ("job", "contract", "estimate", "preceding"):
            other = getattr(self, name)
            if other is not None and other.client != self.client:
                raise Refused(_("This belongs to another client."), field=name)

    @staticmethod
    def _as_kept(rows, model):
        """The parts as they are, as dicts."""
        names = [
            field.name
            for field in model._meta.local_concrete_fields
            if field.name not in ("id", "invoice", "position", "issued_at", "net")
        ]
        return [{name: getattr(row, name) for name in names} for row in rows.all()]
