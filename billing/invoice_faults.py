"""What keeps an invoice from being issued: a sentence for each, and where it is mended.

Sources: Article 226 of Directive 2006/112/EC; finance/README.md 3.2 and 3.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from agency.lib.einvoice.demands import faults
from agency.lib.money import ZERO
from billing.invoice_figures import billed_of
from billing.models.ceiling import authorised
from billing.models.number_series import NumberSeries
from billing.models.tax_rate import TaxRate

# The business terms of EN 16931 that are mended on the company's page, and on the client's.
OF_SELLER = {"BT-27", "BT-30", "BT-31", "BT-35", "BT-37", "BT-40", "BT-84"}
# The number comes with the issue; a missing rate of exchange is said with its day.
SAID_OTHERWISE = {"BT-1", "BT-111"}
OF_BUYER = {"BT-44", "BT-48", "BT-50", "BT-52", "BT-55"}
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
        *_content_faults(invoice),
        *_rate_faults(invoice, lines),
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
    url = place("billing:profile", invoice.client_id)
    return Fault(sentence, url, _("How the client is invoiced"))


def _entity(invoice, sentence) -> Fault:
    return Fault(sentence, place("billing:legal-entity", invoice.entity_id), _("The company"))


def _page(invoice, sentence) -> Fault:
    url = "" if invoice.is_credit_note else place("billing:edit-invoice", invoice.pk)
    return Fault(sentence, url, _("The draft"))


def _content_faults(invoice) -> Iterator[Fault]:
    """What EN 16931 and the law ask of any invoice; its number comes only with the issue."""
    for each in faults(invoice.einvoice()):
        if each.term in OF_SELLER:
            yield _entity(invoice, each.sentence)
        elif each.term in OF_BUYER:
            yield _profile(invoice, each.sentence)
        elif each.term not in SAID_OTHERWISE:
            yield _page(invoice, each.sentence)


def _rate_faults(invoice, lines) -> Iterator[Fault]:
    """A rate that is not in force; a credit note is at the rate of its invoice."""
    if invoice.is_credit_note:
        return
    kinds = {(line.category, line.rate) for line in lines}
    kinds |= {(row.category, row.rate) for row in invoice.adjustments.all()}
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
    year = invoice.issue_date.year
    rows = NumberSeries.objects.filter(entity=invoice.entity, kind=kind, year=year)
    return rows.values_list("last_issued_on", flat=True).first()


def _ceiling_faults(invoice, lines) -> Iterator[Fault]:
    """More billed than the client approved, unless a director allowed it."""
    if invoice.is_credit_note or invoice.ceiling_reason:
        return
    for job in dict.fromkeys(line.job for line in lines if line.job_id):
        now = sum((line.net for line in lines if line.job_id == job.pk), ZERO)
        now += invoice.charges - invoice.allowances if job.pk == invoice.job_id else ZERO
        ceiling = authorised(job, invoice.currency)
        billed = billed_of(job, invoice.currency)
        if billed + now > ceiling + CENT:
            sentence = _(
                "%(job)s: with this %(billed)s would be billed, and the client approved "
                "%(ceiling)s. A director may allow it."
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
