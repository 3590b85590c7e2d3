"""An invoice or a credit note as UBL 2.1: EN 16931, XRechnung UBL and Peppol BIS Billing 3.

The order of the elements is that of the OASIS schemas for Invoice and CreditNote.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from agency.lib.einvoice.document import Document, Identifier, Line, Party, Payment
from agency.lib.einvoice.parts import Part, amount, number, part, written
from agency.lib.einvoice.profiles import EN16931, PEPPOL, by, has_rate
from agency.lib.money import Adjustment, Item, Subtotal

NAME = "urn:oasis:names:specification:ubl:schema:xsd:"
SHARED = {"cac": f"{NAME}CommonAggregateComponents-2", "cbc": f"{NAME}CommonBasicComponents-2"}
NO_INSTRUMENT = "1"  # UNTDID 4461: not defined
PROJECT = "50"  # UNTDID 1001: a credit note names its project as one more document


def ubl(document: Document, profile: str = EN16931) -> bytes:
    """The document as UBL in UTF-8, by the rules of `profile` (BT-24); the same bytes each time.

    A credit note is a CreditNote, all else an Invoice. It is written as it stands, right or
    wrong: demands.py says what is missing.
    """
    document = by(profile, document)
    kind = "CreditNote" if document.is_credit_note else "Invoice"
    head = _credit_head if document.is_credit_note else _invoice_head
    root = part(kind, *head(document), *_body(document))
    return written(root, {"": f"{NAME}{kind}-2", **SHARED})


def _invoice_head(document: Document):
    return (
        *_opening(document),
        part("cbc:DueDate", document.due_on),
        part("cbc:InvoiceTypeCode", document.kind),
        _notes(document),
        part("cbc:TaxPointDate", document.tax_point),
        *_references(document),
        part("cac:ProjectReference", part("cbc:ID", document.project)),
    )


def _credit_head(document: Document):
    return (
        *_opening(document),
        part("cbc:TaxPointDate", document.tax_point),
        part("cbc:CreditNoteTypeCode", document.kind),
        _notes(document),
        *_references(document),
        part(
            "cac:AdditionalDocumentReference",
            part("cbc:ID", document.project),
            part("cbc:DocumentTypeCode", PROJECT),
        )
        if document.project
        else None,
    )


def _opening(document: Document):
    return (
        part("cbc:CustomizationID", document.profile),
        part("cbc:ProfileID", document.process),
        part("cbc:ID", document.number),
        part("cbc:IssueDate", document.issued_on),
    )


def _notes(document: Document) -> list[Part | None]:
    """Peppol allows one note (PEPPOL-EN16931-R002), so there they become its paragraphs."""
    notes: Sequence[str] = document.notes
    if document.profile == PEPPOL:
        notes = ["\n".join(note for note in notes if note.strip())]
    return [part("cbc:Note", note) for note in notes]


def _references(document: Document):
    return (
        part("cbc:DocumentCurrencyCode", document.currency),
        part("cbc:TaxCurrencyCode", document.tax_currency),
        part("cbc:BuyerReference", document.buyer_reference),
        _period(document.starts_on, document.ends_on, document.tax_point_code),
        _order(document),
        [
            part(
                "cac:BillingReference",
                part(
                    "cac:InvoiceDocumentReference",
                    part("cbc:ID", each.number),
                    part("cbc:IssueDate", each.issued_on),
                ),
            )
            for each in document.preceding
        ],
        part("cac:ContractDocumentReference", part("cbc:ID", document.contract)),
    )


def _order(document: Document) -> Part | None:
    """The schema asks for the buyer's order wherever the seller's is named."""
    bought = document.purchase_order or ("NA" if document.sales_order else "")
    return part(
        "cac:OrderReference",
        part("cbc:ID", bought),
        part("cbc:SalesOrderID", document.sales_order),
    )


def _body(document: Document):
    currency = document.currency
    is_credit = document.is_credit_note
    return (
        part("cac:AccountingSupplierParty", _party(document.seller, is_seller=True)),
        part("cac:AccountingCustomerParty", _party(document.buyer)),
        document.payee and _payee(document.payee),
        _delivery(document),
        _means(document),
        part("cac:PaymentTerms", part("cbc:Note", document.payment_terms)),
        [_adjustment(each, currency, with_tax=True) for each in document.adjustments],
        *_taxes(document),
        _totals(document),
        [_line(line, currency, is_credit=is_credit) for line in document.lines],
    )


def _party(party: Party, *, is_seller: bool = False) -> Part | None:
    return part(
        "cac:Party",
        _identified("cbc:EndpointID", party.endpoint),
        _identifications(party),
        part("cac:PartyName", part("cbc:Name", party.trading_name)),
        _address(party),
        _tax_scheme(party.vat_id, "VAT"),
        # Any word but VAT makes it the number of the local tax office (BT-32).
        _tax_scheme(party.tax_number if is_seller else "", "FC"),
        part(
            "cac:PartyLegalEntity",
            part("cbc:RegistrationName", party.name),
            _identified("cbc:CompanyID", party.registration),
            part("cbc:CompanyLegalForm", party.legal_form if is_seller else ""),
        ),
        part(
            "cac:Contact",
            part("cbc:Name", party.contact_name),
            part("cbc:Telephone", party.phone),
            part("cbc:ElectronicMail", party.email),
        ),
    )


def _identified(tag: str, identifier: Identifier | None) -> Part | None:
    return part(tag, identifier.value, schemeID=identifier.scheme) if identifier else None


def _identifications(party: Party) -> list[Part | None]:
    return [
        part("cac:PartyIdentification", _identified("cbc:ID", each)) for each in party.identifiers
    ]


def _address(party: Party) -> Part | None:
    return part(
        "cac:PostalAddress",
        part("cbc:StreetName", party.street),
        part("cbc:AdditionalStreetName", party.street_more),
        part("cbc:CityName", party.city),
        part("cbc:PostalZone", party.postcode),
        part("cbc:CountrySubentity", party.region),
        part("cac:AddressLine", part("cbc:Line", party.address_more)),
        _country(party.country),
    )


def _country(code: str) -> Part | None:
    return part("cac:Country", part("cbc:IdentificationCode", code))


def _tax_scheme(value: str, scheme: str) -> Part | None:
    if not value:
        return None
    return part("cac:PartyTaxScheme", part("cbc:CompanyID", value), _scheme(scheme))


def _scheme(name: str) -> Part | None:
    return part("cac:TaxScheme", part("cbc:ID", name))


def _payee(payee: Party) -> Part | None:
    return part(
        "cac:PayeeParty",
        _identifications(payee),
        part("cac:PartyName", part("cbc:Name", payee.name)),
        part("cac:PartyLegalEntity", _identified("cbc:CompanyID", payee.registration)),
    )


def _delivery(document: Document) -> Part | None:
    return part(
        "cac:Delivery",
        part("cbc:ActualDeliveryDate", document.supplied_on),
        part(
            "cac:DeliveryLocation",
            part(
                "cac:Address",
                part("cbc:CityName", document.delivery_city),
                part("cbc:PostalZone", document.delivery_postcode),
                _country(document.delivery_country),
            ),
        ),
    )


def _means(document: Document) -> list[Part | None]:
    """How to pay; a credit note has no other place for its due date."""
    due_on = document.due_on if document.is_credit_note else None
    payments = document.payments
    if due_on and not payments:
        payments = (Payment(means=NO_INSTRUMENT),)
    return [_mean(payment, due_on) for payment in payments]


def _mean(payment: Payment, due_on: date | None) -> Part | None:
    return part(
        "cac:PaymentMeans",
        part("cbc:PaymentMeansCode", payment.means, name=payment.means_text),
        part("cbc:PaymentDueDate", due_on),
        part("cbc:PaymentID", payment.reference),
        part(
            "cac:PayeeFinancialAccount",
            part("cbc:ID", "".join(payment.iban.split())),
            part("cbc:Name", payment.account_name),
            part("cac:FinancialInstitutionBranch", part("cbc:ID", payment.bic)),
        ),
    )


def _adjustment(each: Adjustment, currency: str, *, with_tax: bool = False) -> Part | None:
    return part(
        "cac:AllowanceCharge",
        part("cbc:ChargeIndicator", "true" if each.is_charge else "false"),
        part("cbc:AllowanceChargeReasonCode", each.reason_code),
        part("cbc:AllowanceChargeReason", each.reason),
        part("cbc:MultiplierFactorNumeric", number(each.percent))
        if each.percent is not None
        else None,
        _money("cbc:Amount", each.amount, currency),
        _money("cbc:BaseAmount", each.base, currency),
        _category("cac:TaxCategory", each) if with_tax else None,
    )


def _taxes(document: Document):
    """The VAT breakdown, and the sum once more in the currency of the seller's tax office."""
    yield part(
        "cac:TaxTotal",
        _money("cbc:TaxAmount", document.totals.tax, document.currency),
        [_breakdown(each, document) for each in document.totals.subtotals],
    )
    tax = document.tax_in_tax_currency
    yield part("cac:TaxTotal", _money("cbc:TaxAmount", tax, document.tax_currency))


