"""UBL 2.1, Invoice and CreditNote, as EN 16931-3-2 binds it: element to business term."""

from decimal import Decimal

from lxml import etree

from agency.lib.einvoice.document import (
    Collected,
    Document,
    Identifier,
    Line,
    Party,
    Payment,
    Preceding,
)
from agency.lib.einvoice.source import Node, lacking
from agency.lib.money import ZERO, Adjustment, Item, Subtotal, Totals

COMMON = "urn:oasis:names:specification:ubl:schema:xsd:"
PREFIXES = {
    "cac": f"{COMMON}CommonAggregateComponents-2",
    "cbc": f"{COMMON}CommonBasicComponents-2",
}
INVOICE = f"{{{COMMON}Invoice-2}}Invoice"
CREDIT_NOTE = f"{{{COMMON}CreditNote-2}}CreditNote"
XRECHNUNG_EXTENSION = "extension:xrechnung"


def read_ubl(root: etree._Element) -> Document:
    """An Invoice or CreditNote as data. Raises Unreadable naming the term that is missing."""
    top, name = Node(root, PREFIXES), "CreditNote" if root.tag == CREDIT_NOTE else "Invoice"
    currency = top.needed("cbc:DocumentCurrencyCode", "BT-5 (currency)")
    tax_currency = top.text("cbc:TaxCurrencyCode")
    taxes, foreign = _tax_totals(top, currency, tax_currency)
    profile, lines = top.text("cbc:CustomizationID"), _lines(top, name)
    if not lines:
        raise lacking("BG-25 (a line)")
    supplied = top.within("cac:Delivery")
    terms = top.within("cac:PaymentTerms")
    means = top.within("cac:PaymentMeans")
    due = top.day("cbc:DueDate", "BT-9") or means.day("cbc:PaymentDueDate", "BT-9")
    return Document(
        number=top.needed("cbc:ID", "BT-1 (invoice number)"),
        issued_on=top.needed_day("cbc:IssueDate", "BT-2 (issue date)"),
        kind=top.needed(f"cbc:{name}TypeCode", "BT-3 (invoice type)"),
        currency=currency,
        seller=_party(top, "cac:AccountingSupplierParty/cac:Party", "BT-27 (seller)"),
        buyer=_party(top, "cac:AccountingCustomerParty/cac:Party", "BT-44 (buyer)"),
        lines=lines,
        totals=_totals(top, taxes),
        adjustments=_adjustments(top, "BG-20 or BG-21", with_vat=True),
        tax_currency=tax_currency,
        tax_in_tax_currency=foreign,
        due_on=due or terms.day("cbc:PaymentDueDate", "BT-9"),
        tax_point=top.day("cbc:TaxPointDate", "BT-7"),
        tax_point_code=top.text("cac:InvoicePeriod/cbc:DescriptionCode"),
        supplied_on=supplied.day("cbc:ActualDeliveryDate", "BT-72"),
        starts_on=top.day("cac:InvoicePeriod/cbc:StartDate", "BT-73"),
        ends_on=top.day("cac:InvoicePeriod/cbc:EndDate", "BT-74"),
        buyer_reference=top.text("cbc:BuyerReference"),
        project=top.text("cac:ProjectReference/cbc:ID"),
        contract=top.text("cac:ContractDocumentReference/cbc:ID"),
        purchase_order=top.text("cac:OrderReference/cbc:ID"),
        sales_order=top.text("cac:OrderReference/cbc:SalesOrderID"),
        notes=tuple(note.value for note in top.all("cbc:Note")),
        payee=_payee(top),
        payment_terms=terms.text("cbc:Note"),
        payments=tuple(_payment(one) for one in top.all("cac:PaymentMeans")),
        preceding=_preceding(top),
        collected=_collected(top) if XRECHNUNG_EXTENSION in profile else (),
        profile=profile,
        process=top.text("cbc:ProfileID"),
    )


