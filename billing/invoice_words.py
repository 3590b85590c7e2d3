"""What an invoice says on paper, in the language that is switched on: text, lists and dicts.

The shape is that of templates/pdf/invoice.html; only what is meant for the client is in it.
"""

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models.agency_profile import AgencyProfile
from agency.lib.amount import locale_of
from agency.lib.money import ZERO
from agency.lib.payment_qr import NotPayable, Party, Request, epc_code
from billing.invoice_figures import billed_of
from billing.models.ceiling import authorised

MINUS = "\u2212"


def invoice_words(invoice) -> dict:
    """The content of the PDF of an invoice that is issued, or prepared for a preview."""
    heading = invoice.number or _("Draft")
    kind, seller = kind_of(invoice), invoice.seller
    footer = [heading, seller.get("name", ""), seller.get("vat_id", "")]
    return {
        "language": invoice.language,
        "title": f"{kind} {heading}, {invoice.buyer.get('name', '')}",
        "footer": ", ".join(word for word in footer if word),
        "agency": {"name": AgencyProfile.current().name, "address": [], "logo": ""},
        "kind": kind,
        "number": "",
        "heading": heading,
        "status": "" if invoice.issued_at else _("Draft"),
        "seller": party(seller),
        "buyer": party(invoice.buyer),
        **_head(invoice),
        "currency": invoice.currency,
        "credit": _credit(invoice),
        "lines": [_line(line, invoice) for line in invoice.lines.all() if not line.deducts_id],
        "adjustments": [_adjustment(row, invoice) for row in invoice.adjustments.all()],
        "deducted": _deducted(invoice),
        "progress": _progress(invoice),
        "sums": _sums(invoice),
        "tax_currency": _tax_currency(invoice),
        "reasons": list(dict.fromkeys(row.reason for row in _taxes(invoice) if row.reason)),
        "payment": _payment(invoice),
        "questions": [line for line in _questions(invoice) if line],
        "terms": invoice.terms,
        "late": "" if invoice.is_credit_note else _late(invoice),
        "notes": [invoice.note] if invoice.note else [],
    }


def kind_of(invoice) -> str:
    """What it is called on paper: Advance invoice, Final invoice, Credit note."""
    names = {
        "advance": _("Advance invoice"),
        "progress": _("Progress invoice"),
        "final": _("Final invoice"),
    }
    plain = str(invoice.get_kind_display())
    return plain if invoice.is_credit_note else names.get(invoice.type, plain)


def day(value) -> str:
    return date_format(value, pgettext("day on paper", "j F Y")) if value else ""


def money(amount, invoice) -> str:
    """ "1,234.50", with as many decimals as the currency has."""
    text = number_format(amount, decimal_pos=invoice.decimals, force_grouping=True)
    return text.replace("-", MINUS)


def with_currency(amount, invoice) -> str:
    return f"{invoice.currency}\u00a0{money(amount, invoice)}"


def quantity(value) -> str:
    """ "12.5", without the noughts of its column."""
    places = len(f"{value.normalize():f}".partition(".")[2])
    text = number_format(value, decimal_pos=places, force_grouping=True)
    return text.replace("-", MINUS)


def party(facts: dict) -> dict:
    """Name, lines of the address and tax ids, as the paper prints a party."""
    labels = {
        "vat_id": _("VAT"),
        "tax_number": _("Tax number"),
        "registration": _("Register"),
    }
    ids = [{"label": label, "value": facts[n]} for n, label in labels.items() if facts.get(n)]
    return {"name": facts.get("name", ""), "lines": address_of(facts), "tax_ids": ids}


def address_of(facts: dict) -> list[str]:
    """Contact, street, postcode with town, region and country, a line each; nothing empty."""
    town = f"{facts.get('postcode', '')} {facts.get('city', '')}".strip()
    names = ("contact_name", "street", "street_more")
    country = facts.get("country", "")
    named = locale_of(get_language() or "en").territories.get(country, country)
    lines = [*(facts.get(name, "") for name in names), town, facts.get("region", ""), named]
    return [line for line in lines if line]


def _head(invoice) -> dict:
    """The facts beside the address."""
    if invoice.period_from and invoice.period_to:
        supplied = f"{day(invoice.period_from)} – {day(invoice.period_to)}"
    else:
        supplied = day(invoice.tax_point)
    estimate = invoice.estimate
    return {
        "issued": day(invoice.issue_date),
        "due": "" if invoice.is_credit_note else day(invoice.due_date),
        "supplied": supplied,
        "order": invoice.po_number,
        "reference": invoice.buyer_reference,
        "contract": "",
        "job": f"{invoice.job.number} {invoice.job.title}" if invoice.job else "",
        "estimate": str(estimate.estimate.number or estimate.title) if estimate else "",
    }


def _credit(invoice) -> dict | None:
    """Which invoice a credit note corrects, why, and what is left of it."""
    if not invoice.is_credit_note:
        return None
    was = invoice.preceding
    left = ""
    if invoice.issued_at:
        left = with_currency(type(invoice).objects.get(pk=was.pk).open_amount, was)
    return {
        "number": was.number,
        "issued": day(was.issue_date),
        "reason": invoice.reason,
        "remaining": left,
    }


