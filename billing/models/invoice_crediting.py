from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Rung
from agency.lib.money import ZERO, Totals, percent_of
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from billing.models.invoice_line import InvoiceLine, TaxSubtotal
from billing.models.of_money import demand_billing
from billing.models.payment import Allocation

COPIED = (
    "entity", "job", "title", "currency", "language", "po_number", "buyer_reference", "contract",
    "estimate", "tax_reason", "coin", "period_from", "period_to", "payment_days", "type",
)  # fmt: skip


class Credited(models.Model):
    """An issued invoice that turns out wrong: a credit note takes it back, whole or in part."""

    class Meta:
        abstract = True

    def credit(self, by, at, *, why, reason, amounts=None):
        """Draft a credit note: of all that is left, or of {line: amount without VAT}."""
        if not reason.strip():
            raise Refused(_("Say why it is credited."), field="reason")
        with locked(self):
            demand_billing(self.client, by, Rung.AM, at)
            self.demand_status(self.Status.ISSUED)
            if self.is_credit_note:
                raise Refused(_("A credit note is not credited. Issue a new invoice."))
            left = self.left_to_credit()
            if not any(base for base, _tax in left.values()):
                raise Refused(_("Nothing is left of it to be credited."))
            lines, adjustments = self._parts_to_credit(left, amounts)
            note = type(self).objects.draft(
                self.client, by, at,
                lines=lines, adjustments=adjustments,
                kind=self.Kind.CREDIT_NOTE, preceding=self, tax_point=self.tax_point,
                why=why, reason=reason.strip()[:300], **{n: getattr(self, n) for n in COPIED},
            )  # fmt: skip
            note.refuse_above_what_is_left()
        return note

    def renew(self, by, at):
        """Begin the new invoice in place of one that was credited entirely."""
        with locked(self):
            demand_billing(self.client, by, Rung.AE, at)
            self.demand_status(self.Status.ISSUED)
            if self.is_credit_note or not self.is_credited:
                raise Refused(_("Credit it entirely first."))
            facts = {name: getattr(self, name) for name in COPIED}
            facts |= {"kind": self.kind, "tax_point": self.tax_point, "step": self.step}
            return type(self).objects.draft(
                self.client, by, at,
                lines=self._as_kept(self.lines, InvoiceLine),
                adjustments=self._as_kept(self.adjustments, self.adjustments.model),
                **facts,
            )  # fmt: skip

    @property
    def is_credited(self):
        """Whether nothing is left of it: credited entirely."""
        return not any(base for base, _tax in self.left_to_credit().values())

    def left_to_credit(self, but=None):
        """{(category, rate): (base, tax)} of an issued invoice, less its credit notes.

        Of an advance, less what later invoices have deducted again.
        """
        left = {(row.category, row.rate): (row.base, row.tax) for row in self.subtotals.all()}

        def take(key, base, tax):
            was = left.get(key, (ZERO, ZERO))
            left[key] = was[0] - base, was[1] - tax

        notes = Q(invoice__preceding=self, invoice__kind=self.Kind.CREDIT_NOTE)
        taken = TaxSubtotal.objects.filter(notes).exclude(invoice=but.pk if but else None)
        for row in taken:
            take((row.category, row.rate), row.base, row.tax)
        deducted = InvoiceLine.objects.filter(deducts=self, issued_at__isnull=False)
        for line in deducted.exclude(invoice__kind=self.Kind.CREDIT_NOTE):
            tax = percent_of(line.net, line.rate, self.decimals)
            take((line.category, line.rate), -line.net, -tax)
        return left

    def refuse_above_what_is_left(self):
        """Refuse a credit note of more than is left of its invoice, in any rate of VAT."""
        if sentence := self.above_what_is_left():
            raise Refused(sentence, field="amounts")

    def above_what_is_left(self):
        """The sentence for a credit note of too much; empty for one that fits."""
        left = self.preceding.left_to_credit(but=self)
        for each in self.reckoned(*self.parts).subtotals:
            base, tax = left.get((each.category, each.rate), (ZERO, ZERO))
            if each.base > max(base, ZERO) or each.tax > max(tax, ZERO):
                sentence = _("Of %(number)s only %(left)s without VAT is left at %(rate)s %%.")
                facts = {"number": self.preceding.number, "left": f"{base:,.2f}"}
                return sentence % {**facts, "rate": f"{each.rate:f}"}
        return ""

    def fitted(self, totals: Totals) -> Totals:
        """The totals of a credit note of all that is left at a rate take all the VAT left with it.

        Several parts are each rounded by themselves; the last one evens that out. Its VAT may then
        differ by a cent from the product, which EN 16931 allows (BR-CO-17).
        """
        if not self.is_credit_note:
            return totals
        left = self.preceding.left_to_credit(but=self)
        subtotals = tuple(
            replace(each, tax=left[each.category, each.rate][1])
            if left.get((each.category, each.rate), (None,))[0] == each.base
            else each
            for each in totals.subtotals
        )
        more = sum((s.tax for s in subtotals), ZERO) - totals.tax
        return replace(
            totals, subtotals=subtotals, tax=totals.tax + more, gross=totals.gross + more,
            due=totals.due + more,
        )  # fmt: skip

    def settle_preceding(self, by, at):
        """What a credit note takes back is no longer owed; the rest of it stays open."""
        invoice = self.preceding
        amount = min(self.due, type(self)._base_manager.get(pk=invoice.pk).open_amount)
        if amount > 0:
            Allocation.objects.create(
                invoice=invoice, kind=Allocation.Kind.CREDIT_NOTE, credit_note=self,
                amount=amount, made_by=by, made_at=at,
            )  # fmt: skip
        if invoice.source_key and invoice.is_credited:
            invoice.source_key = ""
            invoice.save(update_fields=["source_key"])

    def _parts_to_credit(self, left, amounts):
        """(lines, adjustments) of a credit note, as dicts."""
        if amounts is not None:
            return [
                {**_facts(line), **_times(amount if line.net >= 0 else -amount)}
                for line in self.lines.all()
                if (amount := amounts.get(line.pk))
            ], []
        is_untouched = all(
            left[row.category, row.rate] == (row.base, row.tax) for row in self.subtotals.all()
        )
        if is_untouched:
            lines = self._as_kept(self.lines, InvoiceLine)
            adjustments = self._as_kept(self.adjustments, self.adjustments.model)
            return lines, adjustments
        sentence = _("Rest of %(number)s") % {"number": self.number}
        return [
            {"description": sentence, "category": category, "rate": rate, **_times(base)}
            for (category, rate), (base, _tax) in left.items()
            if base
        ], []


def _facts(line):
    names = ("description", "job", "group", "category", "rate", "estimate_line")
    return {name: getattr(line, name) for name in names}


def _times(amount):
    """A line of this amount; prices are never negative (BR-27)."""
    return {"quantity": 1 if amount >= 0 else -1, "price": abs(amount)}
