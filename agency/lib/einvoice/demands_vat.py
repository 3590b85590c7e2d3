"""What each category of VAT asks for: UNTDID 5305; EN 16931-1, BR-S, -AE, -E, -Z, -G, -O and -IC.

Measured against the official schematrons: without these they refuse the document.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agency.lib.einvoice.document import Document
from agency.lib.einvoice.fault import Fault

STANDARD, REVERSE, EXEMPT, ZERO_RATED, EXPORT, OUTSIDE, WITHIN_EU = "S AE E Z G O K".split()
# Canary Islands; Ceuta and Melilla: taxed, as the standard rate is.
LIKE_STANDARD = {"L", "M"}
KNOWN = {STANDARD, REVERSE, EXEMPT, ZERO_RATED, EXPORT, OUTSIDE, WITHIN_EU} | LIKE_STANDARD
WITH_REASON = {REVERSE, EXEMPT, EXPORT, OUTSIDE, WITHIN_EU}
# For these the seller's number at the local tax office does as well as the VAT id.
ANY_TAX_NUMBER = {STANDARD, REVERSE, EXEMPT, ZERO_RATED} | LIKE_STANDARD


def category_faults(document: Document) -> Iterator[Fault]:
    """What the categories on the lines, discounts and surcharges ask for and do not get."""
    taxed = [(line.item.category, line.item.rate) for line in document.lines]
    taxed += [(each.category, each.rate) for each in document.adjustments]
    used = {category for category, _rate in taxed}
    if used - KNOWN:
        yield Fault("BT-151", _("Choose the VAT of each line, discount and surcharge."))
    if any(rate <= 0 for category, rate in taxed if category == STANDARD):
        yield Fault("BT-152", _("A taxed line needs a rate above zero."))
    if any(rate for category, rate in taxed if category in KNOWN - {STANDARD} - LIKE_STANDARD):
        yield Fault("BT-152", _("A line without VAT has to have the rate zero."))
    yield from _reason_faults(document)
    yield from _seller_faults(document, used)
    yield from _buyer_faults(document, used)
    if WITHIN_EU in used:
        yield from _supply_within_eu_faults(document)
    if OUTSIDE in used and used != {OUTSIDE}:
        yield Fault(
            "BT-151", _("What is outside the scope of VAT needs an invoice of its own (BR-O-11).")
        )


def _reason_faults(document: Document) -> Iterator[Fault]:
    for each in document.totals.subtotals:
        has_reason = bool((each.reason or each.reason_code).strip())
        if each.category in WITH_REASON and not has_reason:
            yield Fault("BT-120", _MISSING_REASONS[each.category]())
        if each.category in KNOWN - WITH_REASON and has_reason:
            yield Fault("BT-120", _("VAT that is charged, or at zero per cent, has no reason."))


_MISSING_REASONS = {
    REVERSE: lambda: _("Say why there is no VAT: reverse charge needs its wording."),
    EXEMPT: lambda: _("Say why there is no VAT: an exemption needs its reason."),
    EXPORT: lambda: _("Say why there is no VAT: an export needs its reason."),
    OUTSIDE: lambda: _("Say why there is no VAT: what is outside its scope needs a reason."),
    WITHIN_EU: lambda: _("Say why there is no VAT: a supply within the EU needs its reason."),
}


def _seller_faults(document: Document, used: set[str]) -> Iterator[Fault]:
    seller = document.seller
    if OUTSIDE in used:
        if seller.vat_id:
            yield Fault(
                "BT-31", _("Leave out our VAT id: this invoice is outside the scope of VAT.")
            )
    elif used - ANY_TAX_NUMBER and not seller.vat_id:
        yield Fault("BT-31", _("Our VAT id is missing: a supply to another country needs it."))
    elif used & ANY_TAX_NUMBER and not (seller.vat_id or seller.tax_number):
        yield Fault("BT-31", _("Our VAT id or tax number is missing."))
    if not (seller.vat_id or seller.registration or seller.identifiers):
        yield Fault("BT-30", _("Our company needs one number: VAT id or registration (BR-CO-26)."))


def _buyer_faults(document: Document, used: set[str]) -> Iterator[Fault]:
    vat_id = document.buyer.vat_id
    if OUTSIDE in used and vat_id:
        yield Fault(
            "BT-48", _("Leave out the buyer’s VAT id: this invoice is outside the scope of VAT.")
        )
    if REVERSE in used and not vat_id:
        yield Fault("BT-48", _("The buyer’s VAT id is missing: reverse charge needs it."))
    if WITHIN_EU in used and not vat_id:
        yield Fault("BT-48", _("The buyer’s VAT id is missing: a supply within the EU needs it."))


def _supply_within_eu_faults(document: Document) -> Iterator[Fault]:
    """BR-IC-11 and BR-IC-12."""
    if not (document.supplied_on or document.starts_on or document.ends_on):
        yield Fault("BT-72", _("A supply within the EU needs its day or its period."))
    if not document.delivery_country:
        yield Fault("BT-80", _("A supply within the EU needs the country it went to."))
