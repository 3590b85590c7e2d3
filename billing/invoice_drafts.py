"""Drafts of invoices from what was agreed: steps of billing plans, retainers, the rest of a job."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agency.lib.money import ZERO, minor_units, percent_of, rounded, shared_out
from agency.lib.refusal import Refused
from billing.models.columns import Group, VatCategory
from billing.models.estimate_version import EstimateVersion
from billing.models.invoice import Invoice
from billing.models.tax_rate import TaxRate

MONTHS = 12
OF_LINE = ("group", "description", "quantity", "unit", "price", "category", "rate")


def step_key(step) -> str:
    return f"step:{step.pk}"


def retainer_key(contract, month: date) -> str:
    return f"retainer:{contract.pk}:{month:%Y-%m}"


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def usual_vat(client, day: date) -> dict:
    """{category, rate} that a line for this client has on a day; refused without a rate."""
    profile = client.billing
    if profile.tax_category != VatCategory.STANDARD:
        return {"category": profile.tax_category, "rate": ZERO}
    rate = TaxRate.objects.standard(profile.entity.country, day)
    if rate is None:
        sentence = _("No rate of VAT is known for %(country)s on %(day)s.")
        raise Refused(sentence % {"country": profile.entity.country, "day": day})
    return {"category": rate.category, "rate": rate.rate}


def net_of_step(step) -> Decimal:
    """What a step of a billing plan is worth, without VAT."""
    if step.amount is not None:
        return step.amount
    version = step.version
    return percent_of(version.net, step.percent, minor_units(version.currency))


def is_last(step) -> bool:
    """Whether it closes its plan: then all of the estimate is billed, less what was before."""
    later = step.version.billing_steps.order_by("-position", "-pk").values_list("pk", flat=True)
    return later.first() == step.pk


def draft_from_step(step, by, at):
    """The invoice of one step of an approved estimate: an advance, or the final one."""
    version, estimate = step.version, step.version.estimate
    if estimate.binding_id != version.pk:
        raise Refused(_("The client has not approved this estimate, or a newer one holds."))
    if Invoice.objects.filter(source_key=step_key(step)).exists():
        raise Refused(_("This step is billed already."))
    facts = {
        "job": estimate.job,
        "estimate": version,
        "step": step,
        "source_key": step_key(step),
        "currency": version.currency,
        "po_number": version.client_po or estimate.job.client_po,
        "title": f"{version.title}: {step.label}"[:160],
    }
    if is_last(step):
        return draft_final(version, by, at, **facts)
    kind = {"kind": Invoice.Kind.PREPAYMENT, "type": Invoice.Type.ADVANCE}
    lines = share_of(version, net_of_step(step), step.label)
    return Invoice.objects.draft(estimate.client, by, at, lines=lines, **kind, **facts)


def share_of(version, net: Decimal, label: str) -> list[dict]:
    """Lines of a part of an estimate, one for each rate of VAT, in proportion to its lines."""
    whole: dict[tuple, Decimal] = {}
    for line in lines_of(version):
        key = line["category"], line["rate"]
        worth = rounded(line["quantity"] * line["price"], minor_units(version.currency))
        whole[key] = whole.get(key, ZERO) + worth
    parts = shared_out(net, whole, minor_units(version.currency))
    number = version.estimate.number or version.title
    text = _("%(step)s, estimate %(number)s") % {"step": label, "number": number}
    return [
        {"description": text[:300], "quantity": 1, "price": part, "unit": "LS",
         "category": category, "rate": rate}
        for (category, rate), part in parts.items()
        if part
    ]  # fmt: skip


def lines_of(version) -> list[dict]:
    """All that an estimate charges, as lines of an invoice with the same sum without VAT.

    Mark-up, commission and contingency that stand outside its lines become a line of their own,
    at the VAT of its dearest line.
    """
    rows = list(version.lines.all())
    found = [
        {name: getattr(row, name) for name in OF_LINE} | {"estimate_line": row} for row in rows
    ]
    more = version.net - sum((row.net for row in rows), ZERO)
    if more and rows:
        dearest = max(rows, key=lambda row: row.net)
        found.append(
            {
                "group": Group.FEE,
                "description": _("Commission, mark-up and contingency"),
                "quantity": 1 if more > 0 else -1,
                "price": abs(more),
                "unit": "LS",
                "category": dearest.category,
                "rate": dearest.rate,
            }
        )
    return found


def draft_final(version: EstimateVersion, by, at, **facts):
    """The last invoice of an estimate: all its lines, less the advances with their tax."""
    job = version.estimate.job
    known = {"job": job, "estimate": version, "currency": version.currency, "title": version.title}
    lines = lines_of(version)
    advances = advances_of(job, version.currency)
    for advance in advances:
        lines += deductions_of(advance)
    kind = Invoice.Type.FINAL if advances else Invoice.Type.SINGLE
    return Invoice.objects.draft(job.client, by, at, lines=lines, type=kind, **{**known, **facts})


def advances_of(job, currency: str) -> list:
    """The issued advances of a job of which something is left to be deducted."""
    rows = Invoice.objects.issued().filter(job=job, kind=Invoice.Kind.PREPAYMENT, currency=currency)
    rows = rows.order_by("issue_date", "pk").prefetch_related("subtotals")
    return [row for row in rows if any(base > 0 for base, _tax in row.left_to_credit().values())]


def deductions_of(advance) -> list[dict]:
    """What takes an advance off again: a negative line for each of its rates of VAT."""
    words = {"number": advance.number, "day": date_format(advance.issue_date, "j F Y")}
    with translation.override(advance.language):
        text = _("Less advance invoice %(number)s of %(day)s") % words
    return [
        {"description": text, "quantity": -1, "price": base, "unit": "LS",
         "category": category, "rate": rate, "deducts": advance}
        for (category, rate), (base, _tax) in advance.left_to_credit().items()
        if base > 0
    ]  # fmt: skip


def fee_of_month(contract, month: date) -> Decimal:
    """The part of the yearly fee that falls on a month; the twelve of a year make the whole.

    A month in which the contract begins or ends counts by its days.
    """
    first, last = month_of(month)
    decimals = minor_units(contract.client.currency)
    months = dict.fromkeys(range(1, MONTHS + 1), Decimal(1))
    fee = shared_out(contract.yearly_fee, months, decimals)
    starts = max(first, contract.starts_on)
    ends = min(last, contract.ends_on or last)
    days = (ends - starts).days + 1
    if days == last.day:
        return fee[month.month]
    return rounded(fee[month.month] * days / last.day, decimals)


def draft_retainer(contract, month: date, by, at):
    """The monthly invoice of a retainer."""
    first, last = month_of(month)
    client = contract.client
    is_over = contract.ends_on and contract.ends_on < first
    if not contract.yearly_fee or contract.starts_on > last or is_over:
        raise Refused(_("In this month no yearly fee is agreed."))
    key = retainer_key(contract, first)
    if Invoice.objects.filter(source_key=key).exists():
        raise Refused(_("This month is billed already."))
    with translation.override(client.language):
        name = date_format(first, "F Y")
        text = _("Retainer, %(month)s") % {"month": name}
    line = {"description": text, "price": fee_of_month(contract, first), "unit": "MON"}
    return Invoice.objects.draft(
        client, by, at,
        lines=[line | usual_vat(client, last)],
        type=Invoice.Type.RETAINER, title=text, contract=contract, source_key=key,
        period_from=max(first, contract.starts_on), period_to=min(last, contract.ends_on or last),
    )  # fmt: skip


def month_named(text: str) -> date:
    """The first day of a month written as 2026-03."""
    return date.fromisoformat(f"{text}-01")