def _party(top: Node, path: str, term: str) -> Party:
    party = top.first(path)
    if party is None:
        raise lacking(term)
    legal, address = party.within("cac:PartyLegalEntity"), party.within("cac:PostalAddress")
    contact = party.within("cac:Contact")
    trading = party.text("cac:PartyName/cbc:Name")
    vat_id, tax_number = _tax_numbers(party)
    return Party(
        name=legal.text("cbc:RegistrationName") or party.needed("cac:PartyName/cbc:Name", term),
        trading_name=trading,
        identifiers=tuple(
            _identifier(one) for one in party.all("cac:PartyIdentification/cbc:ID") if one.value
        ),
        registration=_identifier(legal.first("cbc:CompanyID")),
        legal_form=legal.text("cbc:CompanyLegalForm"),
        vat_id=vat_id,
        tax_number=tax_number,
        street=address.text("cbc:StreetName"),
        street_more=address.text("cbc:AdditionalStreetName"),
        address_more=address.text("cac:AddressLine/cbc:Line"),
        city=address.text("cbc:CityName"),
        postcode=address.text("cbc:PostalZone"),
        region=address.text("cbc:CountrySubentity"),
        country=address.text("cac:Country/cbc:IdentificationCode"),
        contact_name=contact.text("cbc:Name"),
        phone=contact.text("cbc:Telephone"),
        email=contact.text("cbc:ElectronicMail"),
        endpoint=_identifier(party.first("cbc:EndpointID")),
    )


def _tax_numbers(party: Node) -> tuple[str, str]:
    vat_id = tax_number = ""
    for scheme in party.all("cac:PartyTaxScheme"):
        number = scheme.text("cbc:CompanyID")
        if scheme.text("cac:TaxScheme/cbc:ID").upper() in {"VAT", ""}:
            vat_id = vat_id or number
        else:
            tax_number = tax_number or number
    return vat_id, tax_number


def _payee(top: Node) -> Party | None:
    payee = top.first("cac:PayeeParty")
    if payee is None:
        return None
    return Party(
        name=payee.text("cac:PartyName/cbc:Name"),
        identifiers=tuple(_identifier(one) for one in payee.all("cac:PartyIdentification/cbc:ID")),
        registration=_identifier(payee.first("cac:PartyLegalEntity/cbc:CompanyID")),
    )


def _identifier(node: Node | None) -> Identifier | None:
    return Identifier(node.value, node.mark("schemeID")) if node and node.value else None


def _payment(means: Node) -> Payment:
    code, account = means.within("cbc:PaymentMeansCode"), means.within("cac:PayeeFinancialAccount")
    return Payment(
        means=code.value,
        means_text=code.mark("name"),
        reference=means.text("cbc:PaymentID"),
        iban=account.text("cbc:ID"),
        account_name=account.text("cbc:Name"),
        bic=account.text("cac:FinancialInstitutionBranch/cbc:ID"),
    )


def _preceding(top: Node) -> tuple[Preceding, ...]:
    found = top.all("cac:BillingReference/cac:InvoiceDocumentReference")
    return tuple(Preceding(one.text("cbc:ID"), one.day("cbc:IssueDate", "BT-26")) for one in found)


def _collected(top: Node) -> tuple[Collected, ...]:
    return tuple(
        Collected(
            kind=one.text("cbc:ID"),
            amount=one.needed_number("cbc:PaidAmount", "BT-DEX-002"),
            description=one.text("cbc:InstructionID"),
        )
        for one in top.all("cac:PrepaidPayment")
    )


def _tax_totals(top: Node, currency: str, tax_currency: str) -> tuple[Node, Decimal | None]:
    """The TaxTotal in the invoice's currency, and the VAT in that of accounting (BT-111)."""
    totals = list(top.all("cac:TaxTotal"))
    own = [one for one in totals if _currency_of(one) in {currency, ""}]
    # Where both are in one currency, the breakdown tells them apart.
    own.sort(key=lambda one: one.first("cac:TaxSubtotal") is None)
    taxes = own[0] if own else top.within("cac:None")
    others = [one for one in totals if one is not taxes and _currency_of(one) == tax_currency]
    foreign = others[0].number("cbc:TaxAmount", "BT-111") if others and tax_currency else None
    return taxes, foreign


def _currency_of(total: Node) -> str:
    return total.within("cbc:TaxAmount").mark("currencyID")


def _totals(top: Node, taxes: Node) -> Totals:
    sums = top.within("cac:LegalMonetaryTotal")
    return Totals(
        lines=sums.needed_number("cbc:LineExtensionAmount", "BT-106"),
        allowances=sums.number("cbc:AllowanceTotalAmount", "BT-107") or ZERO,
        charges=sums.number("cbc:ChargeTotalAmount", "BT-108") or ZERO,
        net=sums.needed_number("cbc:TaxExclusiveAmount", "BT-109"),
        tax=taxes.number("cbc:TaxAmount", "BT-110") or ZERO,
        gross=sums.needed_number("cbc:TaxInclusiveAmount", "BT-112"),
        prepaid=sums.number("cbc:PrepaidAmount", "BT-113") or ZERO,
        rounding=sums.number("cbc:PayableRoundingAmount", "BT-114") or ZERO,
        due=sums.needed_number("cbc:PayableAmount", "BT-115"),
        subtotals=tuple(_subtotal(one) for one in taxes.all("cac:TaxSubtotal")),
    )


