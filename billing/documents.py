"""Invoices as plain data: for the PDF, in the client's language, and as EN 16931 names the parts.

Sources: EN 16931-1 (business terms BT); Article 226 of Directive 2006/112/EC (content).
"""

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models.paper import Paper
from agency.lib.einvoice import document as en
from agency.lib.einvoice.demands import peppol_faults, xrechnung_faults
from agency.lib.einvoice.profiles import EN16931, PEPPOL, XRECHNUNG
from agency.lib.einvoice.write_cii import cii
from agency.lib.einvoice.write_ubl import ubl
from agency.lib.money import Subtotal
from agency.lib.reference import creditor_reference
from agency.lib.refusal import Refused
from billing.invoice_parties import party_of
from billing.invoice_words import invoice_words

OUTSIDE = "O"
SEPA, TRANSFER = "58", "30"  # UNTDID 4461


def usual_terms(invoice) -> str:
    """When it is to be paid, in the language that is switched on."""
    if invoice.is_credit_note:
        return _("The amount is set off against the invoice, or paid back.")
    days = invoice.payment_days
    return _("Payable within %(days)d days, without deduction.") % {"days": days}


def reference_of(number: str) -> str:
    """The RF reference of a number (ISO 11649); empty for one that makes none."""
    try:
        return creditor_reference(number)
    except ValueError:
        return ""


def einvoice_of(invoice) -> en.Document:
    """An invoice, issued or prepared for it, as EN 16931 names its parts.

    Its sums are those that are stored; the reasons for VAT not charged are the invoice's.
    """
    lines = list(invoice.lines.select_related("job"))
    with_vat = all(line.category != OUTSIDE for line in lines)
    supplied = invoice.tax_point if invoice.period_to is None else None
    return en.Document(
        number=invoice.number,
        issued_on=invoice.issue_date,
        kind=invoice.kind,
        currency=invoice.currency,
        seller=party_of(invoice.seller, with_vat=with_vat),
        buyer=party_of(invoice.buyer, with_vat=with_vat),
        lines=tuple(_line(number, line) for number, line in enumerate(lines, start=1)),
        totals=_totals(invoice),
        adjustments=tuple(row.item for row in invoice.adjustments.all()),
        tax_currency=invoice.tax_currency,
        tax_in_tax_currency=invoice.tax_in_tax_currency,
        due_on=None if invoice.is_credit_note else invoice.due_date,
        supplied_on=supplied,
        starts_on=invoice.period_from,
        ends_on=invoice.period_to,
        buyer_reference=invoice.buyer_reference,
        project=invoice.job.number if invoice.job else "",
        contract=str(invoice.contract_id or ""),
        purchase_order=invoice.po_number,
        notes=tuple(filter(None, [invoice.note, invoice.reason if invoice.preceding else ""])),
        payment_terms=invoice.terms,
        payments=_payments(invoice),
        preceding=_preceding(invoice),
    )


def _totals(invoice):
    """The sums of the document with its VAT: stored once issued, before that as reckoned."""
    totals = invoice.reckoned(*invoice.parts)
    if invoice.issued_at:
        subtotals = [
            Subtotal(row.category, row.rate, row.base, row.tax, row.reason, row.reason_code)
            for row in invoice.subtotals.all()
        ]
        return replace(totals, subtotals=tuple(subtotals), **_stored(invoice))
    subtotals = [replace(each, **invoice.reason_of(each.category)) for each in totals.subtotals]
    return replace(totals, subtotals=tuple(subtotals))


def _stored(invoice) -> dict:
    names = ("allowances", "charges", "net", "tax", "gross", "prepaid", "rounding", "due")
    return {"lines": invoice.lines_net, **{name: getattr(invoice, name) for name in names}}


def _line(number, line) -> en.Line:
    return en.Line(
        number=str(number), name=line.description, item=line.item, net=line.net, unit=line.unit
    )


def _payments(invoice) -> tuple[en.Payment, ...]:
    """Into which account; a credit note asks for nothing."""
    bank = invoice.bank
    if invoice.is_credit_note or not bank:
        return ()
    has_iban = bool(bank.get("iban"))
    is_sepa = has_iban and invoice.currency == "EUR"
    return (
        en.Payment(
            means=SEPA if is_sepa else TRANSFER,
            reference=invoice.payment_reference,
            iban=bank["iban"] if has_iban else bank.get("number", ""),
            account_name=bank.get("holder", ""),
            bic=bank.get("bic", ""),
        ),
    )


def _preceding(invoice) -> tuple[en.Preceding, ...]:
    """The invoice that is corrected, and the advances that are deducted."""
    was = [invoice.preceding] if invoice.preceding else []
    was += [line.deducts for line in invoice.lines.select_related("deducts") if line.deducts]
    return tuple(en.Preceding(row.number, row.issue_date) for row in dict.fromkeys(was))


def invoice_paper(invoice, at) -> Paper:
    """The PDF of an issued invoice, to be printed; not saved yet."""
    with translation.override(invoice.language):
        content = invoice_words(invoice)
    return Paper.owed(
        subject_of=invoice,
        client=invoice.client,
        number=invoice.number,
        version=1,
        title=content["title"],
        template="invoice.html",
        language=invoice.language,
        shows_money=True,
        content=content,
        at=at,
    )


def written(invoice, syntax: str) -> bytes:
    """An issued invoice as data: "cii", "ubl", "xrechnung" or "peppol".

    Raises Refused, with what a network asks for and does not get.
    """
    document = einvoice_of(invoice)
    wanted = {"xrechnung": xrechnung_faults, "peppol": peppol_faults}.get(syntax)
    if wanted and (found := wanted(document)):
        raise Refused(" ".join(fault.sentence for fault in found))
    if syntax == "cii":
        return cii(document)
    profile = {"xrechnung": XRECHNUNG, "peppol": PEPPOL}.get(syntax, EN16931)
    return ubl(document, profile)
