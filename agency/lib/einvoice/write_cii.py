"""An invoice as UN/CEFACT Cross Industry Invoice (D16B): what Factur-X and XRechnung CII carry.

The order of the elements is that of the Factur-X 1.09 schema for EN 16931.
"""

from datetime import date

from agency.lib.einvoice.document import Document, Identifier, Line, Party, Payment
from agency.lib.einvoice.parts import Part, amount, number, part, written
from agency.lib.einvoice.profiles import EN16931, by, has_rate
from agency.lib.money import Adjustment, Item, Subtotal

NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
# BT-8: EN 16931 speaks UNTDID 2005, CII writes UNTDID 2475.
TAX_POINT_CODES = {"3": "5", "35": "29", "432": "72"}


def cii(document: Document, profile: str = EN16931) -> bytes:
    """The document as CII in UTF-8, by the rules of `profile` (BT-24); the same bytes each time.

    It is written as it stands, right or wrong: demands.py says what is missing.
    """
    document = by(profile, document)
    root = part(
        "rsm:CrossIndustryInvoice",
        _context(document),
        _head(document),
        part(
            "rsm:SupplyChainTradeTransaction",
            [_line(line) for line in document.lines],
            _agreement(document),
            # The schema wants it even when there is nothing to say.
            _delivery(document) or Part("ram:ApplicableHeaderTradeDelivery", "", (), {}),
            _settlement(document),
        ),
    )
    return written(root, NAMESPACES)


def _context(document: Document) -> Part | None:
    return part(
        "rsm:ExchangedDocumentContext",
        part(
            "ram:BusinessProcessSpecifiedDocumentContextParameter",
            part("ram:ID", document.process),
        ),
        part("ram:GuidelineSpecifiedDocumentContextParameter", part("ram:ID", document.profile)),
    )


def _head(document: Document) -> Part | None:
    return part(
        "rsm:ExchangedDocument",
        part("ram:ID", document.number),
        part("ram:TypeCode", document.kind),
        _moment("ram:IssueDateTime", document.issued_on),
        [part("ram:IncludedNote", part("ram:Content", note)) for note in document.notes],
    )


def _line(line: Line) -> Part | None:
    return part(
        "ram:IncludedSupplyChainTradeLineItem",
        part(
            "ram:AssociatedDocumentLineDocument",
            part("ram:LineID", line.number),
            part("ram:IncludedNote", part("ram:Content", line.note)),
        ),
        part(
            "ram:SpecifiedTradeProduct",
            part("ram:Name", line.name),
            part("ram:Description", line.description),
        ),
        part(
            "ram:SpecifiedLineTradeAgreement",
            part("ram:BuyerOrderReferencedDocument", part("ram:LineID", line.order_line)),
            _gross_price(line),
            part(
                "ram:NetPriceProductTradePrice",
                part("ram:ChargeAmount", number(line.item.price)),
                _base_quantity(line),
            ),
        ),
        part(
            "ram:SpecifiedLineTradeDelivery",
            part("ram:BilledQuantity", number(line.item.quantity), unitCode=line.unit),
        ),
        _line_settlement(line),
    )


def _gross_price(line: Line) -> Part | None:
    if line.gross_price is None:
        return None
    return part(
        "ram:GrossPriceProductTradePrice",
        part("ram:ChargeAmount", number(line.gross_price)),
        _base_quantity(line),
        part(
            "ram:AppliedTradeAllowanceCharge",
            part("ram:ChargeIndicator", part("udt:Indicator", "false")),
            part("ram:ActualAmount", number(line.price_discount)),
        )
        if line.price_discount is not None
        else None,
    )


def _base_quantity(line: Line) -> Part | None:
    if line.item.base_quantity == 1:
        return None
    return part("ram:BasisQuantity", number(line.item.base_quantity), unitCode=line.unit)


def _line_settlement(line: Line) -> Part | None:
    return part(
        "ram:SpecifiedLineTradeSettlement",
        _tax("ram:ApplicableTradeTax", line.item),
        _period(line.starts_on, line.ends_on),
        [_adjustment(each) for each in line.item.adjustments],
        part(
            "ram:SpecifiedTradeSettlementLineMonetarySummation",
            part("ram:LineTotalAmount", amount(line.net)),
        ),
        part("ram:ReceivableSpecifiedTradeAccountingAccount", part("ram:ID", line.account)),
    )


