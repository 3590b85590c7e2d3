"""What an invoice says on paper, in the language that is switched on: text, lists and dicts."""

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models.agency_profile import AgencyProfile
from agency.lib.amount import locale_of
from agency.lib.money import ZERO


def invoice_words(invoice) -> dict:
    """The content of the PDF; only what is meant for the client."""
    kind = str(invoice.get_kind_display())
    seller, buyer = invoice.seller, invoice.buyer
    title = f"{kind} {invoice.number}".strip()
    return {
        "kind": kind,
        "number": invoice.number,
        "status": "" if invoice.issued_at else _("Draft"),
        "heading": invoice.title,
        "title": title,
        "footer": f"{title}, {buyer.get('name', '')}",
        "agency": {
            "name": AgencyProfile.current().name,
            "address": [seller.get("name", ""), *address_of(seller)],
            "logo": "",
        },
        "seller": [seller.get("name", ""), *address_of(seller), *_tax_numbers(seller)],
        "buyer": [buyer.get("name", ""), *address_of(buyer)],
        "buyer_tax": _tax_numbers(buyer),
        "legal_form": seller.get("legal_form", ""),
        "facts": [{"label": label, "value": value} for label, value in _facts(invoice) if value],
        "note": invoice.note,
        "lines": [_line(number, line, invoice) for number, line in enumerate(_lines(invoice), 1)],
        "adjustments": [
            {"reason": row.reason, "amount": money(row.item.signed, invoice)}
            for row in invoice.adjustments.all()
        ],
        "taxes": _taxes(invoice),
        "totals": [{"label": a, "value": b, "is_sum": c} for a, b, c in _totals(invoice)],
        "currency": invoice.currency,
        "payment": [] if invoice.is_credit_note else _payment(invoice),
        "terms": invoice.terms,
        "late": _late(invoice),
    }


def day(value) -> str:
    return date_format(value, pgettext("day in full", "j F Y")) if value else ""


def money(amount, invoice) -> str:
    """ "1,234.50", with as many decimals as the currency has."""
    return number_format(amount, decimal_pos=invoice.decimals, force_grouping=True)


def quantity(value) -> str:
    """ "12.5", without the noughts of its column."""
    text = f"{value.normalize():f}"
    places = len(text.partition(".")[2])
    return number_format(value, decimal_pos=places, force_grouping=True)


def address_of(party: dict) -> list[str]:
    """Street, postcode with town, region and country, a line each; nothing empty."""
    town = f"{party.get('postcode', '')} {party.get('city', '')}".strip()
    names = ("street", "street_more")
    lines = [*(party.get(name, "") for name in names), town, party.get("region", "")]
    country = party.get("country", "")
    named = locale_of(get_language() or "en").territories.get(country, country)
    return [line for line in [*lines, named] if line]


def _tax_numbers(party: dict) -> list[str]:
    labels = {
        "vat_id": _("VAT id"),
        "tax_number": _("Tax number"),
        "registration": _("Register number"),
    }
    return [f"{label} {party[name]}" for name, label in labels.items() if party.get(name)]


def _facts(invoice):
    """(label, value) of the head: dates, orders, references."""
    preceding = invoice.preceding
    yield _("Date of issue"), day(invoice.issue_date)
    if invoice.period_from or invoice.period_to:
        yield _("Period"), f"{day(invoice.period_from)} – {day(invoice.period_to)}"
    elif invoice.tax_point:
        yield _("Date of supply"), day(invoice.tax_point)
    if preceding:
        words = {"number": preceding.number, "day": day(preceding.issue_date)}
        yield _("Corrects"), _("Invoice %(number)s of %(day)s") % words
        yield _("Reason"), invoice.reason
    else:
        yield _("Due on"), day(invoice.due_date)
    yield _("Your purchase order"), invoice.po_number
    yield _("Your reference"), invoice.buyer_reference
    yield _("Job"), str(invoice.job or "")
    yield _("Estimate"), invoice.estimate.estimate.number if invoice.estimate else ""


def _lines(invoice):
    return invoice.lines.select_related("deducts")


def _line(number, line, invoice) -> dict:
    return {
        "number": number,
        "description": line.description,
        "quantity": quantity(line.quantity),
        "unit": str(line.get_unit_display()),
        "price": money(line.price, invoice),
        "vat": f"{quantity(line.rate)} %" if line.category == "S" else line.category,
        "net": money(line.net, invoice),
    }


def _taxes(invoice) -> list[dict]:
    """The VAT by category and rate, as stored; of a draft as reckoned."""
    rows = invoice.subtotals.all() if invoice.issued_at else invoice.reckoned(*invoice.parts)
    found = []
    for row in getattr(rows, "subtotals", rows):
        reason = getattr(row, "reason", "") or invoice.reason_of(row.category)["reason"]
        found.append(
            {
                "rate": f"{quantity(row.rate)} %" if row.category == "S" else row.category,
                "base": money(row.base, invoice),
                "tax": money(row.tax, invoice),
                "reason": reason,
            }
        )
    return found


def _totals(invoice):
    """(label, amount, whether it stands out) of the sums, in the order of the paper."""
    yield _("Sum without VAT"), money(invoice.net, invoice), False
    yield _("VAT"), money(invoice.tax, invoice), False
    yield _("Total"), f"{invoice.currency} {money(invoice.gross, invoice)}", True
    if invoice.prepaid:
        yield _("Paid already"), money(-invoice.prepaid, invoice), False
    if invoice.rounding:
        yield _("Rounded"), money(invoice.rounding, invoice), False
    if invoice.due != invoice.gross:
        yield _("To pay"), f"{invoice.currency} {money(invoice.due, invoice)}", True
    if invoice.tax_in_tax_currency is not None:
        label = _("VAT in %(currency)s, at %(rate)s of %(day)s (%(source)s)")
        facts = {"currency": invoice.tax_currency, "rate": quantity(invoice.fx_rate)}
        facts |= {"day": day(invoice.fx_on), "source": invoice.fx_source}
        amount = number_format(invoice.tax_in_tax_currency, decimal_pos=2, force_grouping=True)
        yield label % facts, f"{invoice.tax_currency} {amount}", False


def _payment(invoice) -> list[dict]:
    """Where to pay, as label and value."""
    bank = invoice.bank
    pairs = [
        (_("Account holder"), bank.get("holder")),
        (_("Bank"), bank.get("bank")),
        (_("IBAN"), bank.get("iban")),
        (_("BIC"), bank.get("bic")),
        (_("Account number"), "" if bank.get("iban") else bank.get("number")),
        (_("Bank code"), bank.get("routing")),
        (_("Reference"), invoice.payment_reference or invoice.number),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value and bank]


def _late(invoice) -> str:
    profile = getattr(invoice.client, "billing", None)
    return profile.late_text if profile and invoice.due > ZERO else ""
