"""Invoices as data for the tests: one of every kind and of every category of VAT."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from agency.lib.einvoice.document import (
    CORRECTED,
    CREDIT_NOTE,
    INVOICE,
    PREPAYMENT,
    Document,
    Identifier,
    Line,
    Party,
    Payment,
    Preceding,
)
from agency.lib.money import ZERO, Adjustment, Item, reckon

SELLER = Party(
    name="Northlight Agentur GmbH",
    trading_name="Northlight",
    registration=Identifier("HRB 123456"),
    vat_id="DE136695976",
    tax_number="29/815/08151",
    street="Hafenstraße 14",
    city="Hamburg",
    postcode="20457",
    country="DE",
    contact_name="Nadia Ferrante",
    phone="+49 40 1234567",
    email="accounts@northlight.example",
    endpoint=Identifier("DE136695976", "9930"),
)
BUYER = Party(
    name="Stadtwerke Musterstadt AöR",
    street="Am Markt 2",
    street_more="Haus B",
    address_more="Zimmer 12",
    city="Musterstadt",
    postcode="12345",
    country="DE",
    vat_id="DE129273398",
    email="rechnung@stadtwerke.example",
    endpoint=Identifier("04011000-12345-34", "0204"),
)
ITALIAN = replace(BUYER, name="Moda Città S.p.A.", country="IT", vat_id="IT00743110157")
AMERICAN = replace(BUYER, name="Harbor Foods Inc.", country="US", vat_id="")
TRANSFER = Payment(
    means="58",
    reference="RF8820260042",
    iban="DE75 5121 0800 1245 1261 99",
    account_name="Northlight Agentur GmbH",
    bic="SOGEDEFF",
)
REASONS = {
    "AE": ("Reverse charge", "VATEX-EU-AE"),
    "E": ("Exempt from VAT, Article 132", "VATEX-EU-132"),
    "G": ("Export outside the EU", "VATEX-EU-G"),
    "O": ("Not subject to VAT", "VATEX-EU-O"),
    "K": ("Intra-community supply", "VATEX-EU-IC"),
}


def make_line(number, net, *, category="S", rate="19", quantity="1", price=None, **more):
    item = Item(
        quantity=Decimal(quantity),
        price=Decimal(price or net),
        category=category,
        rate=Decimal(rate),
        base_quantity=Decimal(more.pop("base_quantity", "1")),
        adjustments=more.pop("adjustments", ()),
    )
    return Line(number=str(number), name=f"Work {number}", item=item, net=Decimal(net), **more)


def make_document(lines=None, *, reasons=REASONS, prepaid=ZERO, rounding=ZERO, **changed):
    """An invoice of two standard lines, its totals reckoned, changed as the test says."""
    lines = lines or (make_line(1, "5124.00", unit="C62"), make_line(2, "6760.50"))
    currency = changed.get("currency", "EUR")
    totals = reckon(
        [line.item for line in lines],
        changed.get("adjustments", ()),
        currency=currency,
        prepaid=Decimal(prepaid),
        rounding=Decimal(rounding),
    )
    subtotals = [
        replace(each, reason=reasons[each.category][0], reason_code=reasons[each.category][1])
        if each.category in reasons
        else each
        for each in totals.subtotals
    ]
    return Document(
        **{
            "number": "INV-2026-00042",
            "issued_on": date(2026, 11, 5),
            "kind": INVOICE,
            "currency": currency,
            "seller": SELLER,
            "buyer": BUYER,
            "due_on": date(2026, 12, 5),
            "supplied_on": date(2026, 11, 4),
            "buyer_reference": "04011000-12345-34",
            "payments": (TRANSFER,),
            **changed,
            "lines": tuple(lines),
            "totals": replace(totals, subtotals=tuple(subtotals)),
        }
    )


def of_category(category, rate="0", **changed):
    return make_document([make_line(1, "100.00", category=category, rate=rate)], **changed)


def busy():
    """Everything a document can hold at once."""
    discount = Adjustment(False, Decimal("20.00"), base=Decimal("200.00"), percent=Decimal(10),
                          reason="Volume", reason_code="95")  # fmt: skip
    lines = [
        make_line(1, "180.00", quantity="20", price="10.00", adjustments=(discount,), unit="HUR",
                  note="Third week", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31),
                  order_line="10", account="4400", description="Copy and layout"),
        make_line(2, "-33.34", quantity="-3.0000", price="11.1133", unit="DAY",
                  gross_price=Decimal("12.1133"), price_discount=Decimal("1.0000")),
        make_line(3, "47.03", quantity="1254", price="3.75", base_quantity="100", rate="7"),
    ]  # fmt: skip
    adjustments = (
        Adjustment(False, Decimal("5.00"), "S", Decimal(19), reason="Goodwill"),
        Adjustment(True, Decimal("12.50"), "S", Decimal(7), Decimal("125.00"), Decimal(10),
                   "Courier", "FC"),
    )  # fmt: skip
    return make_document(
        lines,
        adjustments=adjustments,
        prepaid="50.00",
        rounding="0.01",
        supplied_on=None,
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 31),
        tax_point_code="35",
        project="PR-7",
        contract="C-2026-1",
        purchase_order="PO 4500-77120",
        sales_order="SO-1",
        notes=("Thank you.", "Вторая строка <&> 中文\x07"),
        payee=Party(name="Factor AG", registration=Identifier("HRB 99")),
        payment_terms="30 days net.\nInterest of 9 points from then on.",
        preceding=(Preceding("INV-2026-00007", date(2026, 9, 1)), Preceding("INV-2026-00008")),
    )


def foreign():
    return make_document(currency="USD", tax_currency="EUR", tax_in_tax_currency=Decimal("2081.99"))


def of_kind(kind):
    needs = {CREDIT_NOTE, CORRECTED}
    before = (Preceding("INV-2026-00007", date(2026, 9, 1)),) if kind in needs else ()
    return make_document(kind=kind, preceding=before)


OUTSIDER = replace(SELLER, vat_id="", tax_number="")
EXAMPLES = {
    "taxed at the standard rate": of_category("S", "19"),
    "two rates": make_document([make_line(1, "10.01"), make_line(2, "20.02", rate="7")]),
    "reverse charge": of_category("AE", buyer=ITALIAN),
    "exempt": of_category("E"),
    "zero-rated": of_category("Z"),
    "export": of_category("G", buyer=AMERICAN),
    "outside the scope": of_category("O", seller=OUTSIDER, buyer=AMERICAN),
    "within the EU": of_category("K", buyer=ITALIAN, delivery_country="IT",
        delivery_city="Milano", delivery_postcode="20121"),
    "credit note": of_kind(CREDIT_NOTE),
    "credit note on everything": replace(busy(), kind=CREDIT_NOTE),
    "corrected invoice": of_kind(CORRECTED),
    "prepayment": of_kind(PREPAYMENT),
    "partly paid": make_document(prepaid="4000.00"),
    "all paid": make_document(prepaid="14142.56", payments=()),
    "rounded to coins": make_document(currency="CHF", rounding="-0.01"),
    "tax in another currency": foreign(),
    "without minor units": make_document([make_line(1, "150001")], currency="JPY"),
    "everything at once": busy(),
    "earlier bills deducted": make_document([make_line(1, "1000.00"),
        make_line(2, "-400.00", quantity="-1", price="400.00")]),
    "tax point on a day": make_document(tax_point=date(2026, 11, 1)),
    "paid in by hand": make_document(payments=(Payment(means="10"),)),
    "local account": make_document(payments=(Payment(means="30", iban="40702810900000002851"),)),
}  # fmt: skip
