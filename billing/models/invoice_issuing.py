from datetime import timedelta

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Function, Paper, SearchEntry, User
from agency.lib.einvoice.document import Document
from agency.lib.money import EXACT, rounded
from agency.lib.pdf import EInvoice
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing import documents
from billing import invoice_news as news
from billing.invoice_faults import faults_before_issue
from billing.invoice_parties import bank_of, buyer_of, seller_of
from billing.models.exchange_rate import ExchangeRate
from billing.models.invoice_file import InvoiceFile
from billing.models.invoice_line import TaxSubtotal
from billing.models.number_series import NumberSeries
from briefs.models import Job

WRITTEN = (
    "issue_date", "tax_point", "due_date", "terms", "tax_currency", "fx_rate", "fx_on",
    "fx_source", "tax_in_tax_currency", "seller", "buyer", "bank", "lines_net", "allowances",
    "charges", "net", "tax", "gross", "prepaid", "rounding", "due", "series", "number",
    "payment_reference", "status", "issued_at", "issued_by",
)  # fmt: skip
REASONS = {
    "AE": ("VATEX-EU-AE", "Reverse charge"),
    "G": ("VATEX-EU-G", "Export outside the EU"),
    "O": ("VATEX-EU-O", "Not subject to VAT"),
}


class Issued(models.Model):
    """An invoice that finance issues: with its number it is final."""

    class Meta:
        abstract = True

    def can_issue(self, user):
        is_finance = user.function == Function.FINANCE or user.is_csd
        return user.is_active and is_finance

    def demand_issuing(self, by, at):
        sentence = _("Only finance issues invoices. Ask %(names)s.")
        people = User.objects.at_work().filter(function=Function.FINANCE).order_by("name")[:2]
        names = ", ".join(person.name for person in people)
        if not self.can_issue(by):
            raise Refused.rank(sentence % {"names": names or "–"})

    def issue(self, by, at, *, issue_date=None):
        """Give it its number, for good; everything that may fail comes before the number."""
        with locked(self):
            self.demand_issuing(by, at)
            self.demand_status(self.Status.APPROVED)
            self._hold_what_it_counts_against()
            totals = self.prepare(at, issue_date)
            if found := faults_before_issue(self, at):
                raise Refused(" ".join(str(fault.sentence) for fault in found))
            self._seal_parts(totals, at)
            self.status = self.Status.ISSUED
            self.issued_at, self.issued_by = at, by
            self.series, self.number = NumberSeries.objects.draw(
                self.entity, self.series_kind, self.issue_date
            )
            self.payment_reference = documents.reference_of(self.number)
            signed(self, by, at).save(update_fields=WRITTEN)
            if self.is_credit_note:
                self.settle_preceding(by, at)
            self._put_on_paper(at)
        return self

    def prepare(self, at, issue_date=None):
        """Fill in, unsaved, what is written at the issue; returns the totals.

        A preview shows the same as what is issued.
        """
        self.issue_date = issue_date or self.client.local_date(at)
        if self.tax_point is None and self.period_to is None:
            self.tax_point = self.issue_date
        self.due_date = self.issue_date + timedelta(days=self.payment_days)
        profile = getattr(self.client, "billing", None)
        self.seller = seller_of(self.entity)
        self.buyer = buyer_of(self.client, profile)
        self.bank = bank_of(self.entity, self.currency, self.issue_date)
        with translation.override(self.language):
            self.terms = self.terms or documents.usual_terms(self)
        totals = self.put_totals(*self.parts)
        self._put_exchange()
        return totals

    @property
    def series_kind(self):
        kinds = NumberSeries.Kind
        return kinds.CREDIT_NOTE if self.is_credit_note else kinds.INVOICE

    @property
    def rate_day(self):
        """The day whose rates hold: of VAT and of exchange."""
        return self.tax_point or self.period_to or self.issue_date

    # -- Beneath the verb --------------------------------------------------------------------------

    def _hold_what_it_counts_against(self):
        """Lock what bounds it, so that two that are issued at once do not both fit."""
        lines = self.lines.all()
        advances = {line.deducts_id for line in lines if line.deducts_id}
        keys = sorted(advances | ({self.preceding_id} if self.preceding_id else set()))
        jobs = sorted({line.job_id for line in lines if line.job_id})
        for rows, wanted in ((type(self)._base_manager, keys), (Job._base_manager, jobs)):
            list(rows.select_for_update().filter(pk__in=wanted).order_by("pk").values("pk"))

    def _put_exchange(self):
        """The VAT in the currency of the books, with the rate, its day and its source."""
        books = self.entity.currency
        self.tax_currency, self.fx_rate, self.fx_on, self.fx_source = "", None, None, ""
        self.tax_in_tax_currency = None
        if self.currency == books:
            return
        self.tax_currency = books
        rate = self._rate_of_exchange(books)
        if rate is not None:
            self.fx_rate, self.fx_on, self.fx_source = rate.rate, rate.day, rate.source
            self.tax_in_tax_currency = rounded(EXACT.multiply(self.tax, rate.rate))

    def _rate_of_exchange(self, books):
        """A credit note is at the rate of its invoice, so that nothing is left of both."""
        if self.is_credit_note and self.preceding.fx_rate:
            was = self.preceding
            return ExchangeRate(rate=was.fx_rate, day=was.fx_on, source=was.fx_source)
        return ExchangeRate.objects.on(self.currency, books, self.rate_day)

    def _seal_parts(self, totals, at):
        """Its lines, allowances and VAT as they stand; from now on they are parts of the issue."""
        self.lines.update(issued_at=at)
        self.adjustments.update(issued_at=at)
        TaxSubtotal.objects.bulk_create(
            TaxSubtotal(
                invoice=self, category=each.category, rate=each.rate, base=each.base,
                tax=each.tax, issued_at=at, **self.reason_of(each.category),
            )
            for each in totals.subtotals
        )  # fmt: skip

    def reason_of(self, category):
        """Why no VAT is charged, in words and as a code of the list VATEX."""
        code, text = REASONS.get(category, ("", ""))
        if category in ("S", "Z"):
            return {"reason": "", "reason_code": ""}
        return {"reason": self.tax_reason or text, "reason_code": code}

    def _put_on_paper(self, at):
        """Its PDF is owed from now on; the press prints it after the transaction."""
        documents.invoice_paper(self, at).save()
        SearchEntry.objects.put(
            self,
            kind=SearchEntry.Kind.INVOICE,
            client=self.client,
            title=f"{self.number} {self.title}",
            detail=self.client.name,
            words=f"{self.po_number} {self.payment_reference}",
            at=at,
        )
        news.tell_of_issue(self, self.issued_by, at)

    @property
    def paper(self):
        """The PDF as it was issued; None before that."""
        return Paper.objects.filter(**news.about(self)).first()

    def carried_by_paper(self) -> EInvoice:
        """The invoice as data that its PDF carries: CII by EN 16931, as it is kept."""
        return EInvoice(self.file_in(InvoiceFile.Syntax.CII).read(), self.issued_at)

    def file_in(self, syntax):
        """The invoice as data in one syntax; written when it is first asked for, then kept."""
        self.demand_status(self.Status.ISSUED)
        found = self.files.filter(syntax=syntax).first()
        if found is None:
            content = documents.written(self, syntax)
            row = InvoiceFile(invoice=self, syntax=syntax, made_at=self.issued_at).holding(content)
            InvoiceFile.objects.bulk_create([row], ignore_conflicts=True)
            found = self.files.get(syntax=syntax)
        return found

    def einvoice(self) -> Document:
        """The invoice as EN 16931 names its parts."""
        return documents.einvoice_of(self)
