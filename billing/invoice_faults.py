"""What keeps an invoice from being issued: a sentence for each, and where it is mended.

Sources: Article 226 of Directive 2006/112/EC; finance/README.md 3.2 and 3.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from agency.lib.money import ZERO
from billing.invoice_figures import billed_of, ceiling_of
from billing.models.number_series import NumberSeries
from billing.models.tax_rate import TaxRate

WITH_REASON = {"E"}  # the others have a usual one
WITHOUT_RATE = {"AE", "E", "Z", "G", "O"}
CENT = Decimal("0.005")


@dataclass(frozen=True)
class Fault:
    """One thing to be mended before the issue; `url` is where, with `link` its words."""

    sentence: str
    url: str = ""
    link: str = ""


def faults_before_issue(invoice, at) -> list[Fault]:
    """Everything that keeps a prepared invoice from being issued; `invoice.prepare` comes first."""
    lines = list(invoice.lines.select_related("deducts", "job"))
    return [
        *_party_faults(invoice),
        *_vat_faults(invoice, lines),
        *_paper_faults(invoice),
        *_date_faults(invoice, at),
        *_ceiling_faults(invoice, lines),
        *_deduction_faults(lines),
        *_credit_faults(invoice),
    ]


def place(name, *args) -> str:
    """The address of a page of the ground work."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _profile(invoice, sentence) -> Fault:
    url = place("billing:billing-profile", invoice.client_id)
    return Fault(sentence, url, _("How the client is invoiced"))


def _entity(invoice, sentence) -> Fault:
    return Fault(sentence, place("billing:legal-entity", invoice.entity_id), _("The company"))


def _page(invoice, sentence) -> Fault:
    url = "" if invoice.is_credit_note else place("billing:edit-invoice", invoice.pk)
    return Fault(sentence, url, _("The draft"))


def _party_faults(invoice) -> Iterator[Fault]:
    buyer, seller = invoice.buyer, invoice.seller
    words = {"street": _("the street"), "city": _("the town"), "country": _("the country")}
    if missing := [word for name, word in words.items() if not buyer.get(name)]:
        sentence = _("Of the client's address %(parts)s is missing.")
        yield _profile(invoice, sentence % {"parts": ", ".join(missing)})
    if missing := [word for name, word in words.items() if not seller.get(name)]:
        sentence = _("Of our company's address %(parts)s is missing.")
        yield _entity(invoice, sentence % {"parts": ", ".join(missing)})


def _vat_faults(invoice, lines) -> Iterator[Fault]:
    kinds = {(line.category, line.rate) for line in lines}
    kinds |= {(row.category, row.rate) for row in invoice.adjustments.all()}
    categories = {category for category, _rate in kinds}
    seller, buyer = invoice.seller, invoice.buyer
    if "S" in categories and not (seller.get("vat_id") or seller.get("tax_number")):
        yield _entity(invoice, _("We charge VAT and have neither a VAT id nor a tax number."))
    if "AE" in categories and not buyer.get("vat_id"):
        yield _profile(invoice, _("For reverse charge the client's VAT id is missing."))
    if "AE" in categories and not seller.get("vat_id"):
        yield _entity(invoice, _("For reverse charge our own VAT id is missing."))
    if WITH_REASON & categories and not invoice.tax_reason:
        yield _page(invoice, _("Say why the exempt lines bear no VAT."))
    if "O" in categories and len(categories) > 1:
        yield _page(invoice, _("Lines outside the scope of VAT stand on an invoice of their own."))
    if "O" in categories and not seller.get("registration"):
        yield _entity(invoice, _("Outside the scope of VAT our register number is needed."))
    if not invoice.is_credit_note:  # a credit note is at the rate of its invoice
        yield from _rate_faults(invoice, kinds)