def _agreement(document: Document) -> Part | None:
    return part(
        "ram:ApplicableHeaderTradeAgreement",
        part("ram:BuyerReference", document.buyer_reference),
        _party("ram:SellerTradeParty", document.seller, is_seller=True),
        _party("ram:BuyerTradeParty", document.buyer),
        _reference("ram:SellerOrderReferencedDocument", document.sales_order),
        _reference("ram:BuyerOrderReferencedDocument", document.purchase_order),
        _reference("ram:ContractReferencedDocument", document.contract),
        part(
            "ram:SpecifiedProcuringProject",
            part("ram:ID", document.project),
            # The schema asks for a name; EN 16931 knows none.
            part("ram:Name", "Project reference"),
        )
        if document.project
        else None,
    )


def _reference(tag: str, value: str) -> Part | None:
    return part(tag, part("ram:IssuerAssignedID", value))


def _party(tag: str, party: Party, *, is_seller: bool = False) -> Part | None:
    schemed = [each for each in party.identifiers if each.scheme]
    return part(
        tag,
        [part("ram:ID", each.value) for each in party.identifiers if not each.scheme],
        [part("ram:GlobalID", each.value, schemeID=each.scheme) for each in schemed],
        part("ram:Name", party.name),
        part("ram:Description", party.legal_form if is_seller else ""),
        part(
            "ram:SpecifiedLegalOrganization",
            _identified("ram:ID", party.registration),
            part("ram:TradingBusinessName", party.trading_name),
        ),
        _contact(party),
        _address(party),
        part("ram:URIUniversalCommunication", _identified("ram:URIID", party.endpoint)),
        _registered(party.vat_id, "VA"),
        _registered(party.tax_number if is_seller else "", "FC"),
    )


def _identified(tag: str, identifier: Identifier | None) -> Part | None:
    return part(tag, identifier.value, schemeID=identifier.scheme) if identifier else None


def _registered(value: str, scheme: str) -> Part | None:
    return part("ram:SpecifiedTaxRegistration", part("ram:ID", value, schemeID=scheme))


def _contact(party: Party) -> Part | None:
    return part(
        "ram:DefinedTradeContact",
        part("ram:PersonName", party.contact_name),
        part("ram:TelephoneUniversalCommunication", part("ram:CompleteNumber", party.phone)),
        part("ram:EmailURIUniversalCommunication", part("ram:URIID", party.email)),
    )


def _address(party: Party) -> Part | None:
    return part(
        "ram:PostalTradeAddress",
        part("ram:PostcodeCode", party.postcode),
        part("ram:LineOne", party.street),
        part("ram:LineTwo", party.street_more),
        part("ram:LineThree", party.address_more),
        part("ram:CityName", party.city),
        part("ram:CountryID", party.country),
        part("ram:CountrySubDivisionName", party.region),
    )


def _delivery(document: Document) -> Part | None:
    return part(
        "ram:ApplicableHeaderTradeDelivery",
        part(
            "ram:ShipToTradeParty",
            part(
                "ram:PostalTradeAddress",
                part("ram:PostcodeCode", document.delivery_postcode),
                part("ram:CityName", document.delivery_city),
                part("ram:CountryID", document.delivery_country),
            ),
        ),
        part(
            "ram:ActualDeliverySupplyChainEvent",
            _moment("ram:OccurrenceDateTime", document.supplied_on),
        ),
    )


def _settlement(document: Document) -> Part | None:
    references = [payment.reference for payment in document.payments if payment.reference]
    return part(
        "ram:ApplicableHeaderTradeSettlement",
        part("ram:PaymentReference", references[0] if references else ""),
        part("ram:TaxCurrencyCode", document.tax_currency),
        part("ram:InvoiceCurrencyCode", document.currency),
        document.payee and _payee(document.payee),
        [_means(payment) for payment in document.payments],
        [_subtotal(each, document) for each in document.totals.subtotals],
        _period(document.starts_on, document.ends_on),
        [_adjustment(each, with_tax=True) for each in document.adjustments],
        part(
            "ram:SpecifiedTradePaymentTerms",
            part("ram:Description", document.payment_terms),
            _moment("ram:DueDateDateTime", document.due_on),
        ),
        _summation(document),
        [
            part(
                "ram:InvoiceReferencedDocument",
                part("ram:IssuerAssignedID", each.number),
                _moment("ram:FormattedIssueDateTime", each.issued_on, "qdt"),
            )
            for each in document.preceding
        ],
    )