def _category(tag: str, taxed: Item | Adjustment) -> Part | None:
    rate = number(taxed.rate) if has_rate(taxed.category, EN16931) else ""
    return part(tag, part("cbc:ID", taxed.category), part("cbc:Percent", rate), _scheme("VAT"))


def _breakdown(subtotal: Subtotal, document: Document) -> Part | None:
    rate = number(subtotal.rate) if has_rate(subtotal.category, document.profile) else ""
    return part(
        "cac:TaxSubtotal",
        _money("cbc:TaxableAmount", subtotal.base, document.currency),
        _money("cbc:TaxAmount", subtotal.tax, document.currency),
        part(
            "cac:TaxCategory",
            part("cbc:ID", subtotal.category),
            part("cbc:Percent", rate),
            part("cbc:TaxExemptionReasonCode", subtotal.reason_code),
            part("cbc:TaxExemptionReason", subtotal.reason),
            _scheme("VAT"),
        ),
    )


def _totals(document: Document) -> Part | None:
    totals, currency = document.totals, document.currency
    return part(
        "cac:LegalMonetaryTotal",
        _money("cbc:LineExtensionAmount", totals.lines, currency),
        _money("cbc:TaxExclusiveAmount", totals.net, currency),
        _money("cbc:TaxInclusiveAmount", totals.gross, currency),
        _money("cbc:AllowanceTotalAmount", totals.allowances or None, currency),
        _money("cbc:ChargeTotalAmount", totals.charges or None, currency),
        _money("cbc:PrepaidAmount", totals.prepaid or None, currency),
        _money("cbc:PayableRoundingAmount", totals.rounding or None, currency),
        _money("cbc:PayableAmount", totals.due, currency),
    )


