"""What an invoice still lacks before it may go out, in words for people of finance.

Sources: Article 226 of Directive 2006/112/EC (content); EN 16931-1 and its rules BR-*; § 14 of the
German VAT act (date of supply). Categories of VAT are in demands_vat.py, what XRechnung and Peppol
want on top in demands_network.py; sums are another matter.
"""

from collections.abc import Iterator
from datetime import date

from babel.core import Locale
from django.utils.translation import gettext as _
from stdnum import iban as iban_number
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat

from agency.lib.amount import is_currency
from agency.lib.einvoice.demands_network import peppol_faults, xrechnung_faults
from agency.lib.einvoice.demands_vat import WITHIN_EU, category_faults
from agency.lib.einvoice.document import CORRECTED, PREPAYMENT, Document, Line, Party, Payment
from agency.lib.einvoice.fault import Fault
from agency.lib.money import ZERO, Adjustment

__all__ = ["Fault", "faults", "peppol_faults", "xrechnung_faults"]

CREDIT_TRANSFERS = {"30", "58"}  # UNTDID 4461: in general, and SEPA
SEPA = "58"
# Prefixes of VAT ids that are no codes of countries: Greece, Northern Ireland.
OTHER_PREFIXES = {"EL", "XI"}


def faults(document: Document) -> list[Fault]:
    """Everything that keeps this document from being issued, in the order of the paper."""
    return [
        *_head_faults(document),
        *_party_faults(document.seller, _SELLER),
        *_party_faults(document.buyer, _BUYER),
        *_date_faults(document),
        *_line_faults(document),
        *_adjustment_faults(document.adjustments),
        *category_faults(document),
        *_payment_faults(document),
    ]


def _head_faults(document: Document) -> Iterator[Fault]:
    if not document.number.strip():
        yield Fault("BT-1", _("The number is missing."))
    if not document.issued_on:
        yield Fault("BT-2", _("The date of issue is missing."))
    if not document.kind:
        yield Fault("BT-3", _("Choose what it is: an invoice, a prepayment or a credit note."))
    if not is_currency(document.currency):
        yield Fault("BT-5", _("Choose the currency."))
    if (document.is_credit_note or document.kind == CORRECTED) and not any(
        each.number.strip() for each in document.preceding
    ):
        yield Fault("BT-25", _("Name the invoice that this corrects."))
    yield from _tax_currency_faults(document)


def _tax_currency_faults(document: Document) -> Iterator[Fault]:
    other = document.tax_currency
    if other and not is_currency(other):
        yield Fault("BT-6", _("“%(code)s” is no currency.") % {"code": other})
    elif other and other == document.currency:
        yield Fault("BT-6", _("The currency of the tax is that of the invoice. Leave it out."))
    elif other and document.tax_in_tax_currency is None:
        yield Fault("BT-111", _("The VAT in %(code)s is missing.") % {"code": other})
    elif not other and document.tax_in_tax_currency is not None:
        yield Fault("BT-6", _("The VAT is given in one more currency. Say in which."))


# -- Seller and buyer -----------------------------------------------------------------------------

# Of each side: the terms of its name, street, town, country, identifiers and VAT id.
_SELLER = ("BT-27", "BT-35", "BT-37", "BT-40", "BT-31")
_BUYER = ("BT-44", "BT-50", "BT-52", "BT-55", "BT-48")


def _party_faults(party: Party, terms: tuple[str, ...]) -> Iterator[Fault]:
    name, street, city, country, vat_id = terms
    is_seller = terms is _SELLER
    side = _("our company") if is_seller else _("the client")
    if not party.name.strip():
        yield Fault(name, _("The legal name of %(side)s is missing.") % {"side": side})
    # Some places have a name and no street, and post boxes have neither: one line is enough.
    if not (party.street or party.street_more or party.address_more).strip():
        yield Fault(street, _("The street of %(side)s is missing.") % {"side": side})
    if not party.city.strip():
        yield Fault(city, _("The town of %(side)s is missing.") % {"side": side})
    if not _is_country(party.country):
        yield Fault(country, _("The country of %(side)s is missing.") % {"side": side})
    if party.vat_id and (sentence := _vat_id_sentence(party.vat_id)):
        yield Fault(vat_id, sentence)


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code in Locale("en").territories


def _vat_id_sentence(vat_id: str) -> str:
    """What is wrong with a VAT id, or nothing (BR-CO-09, and the check digits of the country)."""
    prefix = vat_id[:2].upper()
    if not (_is_country(prefix) or prefix in OTHER_PREFIXES):
        return _("The VAT id %(id)s has to begin with its country, such as DE or IT.") % {
            "id": vat_id
        }
    if prefix == "GB":
        valid = gb_vat.is_valid(vat_id)
    elif prefix in OTHER_PREFIXES or prefix.lower() in eu_vat.MEMBER_STATES:
        valid = eu_vat.is_valid(vat_id)
    else:
        valid = bool(vat_id[2:].strip())
    if valid:
        return ""
    return _("The VAT id %(id)s is not valid. Please check it for typing errors.") % {"id": vat_id}