def _line(line, invoice) -> dict:
    is_flat = line.unit in ("LS", "C62") and line.quantity == 1
    return {
        "text": line.description,
        "aside": "",
        "quantity": quantity(line.quantity),
        "unit": "" if is_flat else str(line.get_unit_display()),
        "price": money(line.price, invoice),
        "tax": f"{quantity(line.rate)} %",
        "net": money(line.net, invoice),
    }


def _adjustment(row, invoice) -> dict:
    amount = money(row.item.signed, invoice)
    return {"text": row.reason, "tax": f"{quantity(row.rate)} %", "amount": amount}


def _deducted(invoice) -> list[dict]:
    """The advances that are taken off, each with its VAT, as negative sums."""
    found: dict = {}
    for line in invoice.lines.select_related("deducts"):
        if line.deducts_id:
            net, tax = found.get(line.deducts, (ZERO, ZERO))
            found[line.deducts] = net + line.net, tax + line.net * line.rate / 100
    return [
        {
            "number": was.number,
            "issued": day(was.issue_date),
            "net": money(net, invoice),
            "tax": money(tax, invoice),
            "total": money(net + tax, invoice),
        }
        for was, (net, tax) in found.items()
    ]


def _progress(invoice) -> dict | None:
    """Of the estimate: billed before, with this one, and left."""
    if invoice.is_credit_note or not (invoice.job and invoice.estimate):
        return None
    ceiling = authorised(invoice.job, invoice.currency)
    before = billed_of(invoice.job, invoice.currency)
    before -= invoice.net if invoice.issued_at else ZERO
    left = max(ceiling - before - invoice.net, ZERO)
    sums = {"estimate": ceiling, "before": before, "now": invoice.net, "left": left}
    return {name: money(amount, invoice) for name, amount in sums.items()}


def _taxes(invoice) -> list:
    """The VAT by category and rate with its reasons, as stored; of a draft as reckoned."""
    return list(invoice.einvoice().totals.subtotals)


def _sums(invoice) -> dict:
    label = _("Credited") if invoice.is_credit_note else _("To pay")
    if invoice.due_date and not invoice.is_credit_note:
        label = _("To pay by %(day)s") % {"day": day(invoice.due_date)}
    return {
        "net": money(invoice.net, invoice),
        "taxes": [
            {
                "rate": f"{quantity(row.rate)} %",
                "base": money(row.base, invoice),
                "amount": money(row.tax, invoice),
            }
            for row in _taxes(invoice)
        ],
        "total": money(invoice.gross, invoice),
        "prepaid": money(-invoice.prepaid, invoice) if invoice.prepaid else "",
        "rounding": money(invoice.rounding, invoice) if invoice.rounding else "",
        "due_label": label,
        "due": with_currency(invoice.due, invoice),
    }


def _tax_currency(invoice) -> dict | None:
    if invoice.tax_in_tax_currency is None:
        return None
    rate = _("1 %(one)s = %(rate)s %(other)s, %(source)s, %(day)s")
    facts = {
        "one": invoice.currency,
        "other": invoice.tax_currency,
        "rate": quantity(invoice.fx_rate),
        "source": invoice.fx_source,
        "day": day(invoice.fx_on),
    }
    amount = number_format(invoice.tax_in_tax_currency, decimal_pos=2, force_grouping=True)
    return {"currency": invoice.tax_currency, "amount": amount, "rate": rate % facts}


def _payment(invoice) -> dict | None:
    """Where to pay, with a code for banking apps where there can be one."""
    bank = invoice.bank
    if invoice.is_credit_note or not bank:
        return None
    has_iban = bool(bank.get("iban"))
    reference = invoice.payment_reference or invoice.number
    words = {
        "account": bank.get("holder", ""),
        "bank": bank.get("bank", ""),
        "iban": bank["iban"] if has_iban else bank.get("number", ""),
        "bic": bank.get("bic", "") or bank.get("routing", ""),
        "reference": reference,
        "qr": _code(invoice, reference) if has_iban else "",
    }
    if not has_iban:
        words |= {"iban_label": _("Account number"), "bic_label": _("Bank code")}
    return words


def _code(invoice, reference) -> str:
    """The code as SVG; empty where the account, the currency or the amount allows none."""
    bank = invoice.bank
    request = Request(
        payee=Party(name=bank.get("holder", "")),
        account=bank["iban"],
        bic=bank.get("bic", ""),
        amount=invoice.due,
        currency=invoice.currency,
        reference=reference,
    )
    try:
        return epc_code(request, title=_("Payment code"))
    except NotPayable:
        return ""


def _questions(invoice):
    owner, seller = invoice.job.owner if invoice.job else None, invoice.seller
    if owner:
        yield _("About the work: %(who)s") % {"who": f"{owner.name}, {owner.email}"}
    who = ", ".join(filter(None, [seller.get("contact_name"), seller.get("email")]))
    yield _("About payment: %(who)s") % {"who": who} if who else ""


def _late(invoice) -> str:
    profile = getattr(invoice.client, "billing", None)
    return profile.late_text if profile else ""