def _rate_faults(invoice, kinds) -> Iterator[Fault]:
    day, country = invoice.rate_day, invoice.entity.country
    known = set(TaxRate.objects.on(day, country).values_list("category", "rate"))
    for category, rate in sorted(kinds):
        if category == "S" and (category, rate) not in known:
            sentence = _("On %(day)s no VAT of %(rate)s %% is in force in %(country)s.")
            facts = {"day": day, "rate": f"{rate.normalize():f}", "country": country}
            yield Fault(sentence % facts, place("billing:tax-rates"), _("Rates of VAT"))


def _paper_faults(invoice) -> Iterator[Fault]:
    if invoice.client.po_required and not invoice.po_number:
        yield _page(invoice, _("The client wants its purchase order number on every invoice."))
    if not invoice.bank and not invoice.is_credit_note:
        sentence = _("Our company has no bank account in %(currency)s.")
        yield _entity(invoice, sentence % {"currency": invoice.currency})
    elif invoice.bank.get("currency") == "EUR" and not invoice.bank.get("iban"):
        yield _entity(invoice, _("The bank account has no IBAN."))
    if invoice.tax_currency and invoice.fx_rate is None:
        sentence = _("No exchange rate from %(one)s into %(other)s is known for %(day)s.")
        facts = {"one": invoice.currency, "other": invoice.tax_currency, "day": invoice.rate_day}
        yield Fault(sentence % facts, place("billing:exchange-rates"), _("Exchange rates"))


def _date_faults(invoice, at) -> Iterator[Fault]:
    entity, day = invoice.entity, invoice.issue_date
    if day > invoice.client.local_date(at):
        yield Fault(_("The day of issue lies ahead."))
    if entity.frozen_until and day <= entity.frozen_until:
        sentence = _("The books are closed until %(day)s.")
        yield _entity(invoice, sentence % {"day": entity.frozen_until})
    last = last_day_of_series(invoice)
    if last and day < last:
        sentence = _("The last number of this series was issued on %(day)s; not before that.")
        yield Fault(sentence % {"day": last})


def last_day_of_series(invoice) -> date | None:
    """When the last number of its series was issued."""
    kind = NumberSeries.Kind.INVOICE if invoice.entity.shares_series else invoice.series_kind
    rows = NumberSeries.objects.filter(entity=invoice.entity, kind=kind)
    return rows.filter(year=invoice.issue_date.year).values_list("last_issued_on", flat=True).first()


def _ceiling_faults(invoice, lines) -> Iterator[Fault]:
    """More billed than the client approved, unless a director allowed it."""
    if invoice.is_credit_note or invoice.ceiling_reason:
        return
    for job in dict.fromkeys(line.job for line in lines if line.job_id):
        now = sum((line.net for line in lines if line.job_id == job.pk), ZERO)
        now += invoice.charges - invoice.allowances if job.pk == invoice.job_id else ZERO
        ceiling = ceiling_of(job, invoice.currency)
        billed = billed_of(job, invoice.currency)
        if billed + now > ceiling + CENT:
            sentence = _(
                "%(job)s: with this %(billed)s would be billed, and the client approved %(ceiling)s. "
                "A director may allow it."
            )
            facts = {"job": job.number, "billed": f"{billed + now:,.2f}"}
            facts["ceiling"] = f"{ceiling:,.2f} {invoice.currency}"
            url = place("billing:allow-over-ceiling", invoice.pk)
            yield Fault(sentence % facts, url, _("Allow it"))


def _deduction_faults(lines) -> Iterator[Fault]:
    """An advance is taken off once, and at the rate it was charged at."""
    for advance in dict.fromkeys(line.deducts for line in lines if line.deducts_id):
        left = advance.left_to_credit()
        for line in lines:
            if line.deducts_id == advance.pk:
                base, _tax = left.get((line.category, line.rate), (ZERO, ZERO))
                if -line.net > base:
                    sentence = _("Of the advance %(number)s only %(left)s is left to be deducted.")
                    yield Fault(sentence % {"number": advance.number, "left": f"{base:,.2f}"})


def _credit_faults(invoice) -> Iterator[Fault]:
    if invoice.is_credit_note and (sentence := invoice.above_what_is_left()):
        yield Fault(sentence)
