"""An e-invoice as its page shows it: what it prints, and beside it what EN 16931 reckons."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agency.lib.einvoice import check
from agency.lib.money import minor_units

MINUS = "\u2212"
KINDS = {
    "326": gettext_lazy("Partial invoice"),
    "380": gettext_lazy("Invoice"),
    "381": gettext_lazy("Credit note"),
    "384": gettext_lazy("Corrected invoice"),
    "386": gettext_lazy("Prepayment invoice"),
    "389": gettext_lazy("Self-billed invoice"),
}
CATEGORIES = {
    "S": gettext_lazy("Standard rate"),
    "Z": gettext_lazy("Zero rate"),
    "E": gettext_lazy("Exempt"),
    "AE": gettext_lazy("Reverse charge"),
    "K": gettext_lazy("Supply within the EU"),
    "G": gettext_lazy("Export"),
    "O": gettext_lazy("Outside the scope of VAT"),
    "L": gettext_lazy("IGIC"),
    "M": gettext_lazy("IPSI"),
    "B": gettext_lazy("Split payment"),
}


def sheet_of(document, name):
    """The page of one document: its parties and dates, its lines, VAT and sums, and what differs.

    An amount is {"text", "expected"}; `expected` is empty where the print is right.
    """
    found = check.differences(document)
    amounts = Amounts(document, found)
    return {
        "name": name,
        "title": f"{kind_of(document)} {document.number}",
        "currency": document.currency,
        "differences": [amounts.said(one) for one in found],
        "seller": party(document.seller),
        "buyer": party(document.buyer),
        "about": about(document),
        "lines": list(line_rows(document.lines, amounts)),
        "adjustments": list(adjustment_rows(document.adjustments, "BT-92", "BT-99", amounts)),
        "breakdown": breakdown(document, amounts, found),
        "totals": totals(document, amounts),
    }


def kind_of(document):
    return str(KINDS.get(document.kind, _("Invoice of type %(code)s") % {"code": document.kind}))


class Amounts:
    """The amounts of one document in figures, with all their decimals."""

    def __init__(self, document, found):
        self.places = minor_units(document.currency)
        self.expected = {one.term: one.expected for one in found}

    def figure(self, amount):
        return figure(amount, self.places)

    def cell(self, term, amount):
        expected = ""
        if term in self.expected:
            expected = self._or_nothing(self.expected[term])
        return {"text": self._or_nothing(amount), "expected": expected}

    def said(self, one):
        return {
            "term": one.term,
            "expected": self._or_nothing(one.expected),
            "found": self._or_nothing(one.found),
        }

    def _or_nothing(self, amount):
        return _("nothing") if amount is None else self.figure(amount)


def figure(number, places=0):
    """A number with at least so many decimals, and with every one that it prints."""
    decimals = len(f"{number:f}".partition(".")[2].rstrip("0"))
    text = number_format(number, decimal_pos=max(decimals, places), force_grouping=True)
    return text.replace("-", MINUS)


def party(who):
    place = " ".join(filter(None, [who.postcode, who.city]))
    rows = [
        (_("Name"), who.name),
        (_("Address"), ", ".join(filter(None, [who.street, who.street_more, place, who.country]))),
        (_("VAT number"), who.vat_id),
        (_("Tax number"), who.tax_number),
        (_("Contact"), ", ".join(filter(None, [who.contact_name, who.email]))),
    ]
    return [row for row in rows if row[1]]


def about(document):
    payment = document.payments[0] if document.payments else None
    rows = [
        (_("Issued"), document.issued_on),
        (_("Due"), document.due_on),
        (_("Supplied"), document.supplied_on),
        (_("From"), document.starts_on),
        (_("To"), document.ends_on),
        (_("Corrects"), ", ".join(one.number for one in document.preceding)),
        (_("Buyer reference"), document.buyer_reference),
        (_("Purchase order"), document.purchase_order),
        (_("Contract"), document.contract),
        (_("Project"), document.project),
        (_("Pay to"), payment.iban if payment else ""),
        (_("Payment reference"), payment.reference if payment else ""),
        (_("Terms"), document.payment_terms),
    ]
    return [row for row in rows if row[1]]


def line_rows(lines, amounts, depth=0):
    """Each line, and below it the lines that it is made of."""
    for number, line in check.numbered(lines):
        item = line.item
        per = "" if item.base_quantity == 1 else figure(item.base_quantity)
        adjusted = adjustment_rows(item.adjustments, "BT-136", "BT-141", amounts, number)
        yield {
            "number": number,
            "name": line.name or line.description,
            "is_added": line.is_counted and not depth,
            "quantity": figure(item.quantity),
            "unit": line.unit,
            "price": amounts.figure(item.price),
            "per": per,
            "vat": vat_of(item),
            "net": amounts.cell(check.net_term(number), line.net),
            "adjustments": list(adjusted),
        }
        yield from line_rows(line.parts, amounts, depth + 1)


def adjustment_rows(adjustments, allowance, charge, amounts, number=""):
    for term, each in check.named_adjustments(adjustments, allowance, charge):
        term = f"{term} of line {number}" if number else term
        name = each.reason or (_("Charge") if each.is_charge else _("Allowance"))
        yield {
            "name": name,
            "sign": "+" if each.is_charge else MINUS,
            "percent": figure(each.percent) if each.percent else "",
            "vat": vat_of(each) if each.category else "",
            "amount": amounts.cell(term, each.amount),
        }


def vat_of(taxed):
    return f"{taxed.category} {figure(taxed.rate)}\u00a0%" if taxed.category else ""


def breakdown(document, amounts, found):
    rows = [
        {
            "category": CATEGORIES.get(each.category, each.category),
            "code": vat_of(each),
            "reason": each.reason or each.reason_code,
            "base": amounts.cell(check.base_term(each), each.base),
            "tax": amounts.cell(check.tax_term(each), each.tax),
        }
        for each in document.totals.subtotals
    ]
    missing = [one for one in found if one.found is None]
    return rows + [
        {
            "category": _("Missing"),
            "code": one.term.removeprefix("BT-116 of "),
            "reason": "",
            "base": amounts.cell(one.term, None),
            "tax": {"text": "", "expected": ""},
        }
        for one in missing
    ]


def totals(document, amounts):
    """The sums that say something, those to be paid last."""
    sums = document.totals
    rows = [
        (_("Lines"), "BT-106", sums.lines),
        (_("Allowances"), "BT-107", sums.allowances),
        (_("Charges"), "BT-108", sums.charges),
        (_("Without VAT"), "BT-109", sums.net),
        (_("VAT"), "BT-110", sums.tax),
        (_("With VAT"), "BT-112", sums.gross),
        (_("Paid already"), "BT-113", sums.prepaid),
        (_("Rounding"), "BT-114", sums.rounding),
        *((each.description or each.kind, "", each.amount) for each in document.collected),
        (_("To be paid"), "BT-115", sums.due),
    ]
    always = {"BT-106", "BT-109", "BT-110", "BT-112", "BT-115"}
    return [
        {
            "name": name,
            "term": term,
            "amount": amounts.cell(term, amount),
            "is_due": name == rows[-1][0],
        }
        for name, term, amount in rows
        if amount or term in always or term in amounts.expected
    ]