def _line(line: Line, currency: str, *, is_credit: bool) -> Part | None:
    return part(
        "cac:CreditNoteLine" if is_credit else "cac:InvoiceLine",
        part("cbc:ID", line.number),
        part("cbc:Note", line.note),
        part(
            "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity",
            number(line.item.quantity),
            unitCode=line.unit,
        ),
        _money("cbc:LineExtensionAmount", line.net, currency),
        part("cbc:AccountingCost", line.account),
        _period(line.starts_on, line.ends_on),
        part("cac:OrderLineReference", part("cbc:LineID", line.order_line)),
        [_adjustment(each, currency) for each in line.item.adjustments],
        part(
            "cac:Item",
            part("cbc:Description", line.description),
            part("cbc:Name", line.name),
            _category("cac:ClassifiedTaxCategory", line.item),
        ),
        _price(line, currency),
    )


def _price(line: Line, currency: str) -> Part | None:
    item = line.item
    discount = None
    if line.price_discount is not None and line.gross_price is not None:
        discount = part(
            "cac:AllowanceCharge",
            part("cbc:ChargeIndicator", "false"),
            part("cbc:Amount", number(line.price_discount), currencyID=currency),
            part("cbc:BaseAmount", number(line.gross_price), currencyID=currency),
        )
    return part(
        "cac:Price",
        part("cbc:PriceAmount", number(item.price), currencyID=currency),
        part("cbc:BaseQuantity", number(item.base_quantity), unitCode=line.unit)
        if item.base_quantity != 1
        else None,
        discount,
    )


def _money(tag: str, value: Decimal | None, currency: str) -> Part | None:
    if value is None:
        return None
    return part(tag, amount(value), currencyID=currency)


def _period(starts_on: date | None, ends_on: date | None, code: str = "") -> Part | None:
    return part(
        "cac:InvoicePeriod",
        part("cbc:StartDate", starts_on),
        part("cbc:EndDate", ends_on),
        part("cbc:DescriptionCode", code),
    )