def _payee(payee: Party) -> Part | None:
    schemed = [each for each in payee.identifiers if each.scheme]
    return part(
        "ram:PayeeTradeParty",
        [part("ram:ID", each.value) for each in payee.identifiers if not each.scheme],
        [part("ram:GlobalID", each.value, schemeID=each.scheme) for each in schemed],
        part("ram:Name", payee.name),
        part("ram:SpecifiedLegalOrganization", _identified("ram:ID", payee.registration)),
    )


def _means(payment: Payment) -> Part | None:
    account = "".join(payment.iban.split())
    is_iban = account[:2].isalpha()
    return part(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        part("ram:TypeCode", payment.means),
        part("ram:Information", payment.means_text),
        part(
            "ram:PayeePartyCreditorFinancialAccount",
            part("ram:IBANID", account if is_iban else ""),
            part("ram:AccountName", payment.account_name),
            part("ram:ProprietaryID", "" if is_iban else account),
        ),
        part("ram:PayeeSpecifiedCreditorFinancialInstitution", part("ram:BICID", payment.bic)),
    )


def _subtotal(subtotal: Subtotal, document: Document) -> Part | None:
    point = document.tax_point and part(
        "udt:DateString", f"{document.tax_point:%Y%m%d}", format="102"
    )
    rate = number(subtotal.rate) if has_rate(subtotal.category, document.profile) else ""
    code = TAX_POINT_CODES.get(document.tax_point_code, document.tax_point_code)
    return part(
        "ram:ApplicableTradeTax",
        part("ram:CalculatedAmount", amount(subtotal.tax)),
        part("ram:TypeCode", "VAT"),
        part("ram:ExemptionReason", subtotal.reason),
        part("ram:BasisAmount", amount(subtotal.base)),
        part("ram:CategoryCode", subtotal.category),
        part("ram:ExemptionReasonCode", subtotal.reason_code),
        part("ram:TaxPointDate", point),
        part("ram:DueDateTypeCode", code),
        part("ram:RateApplicablePercent", rate),
    )


def _summation(document: Document) -> Part | None:
    totals = document.totals
    in_tax_currency = document.tax_in_tax_currency
    taxes = [part("ram:TaxTotalAmount", amount(totals.tax), currencyID=document.currency)]
    if in_tax_currency is not None:
        other = document.tax_currency
        taxes.append(part("ram:TaxTotalAmount", amount(in_tax_currency), currencyID=other))
    return part(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        part("ram:LineTotalAmount", amount(totals.lines)),
        part("ram:ChargeTotalAmount", amount(totals.charges)) if totals.charges else None,
        part("ram:AllowanceTotalAmount", amount(totals.allowances)) if totals.allowances else None,
        part("ram:TaxBasisTotalAmount", amount(totals.net)),
        taxes,
        part("ram:RoundingAmount", amount(totals.rounding)) if totals.rounding else None,
        part("ram:GrandTotalAmount", amount(totals.gross)),
        part("ram:TotalPrepaidAmount", amount(totals.prepaid)) if totals.prepaid else None,
        part("ram:DuePayableAmount", amount(totals.due)),
    )


def _adjustment(each: Adjustment, *, with_tax: bool = False) -> Part | None:
    return part(
        "ram:SpecifiedTradeAllowanceCharge",
        part("ram:ChargeIndicator", part("udt:Indicator", "true" if each.is_charge else "false")),
        part("ram:CalculationPercent", number(each.percent)) if each.percent is not None else None,
        part("ram:BasisAmount", amount(each.base)) if each.base is not None else None,
        part("ram:ActualAmount", amount(each.amount)),
        part("ram:ReasonCode", each.reason_code),
        part("ram:Reason", each.reason),
        _tax("ram:CategoryTradeTax", each) if with_tax else None,
    )


def _tax(tag: str, taxed: Item | Adjustment) -> Part | None:
    rate = number(taxed.rate) if has_rate(taxed.category, EN16931) else ""
    return part(
        tag,
        part("ram:TypeCode", "VAT"),
        part("ram:CategoryCode", taxed.category),
        part("ram:RateApplicablePercent", rate),
    )


def _period(starts_on: date | None, ends_on: date | None) -> Part | None:
    return part(
        "ram:BillingSpecifiedPeriod",
        _moment("ram:StartDateTime", starts_on),
        _moment("ram:EndDateTime", ends_on),
    )


def _moment(tag: str, day: date | None, prefix: str = "udt") -> Part | None:
    if day is None:
        return None
    return part(tag, part(f"{prefix}:DateTimeString", f"{day:%Y%m%d}", format="102"))
