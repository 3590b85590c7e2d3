"""E-invoices for tests: the official examples beside the project, small ones, damaged ones."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "finance" / "invoices"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.xml"))
needs_files = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the official example invoices are not beside this project"
)
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
LINE = """
<cac:{name}Line><cbc:ID>{number}</cbc:ID><cbc:{quantity}>{amount}</cbc:{quantity}>
<cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>{more}
<cac:Item><cbc:Name>Retouching</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>{category}</cbc:ID>
<cbc:Percent>{rate}</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount></cac:Price></cac:{name}Line>
"""
INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<{name} xmlns="{ubl}{name}-2" xmlns:cac="{ubl}CommonAggregateComponents-2"
 xmlns:cbc="{ubl}CommonBasicComponents-2">
<cbc:CustomizationID>{profile}</cbc:CustomizationID>
<cbc:ID>R-7</cbc:ID><cbc:IssueDate>2026-11-02Z</cbc:IssueDate>
<cbc:{name}TypeCode>{kind}</cbc:{name}TypeCode>
<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>
<cbc:RegistrationName>Lens and Light Ltd</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity>
<cbc:RegistrationName>Northlight</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
{above}
<cac:TaxTotal><cbc:TaxAmount currencyID="{currency}">{tax}</cbc:TaxAmount>{subtotals}</cac:TaxTotal>
<cac:LegalMonetaryTotal>
<cbc:LineExtensionAmount>{lines}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount>{net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>{gross}</cbc:TaxInclusiveAmount>{sums}
<cbc:PayableAmount>{due}</cbc:PayableAmount></cac:LegalMonetaryTotal>
{rows}</{name}>
"""
SUBTOTAL = """
<cac:TaxSubtotal><cbc:TaxableAmount>{base}</cbc:TaxableAmount><cbc:TaxAmount>{tax}</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>{category}</cbc:ID><cbc:Percent>{rate}</cbc:Percent></cac:TaxCategory>
</cac:TaxSubtotal>"""
RIGHT = {
    "name": "Invoice",
    "kind": "380",
    "currency": "EUR",
    "profile": "urn:cen.eu:en16931:2017",
    "above": "",
    "sums": "",
    "lines": "200.00",
    "net": "200.00",
    "tax": "38.00",
    "gross": "238.00",
    "due": "238.00",
}


def line(number="1", **fields):
    """One line in UBL: two at 100, 19 per cent, unless said otherwise."""
    usual = {"name": "Invoice", "quantity": "InvoicedQuantity", "amount": "2", "price": "100"}
    usual |= {"net": "200.00", "category": "S", "rate": "19", "more": "", "number": number}
    return LINE.format(**usual | fields)


def subtotal(base="200.00", tax="38.00", category="S", rate="19"):
    return SUBTOTAL.format(base=base, tax=tax, category=category, rate=rate)


def invoice(**fields):
    """A small invoice in UBL, whose every sum is right unless a field says otherwise."""
    usual = RIGHT | {"ubl": UBL, "rows": line(), "subtotals": subtotal()}
    return INVOICE.format(**usual | fields).encode()


def pdf_with(files, **saving):
    """A PDF of one empty page that carries these files: {name: content}."""
    pdf, out = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    for name, content in files.items():
        pdf.attachments[name] = content
    pdf.save(out, **saving)
    return out.getvalue()
