"""What German public bodies (XRechnung 3.0) and the Peppol network want on top of EN 16931.

Sources: KoSIT's rules BR-DE-*; PEPPOL-EN16931-* of Peppol BIS Billing 3.0.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from agency.lib.einvoice.document import CORRECTED, Document, Identifier, Party
from agency.lib.einvoice.fault import Fault

# One "@" that neither begins nor ends it, no blank, and something after it that has no end of dots.
ADDRESS = re.compile(r"[^@\s.][^@\s]*@[^@\s.][^@\s]*[^@\s.]")
# Peppol takes the numbered schemes of the EAS list only; XRechnung also "EM", an e-mail address.
PEPPOL_SCHEME = re.compile(r"\d{4}")


def xrechnung_faults(document: Document) -> list[Fault]:
    """What a German public body would send this invoice back for; use after `faults`."""
    return [
        *_reference_faults(document),
        *_contact_faults(document.seller),
        *_town_faults(document.seller, document.buyer),
        *_endpoint_faults(document),
        *_means_faults(document),
        *_delivery_faults(document),
    ]


def peppol_faults(document: Document) -> list[Fault]:
    """What the Peppol network would refuse this invoice for; use after `faults`.

    Within Germany it keeps the rules of XRechnung too (DE-R-*).
    """
    national = xrechnung_faults(document) if _is_german(document) else []
    return [
        *(national or [*_order_faults(document), *_endpoint_faults(document)]),
        *_peppol_scheme_faults(document),
        *_peppol_kind_faults(document),
    ]


def _reference_faults(document: Document) -> Iterator[Fault]:
    if not document.buyer_reference.strip():
        yield Fault("BT-10", _("The buyer reference (Leitweg-ID) is missing."))


def _contact_faults(seller: Party) -> Iterator[Fault]:
    """BR-DE-5 to -7, -27 and -28."""
    if not seller.contact_name.strip():
        yield Fault("BT-41", _("Name the person here whom the client may ask."))
    if not seller.phone.strip():
        yield Fault("BT-42", _("The telephone number of our contact is missing."))
    elif len(re.findall(r"\d", seller.phone)) < 3:
        yield Fault("BT-42", _("The telephone number of our contact needs three digits."))
    if not seller.email.strip():
        yield Fault("BT-43", _("The e-mail address of our contact is missing."))
    elif not ADDRESS.fullmatch(seller.email.strip()):
        yield Fault("BT-43", _("The e-mail address of our contact is not valid."))


def _town_faults(seller: Party, buyer: Party) -> Iterator[Fault]:
    """BR-DE-4 and BR-DE-9; towns are asked for in any case."""
    if not seller.postcode.strip():
        yield Fault("BT-38", _("Our postcode is missing."))
    if not buyer.postcode.strip():
        yield Fault("BT-53", _("The client’s postcode is missing."))


def _means_faults(document: Document) -> Iterator[Fault]:
    if not document.payments:
        yield Fault("BG-16", _("Say how it is to be paid."))


def _delivery_faults(document: Document) -> Iterator[Fault]:
    """BR-DE-10 and BR-DE-11."""
    if document.delivery_country and not (document.delivery_city and document.delivery_postcode):
        yield Fault("BT-77", _("The place of delivery needs its town and its postcode."))


def _order_faults(document: Document) -> Iterator[Fault]:
    if not (document.buyer_reference.strip() or document.purchase_order.strip()):
        yield Fault("BT-10", _("Give the buyer reference or the order number."))


def _endpoint_faults(document: Document) -> Iterator[Fault]:
    if not _is_whole(document.seller.endpoint):
        yield Fault("BT-34", _("Our electronic address is missing."))
    if not _is_whole(document.buyer.endpoint):
        yield Fault("BT-49", _("The client’s electronic address is missing."))


def _is_whole(endpoint: Identifier | None) -> bool:
    return bool(endpoint and endpoint.value.strip() and endpoint.scheme)


def _peppol_scheme_faults(document: Document) -> Iterator[Fault]:
    ends = [("BT-34", document.seller.endpoint), ("BT-49", document.buyer.endpoint)]
    for term, endpoint in ends:
        if endpoint and _is_whole(endpoint) and not PEPPOL_SCHEME.fullmatch(endpoint.scheme):
            yield Fault(
                term,
                _("Peppol does not know the address scheme “%(scheme)s”.")
                % {"scheme": endpoint.scheme},
            )


def _peppol_kind_faults(document: Document) -> Iterator[Fault]:
    """P0112: a corrected invoice travels within Germany only."""
    if document.kind == CORRECTED and not _is_german(document):
        yield Fault(
            "BT-3", _("Peppol takes corrected invoices in Germany only. Send a credit note.")
        )


def _is_german(document: Document) -> bool:
    return document.seller.country == document.buyer.country == "DE"