def _subtotal(node: Node) -> Subtotal:
    category = node.within("cac:TaxCategory")
    return Subtotal(
        category=category.needed("cbc:ID", "BT-118 (VAT category)"),
        rate=category.number("cbc:Percent", "BT-119") or ZERO,
        base=node.needed_number("cbc:TaxableAmount", "BT-116"),
        tax=node.needed_number("cbc:TaxAmount", "BT-117"),
        reason=category.text("cbc:TaxExemptionReason"),
        reason_code=category.text("cbc:TaxExemptionReasonCode"),
    )


def _adjustments(node: Node, where: str, *, with_vat: bool) -> tuple[Adjustment, ...]:
    return tuple(_adjustment(one, where, with_vat) for one in node.all("cac:AllowanceCharge"))


def _adjustment(node: Node, where: str, with_vat: bool) -> Adjustment:
    category = node.within("cac:TaxCategory") if with_vat else node.within("cac:None")
    return Adjustment(
        is_charge=node.is_charge("cbc:ChargeIndicator", where),
        amount=node.needed_number("cbc:Amount", where),
        category=category.needed("cbc:ID", f"{where}: BT-95, BT-102") if with_vat else "",
        rate=category.number("cbc:Percent", f"{where}: BT-96, BT-103") or ZERO,
        base=node.number("cbc:BaseAmount", where),
        percent=node.number("cbc:MultiplierFactorNumeric", where),
        reason=node.text("cbc:AllowanceChargeReason"),
        reason_code=node.text("cbc:AllowanceChargeReasonCode"),
    )


def _lines(node: Node, name: str) -> tuple[Line, ...]:
    return tuple(_line(one, name) for one in node.all(f"cac:{name}Line"))


def _line(node: Node, name: str) -> Line:
    number = node.line_number("cbc:ID")
    quantity = "cbc:CreditedQuantity" if name == "CreditNote" else "cbc:InvoicedQuantity"
    price, good = node.within("cac:Price"), node.within("cac:Item")
    parts = _lines(node, f"Sub{name}")
    # In the XRechnung extension a line inside a line may only head others, without a price.
    is_priced = node.text(quantity) and price.text("cbc:PriceAmount")
    is_heading = name.startswith("Sub") and not is_priced
    period = node.within("cac:InvoicePeriod")
    discount = price.within("cac:AllowanceCharge")
    return Line(
        number=number,
        name=good.text("cbc:Name"),
        item=_heading(node) if is_heading else _item(node, number, quantity),
        net=node.needed_number("cbc:LineExtensionAmount", f"BT-131 of line {number}"),
        unit=node.within(quantity).mark("unitCode"),
        description=good.text("cbc:Description"),
        note=node.text("cbc:Note"),
        starts_on=period.day("cbc:StartDate", f"BT-134 of line {number}"),
        ends_on=period.day("cbc:EndDate", f"BT-135 of line {number}"),
        order_line=node.text("cac:OrderLineReference/cbc:LineID"),
        account=node.text("cbc:AccountingCost"),
        gross_price=discount.number("cbc:BaseAmount", f"BT-148 of line {number}"),
        price_discount=discount.number("cbc:Amount", f"BT-147 of line {number}"),
        parts=parts,
    )


def _item(node: Node, number: str, quantity: str) -> Item:
    category = node.within("cac:Item/cac:ClassifiedTaxCategory")
    base = node.base_quantity("cac:Price/cbc:BaseQuantity", f"BT-149 of line {number}")
    return Item(
        quantity=node.needed_number(quantity, f"BT-129 of line {number}"),
        price=node.needed_number("cac:Price/cbc:PriceAmount", f"BT-146 of line {number}"),
        category=category.needed("cbc:ID", f"BT-151 of line {number}"),
        rate=category.number("cbc:Percent", f"BT-152 of line {number}") or ZERO,
        base_quantity=base or Decimal(1),
        adjustments=_adjustments(node, f"BG-27 or BG-28 of line {number}", with_vat=False),
    )


def _heading(node: Node) -> Item:
    """A line without a price is worth what it prints."""
    category = node.within("cac:Item/cac:ClassifiedTaxCategory")
    return Item(
        quantity=Decimal(1),
        price=node.number("cbc:LineExtensionAmount", "BT-131") or ZERO,
        category=category.text("cbc:ID"),
        rate=category.number("cbc:Percent", "BT-152") or ZERO,
    )
