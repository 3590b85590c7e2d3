"""An invoice that came in, as data: XML of either syntax, or a PDF that carries one."""

from django.utils.translation import gettext as _

from agency.lib.einvoice import read_cii, read_ubl
from agency.lib.einvoice.document import Document
from agency.lib.einvoice.read_pdf import invoice_in_pdf, is_pdf
from agency.lib.einvoice.source import Unreadable, check_size, parse

__all__ = ["Unreadable", "check_size", "read"]

BEFORE_EN_16931 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"


def read(content: bytes) -> Document:
    """The invoice or credit note in a file: UBL 2.1, CII D16B, or a PDF with one of them.

    Raises Unreadable, and nothing else, whatever the bytes are.
    """
    check_size(len(content))
    root = parse(invoice_in_pdf(content) if is_pdf(content) else content)
    if root.tag in {read_ubl.INVOICE, read_ubl.CREDIT_NOTE}:
        return read_ubl.read_ubl(root)
    if root.tag == read_cii.INVOICE:
        return read_cii.read_cii(root)
    if root.tag == BEFORE_EN_16931:
        raise Unreadable(
            _("This is an invoice of ZUGFeRD 1, which is older than EN 16931 and not read.")
        )
    raise Unreadable(_("This XML is no invoice of EN 16931: neither UBL nor CII."))
