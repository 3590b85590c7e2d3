"""UN/CEFACT Cross Industry Invoice D16B, as EN 16931-3-3 and Factur-X bind it."""

from decimal import Decimal

from lxml import etree

from agency.lib.einvoice.document import Document, Identifier, Line, Party, Payment, Preceding
from agency.lib.einvoice.source import Node, lacking
from agency.lib.money import ZERO, Adjustment, Item, Subtotal, Totals

STANDARD = "urn:un:unece:uncefact:data:standard:"
PREFIXES = {
    "rsm": f"{STANDARD}CrossIndustryInvoice:100",
    "ram": f"{STANDARD}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{STANDARD}UnqualifiedDataType:100",
    "qdt": f"{STANDARD}QualifiedDataType:100",
}
INVOICE = f"{{{PREFIXES['rsm']}}}CrossIndustryInvoice"
ON = "/udt:DateTimeString"
# Lines of the Factur-X profile EXTENDED that head others, or only inform.
NOT_COUNTED = {"GROUP", "INFORMATION"}
NOTHING = Item(quantity=ZERO, price=ZERO, category="")
# Profiles that print sums and no lines; the first not even the VAT breakdown.
MINIMUM, WITHOUT_LINES = ":minimum", (":minimum", ":basicwl")


def read_cii(root: etree._Element) -> Document:
    """A CrossIndustryInvoice as data. Raises Unreadable naming the term that is missing."""
    top = Node(root, PREFIXES)
    context, head = top.within("rsm:ExchangedDocumentContext"), top.within("rsm:ExchangedDocument")
    deal = top.within("rsm:SupplyChainTradeTransaction")
    agreed = deal.within("ram:ApplicableHeaderTradeAgreement")
    settled = deal.within("ram:ApplicableHeaderTradeSettlement")
    supplied = deal.within("ram:ApplicableHeaderTradeDelivery/ram:ActualDeliverySupplyChainEvent")
    period, tax = settled.within("ram:BillingSpecifiedPeriod"), "ram:ApplicableTradeTax"
    currency = settled.needed("ram:InvoiceCurrencyCode", "BT-5 (currency)")
    tax_currency = settled.text("ram:TaxCurrencyCode")
    profile = context.text("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID")
    sums = settled.within("ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    lines = tuple(_line(one) for one in deal.all("ram:IncludedSupplyChainTradeLineItem"))
    if not lines and not profile.endswith(WITHOUT_LINES):
        raise lacking("BG-25 (a line)")
    own, foreign = _taxes(sums, currency, tax_currency)
    return Document(
        number=head.needed("ram:ID", "BT-1 (invoice number)"),
        issued_on=head.needed_day(f"ram:IssueDateTime{ON}", "BT-2 (issue date)"),
        kind=head.needed("ram:TypeCode", "BT-3 (invoice type)"),
        currency=currency,
        seller=_party(agreed, "ram:SellerTradeParty", "BT-27 (seller)"),
        buyer=_party(agreed, "ram:BuyerTradeParty", "BT-44 (buyer)"),
        lines=lines,
        totals=_totals(settled, sums, own, has_line_sum=not profile.endswith(MINIMUM)),
        adjustments=(*_adjustments(settled, "BG-20 or BG-21"), *_freight(settled)),
        tax_currency=tax_currency,
        tax_in_tax_currency=foreign,
        due_on=settled.day(f"ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime{ON}", "BT-9"),
        tax_point=settled.day(f"{tax}/ram:TaxPointDate/udt:DateString", "BT-7"),
        tax_point_code=settled.text(f"{tax}/ram:DueDateTypeCode"),
        supplied_on=supplied.day(f"ram:OccurrenceDateTime{ON}", "BT-72"),
        starts_on=period.day(f"ram:StartDateTime{ON}", "BT-73"),
        ends_on=period.day(f"ram:EndDateTime{ON}", "BT-74"),
        buyer_reference=agreed.text("ram:BuyerReference"),
        project=agreed.text("ram:SpecifiedProcuringProject/ram:ID"),
        contract=agreed.text("ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        purchase_order=agreed.text("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        sales_order=agreed.text("ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
        notes=tuple(note.value for note in head.all("ram:IncludedNote/ram:Content")),
        payee=_payee(settled),
        payment_terms=settled.text("ram:SpecifiedTradePaymentTerms/ram:Description"),
        payments=_payments(settled),
        preceding=_preceding(settled),
        profile=profile,
        process=context.text("ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
    )


def _party(agreed: Node, path: str, term: str) -> Party:
    party = agreed.first(path)
    if party is None:
        raise lacking(term)
    legal = party.within("ram:SpecifiedLegalOrganization")
    address = party.within("ram:PostalTradeAddress")
    contact = party.within("ram:DefinedTradeContact")
    numbers = {
        one.mark("schemeID"): one.value for one in party.all("ram:SpecifiedTaxRegistration/ram:ID")
    }
    return Party(
        name=party.needed("ram:Name", term),
        trading_name=legal.text("ram:TradingBusinessName"),
        identifiers=_identifiers(party),
        registration=_identifier(legal.first("ram:ID")),
        legal_form=party.text("ram:Description"),
        vat_id=numbers.get("VA", ""),
        tax_number=numbers.get("FC", ""),
        street=address.text("ram:LineOne"),
        street_more=address.text("ram:LineTwo"),
        address_more=address.text("ram:LineThree"),
        city=address.text("ram:CityName"),
        postcode=address.text("ram:PostcodeCode"),
        region=address.text("ram:CountrySubDivisionName"),
        country=address.text("ram:CountryID"),
        contact_name=contact.text("ram:PersonName") or contact.text("ram:DepartmentName"),
        phone=contact.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        email=contact.text("ram:EmailURIUniversalCommunication/ram:URIID"),
        endpoint=_identifier(party.first("ram:URIUniversalCommunication/ram:URIID")),
    )


def _identifiers(party: Node) -> tuple[Identifier, ...]:
    found = [_identifier(one) for path in ("ram:ID", "ram:GlobalID") for one in party.all(path)]
    return tuple(one for one in found if one)


def _identifier(node: Node | None) -> Identifier | None:
    return Identifier(node.value, node.mark("schemeID")) if node and node.value else None


def _payee(settled: Node) -> Party | None:
    payee = settled.first("ram:PayeeTradeParty")
    if payee is None:
        return None
    return Party(
        name=payee.text("ram:Name"),
        identifiers=_identifiers(payee),
        registration=_identifier(payee.first("ram:SpecifiedLegalOrganization/ram:ID")),
    )


def _payments(settled: Node) -> tuple[Payment, ...]:
    return tuple(
        Payment(
            means=one.text("ram:TypeCode"),
            means_text=one.text("ram:Information"),
            reference=settled.text("ram:PaymentReference"),
            iban=one.text("ram:PayeePartyCreditorFinancialAccount/ram:IBANID")
            or one.text("ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID"),
            account_name=one.text("ram:PayeePartyCreditorFinancialAccount/ram:AccountName"),
            bic=one.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
        )
        for one in settled.all("ram:SpecifiedTradeSettlementPaymentMeans")
    )


def _preceding(settled: Node) -> tuple[Preceding, ...]:
    day = "ram:FormattedIssueDateTime/qdt:DateTimeString"
    return tuple(
        Preceding(one.text("ram:IssuerAssignedID"), one.day(day, "BT-26"))
        for one in settled.all("ram:InvoiceReferencedDocument")
    )


def _taxes(sums: Node, currency: str, tax_currency: str) -> tuple[Decimal, Decimal | None]:
    """The VAT in the invoice's currency (BT-110), and in that of accounting (BT-111)."""
    own, foreign = None, None
    for total in sums.all("ram:TaxTotalAmount"):
        # An unmarked one is in the invoice's currency; of two in the same the first is BT-110.
        if total.mark("currencyID") in {currency, ""} and own is None:
            own = total.number(".", "BT-110")
        elif total.mark("currencyID") == tax_currency:
            foreign = total.number(".", "BT-111")
    return own or ZERO, foreign


def _totals(settled: Node, sums: Node, tax: Decimal, *, has_line_sum: bool) -> Totals:
    lines = sums.number("ram:LineTotalAmount", "BT-106")
    if lines is None and has_line_sum:
        raise lacking("BT-106")
    return Totals(
        lines=lines or ZERO,
        allowances=sums.number("ram:AllowanceTotalAmount", "BT-107") or ZERO,
        charges=sums.number("ram:ChargeTotalAmount", "BT-108") or ZERO,
        net=sums.needed_number("ram:TaxBasisTotalAmount", "BT-109"),
        tax=tax,
        gross=sums.needed_number("ram:GrandTotalAmount", "BT-112"),
        prepaid=sums.number("ram:TotalPrepaidAmount", "BT-113") or ZERO,
        rounding=sums.number("ram:RoundingAmount", "BT-114") or ZERO,
        due=sums.needed_number("ram:DuePayableAmount", "BT-115"),
        subtotals=tuple(_subtotal(one) for one in settled.all("ram:ApplicableTradeTax")),
    )


def _subtotal(tax: Node) -> Subtotal:
    return Subtotal(
        category=tax.needed("ram:CategoryCode", "BT-118 (VAT category)"),
        rate=tax.number("ram:RateApplicablePercent", "BT-119") or ZERO,
        base=tax.needed_number("ram:BasisAmount", "BT-116"),
        tax=tax.needed_number("ram:CalculatedAmount", "BT-117"),
        reason=tax.text("ram:ExemptionReason"),
        reason_code=tax.text("ram:ExemptionReasonCode"),
    )


def _adjustments(settled: Node, where: str, *, with_vat: bool = True) -> tuple[Adjustment, ...]:
    return tuple(
        _adjustment(one, where, with_vat)
        for one in settled.all("ram:SpecifiedTradeAllowanceCharge")
    )


def _adjustment(node: Node, where: str, with_vat: bool) -> Adjustment:
    tax = node.within("ram:CategoryTradeTax") if with_vat else node.within("ram:None")
    return Adjustment(
        is_charge=node.is_charge("ram:ChargeIndicator/udt:Indicator", where),
        amount=node.needed_number("ram:ActualAmount", where),
        category=tax.needed("ram:CategoryCode", f"{where}: BT-95, BT-102") if with_vat else "",
        rate=tax.number("ram:RateApplicablePercent", f"{where}: BT-96, BT-103") or ZERO,
        base=node.number("ram:BasisAmount", where),
        percent=node.number("ram:CalculationPercent", where),
        reason=node.text("ram:Reason"),
        reason_code=node.text("ram:ReasonCode"),
    )


def _freight(settled: Node) -> tuple[Adjustment, ...]:
    """The charges for freight of the profile EXTENDED (BG-X-42), which are charges like others."""
    return tuple(
        Adjustment(
            is_charge=True,
            amount=one.needed_number("ram:AppliedAmount", "BT-X-272"),
            category=one.needed("ram:AppliedTradeTax/ram:CategoryCode", "BT-X-273"),
            rate=one.number("ram:AppliedTradeTax/ram:RateApplicablePercent", "BT-X-274") or ZERO,
            reason=one.text("ram:Description"),
        )
        for one in settled.all("ram:SpecifiedLogisticsServiceCharge")
    )


def _line(node: Node) -> Line:
    about = node.within("ram:AssociatedDocumentLineDocument")
    good = node.within("ram:SpecifiedTradeProduct")
    agreed = node.within("ram:SpecifiedLineTradeAgreement")
    settled = node.within("ram:SpecifiedLineTradeSettlement")
    period = settled.within("ram:BillingSpecifiedPeriod")
    gross = agreed.within("ram:GrossPriceProductTradePrice")
    number = about.line_number("ram:LineID")
    is_counted = about.text("ram:LineStatusReasonCode") not in NOT_COUNTED
    net = "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
    quantity = node.within("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    return Line(
        number=number,
        name=good.text("ram:Name"),
        item=_item(node, number) if is_counted else NOTHING,
        net=settled.needed_number(net, f"BT-131 of line {number}") if is_counted else ZERO,
        unit=quantity.mark("unitCode"),
        description=good.text("ram:Description"),
        note=about.text("ram:IncludedNote/ram:Content"),
        starts_on=period.day(f"ram:StartDateTime{ON}", f"BT-134 of line {number}"),
        ends_on=period.day(f"ram:EndDateTime{ON}", f"BT-135 of line {number}"),
        order_line=agreed.text("ram:BuyerOrderReferencedDocument/ram:LineID"),
        account=settled.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        gross_price=gross.number("ram:ChargeAmount", f"BT-148 of line {number}"),
        price_discount=gross.number(
            "ram:AppliedTradeAllowanceCharge/ram:ActualAmount", f"BT-147 of line {number}"
        ),
        is_counted=is_counted,
    )


def _item(node: Node, number: str) -> Item:
    settled = node.within("ram:SpecifiedLineTradeSettlement")
    agreed = node.within("ram:SpecifiedLineTradeAgreement")
    tax = settled.within("ram:ApplicableTradeTax")
    term, price = f"BT-149 of line {number}", "ram:NetPriceProductTradePrice"
    base = agreed.base_quantity(f"{price}/ram:BasisQuantity", term)
    if base is None:
        base = agreed.base_quantity("ram:GrossPriceProductTradePrice/ram:BasisQuantity", term)
    billed = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
    return Item(
        quantity=node.needed_number(billed, f"BT-129 of line {number}"),
        price=agreed.needed_number(f"{price}/ram:ChargeAmount", f"BT-146 of line {number}"),
        category=tax.needed("ram:CategoryCode", f"BT-151 of line {number}"),
        rate=tax.number("ram:RateApplicablePercent", f"BT-152 of line {number}") or ZERO,
        base_quantity=base or Decimal(1),
        adjustments=_adjustments(settled, f"BG-27 or BG-28 of line {number}", with_vat=False),
    )