# -- Dates ----------------------------------------------------------------------------------------


def _date_faults(document: Document) -> Iterator[Fault]:
    if _is_reversed(document.starts_on, document.ends_on):
        yield Fault("BT-74", _("The period of supply ends before it begins."))
    if document.tax_point and document.tax_point_code:
        yield Fault("BT-7", _("Give the tax point as a date or as a rule, not both."))
    if document.due_on and document.issued_on and document.due_on < document.issued_on:
        yield Fault("BT-9", _("The due date is before the date of issue."))
    if _owes(document) and not (document.due_on or document.payment_terms.strip()):
        yield Fault("BT-9", _("Give the due date or the terms of payment."))
    if _must_say_when(document) and not _says_when(document):
        yield Fault("BT-72", _("German law asks for the day or the period of supply."))


def _owes(document: Document) -> bool:
    return document.totals.due > 0 and not document.is_credit_note


def _must_say_when(document: Document) -> bool:
    is_bill = not document.is_credit_note and document.kind != PREPAYMENT
    # A supply within the EU is asked for its day in any case, and once is enough.
    asked = any(line.item.category == WITHIN_EU for line in document.lines)
    return document.seller.country == "DE" and is_bill and not asked


def _says_when(document: Document) -> bool:
    whole = document.supplied_on or document.starts_on or document.ends_on
    return bool(whole) or all(line.starts_on or line.ends_on for line in document.lines)


def _is_reversed(starts_on: date | None, ends_on: date | None) -> bool:
    return bool(starts_on and ends_on and ends_on < starts_on)


# -- Lines ----------------------------------------------------------------------------------------


def _line_faults(document: Document) -> Iterator[Fault]:
    if not document.lines:
        yield Fault("BG-25", _("There is no line yet. Add what is to be paid for."))
    for line in document.lines:
        for term, sentence in _faults_of(line):
            where = {"number": line.number, "sentence": sentence}
            yield Fault(term, _("Line %(number)s: %(sentence)s") % where)


def _faults_of(line: Line) -> Iterator[tuple[str, str]]:
    if not line.name.strip():
        yield "BT-153", _("say what it is for.")
    if not line.unit:
        yield "BT-130", _("the unit is missing.")
    if line.item.price < 0:
        yield "BT-146", _("the price may not be below zero; make the quantity negative instead.")
    if line.item.base_quantity <= 0:
        yield "BT-149", _("the price has to be for more than nothing.")
    if line.gross_price is not None and line.gross_price < 0:
        yield "BT-148", _("the price before discount may not be below zero.")
    if _is_reversed(line.starts_on, line.ends_on):
        yield "BT-135", _("its period ends before it begins.")
    if any(_lacks_reason(each) for each in line.item.adjustments):
        yield "BT-139", _("give a reason for each discount and each surcharge.")


def _adjustment_faults(adjustments: tuple[Adjustment, ...]) -> Iterator[Fault]:
    for each in adjustments:
        if each.amount < ZERO:
            term = "BT-99" if each.is_charge else "BT-92"
            yield Fault(term, _("A discount or a surcharge may not be below zero."))
        if _lacks_reason(each):
            term = "BT-104" if each.is_charge else "BT-97"
            yield Fault(term, _("Give a reason for each discount and each surcharge."))


def _lacks_reason(adjustment: Adjustment) -> bool:
    return not (adjustment.reason or adjustment.reason_code).strip()


# -- Payment --------------------------------------------------------------------------------------


def _payment_faults(document: Document) -> Iterator[Fault]:
    for payment in document.payments:
        if not payment.means:
            yield Fault("BT-81", _("Say how it is to be paid."))
        if payment.means in CREDIT_TRANSFERS and (sentence := _account_sentence(payment)):
            yield Fault("BT-84", sentence)


def _account_sentence(payment: Payment) -> str:
    """What is wrong with the account of a credit transfer, or nothing (BR-61).

    Outside of SEPA an account may have a number that is no IBAN, which then has no country.
    """
    account = "".join(payment.iban.split())
    if not account:
        return _("The IBAN is missing: a bank transfer needs it.")
    is_iban = payment.means == SEPA or account[:2].isalpha()
    if is_iban and not iban_number.is_valid(account):
        return _("The IBAN %(iban)s is not valid. Please check it for typing errors.") % {
            "iban": payment.iban
        }
    return ""
