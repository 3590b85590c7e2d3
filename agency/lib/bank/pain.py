"""Transfers for the bank to make: a SEPA credit transfer file, pain.001.001.09.

Form and limits are those of the EPC's customer-to-bank guidelines for credit transfers
(EPC132-08, 2023). The same order makes the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from agency.lib.bank.account import is_bic, is_iban, is_in_sepa, plain, plain_bic
from agency.lib.bank.latin import unwritable, written
from agency.lib.money import ZERO
from agency.lib.reference import compact, is_creditor_reference

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
LONGEST_NAME, LONGEST_MARK, LONGEST_TEXT = 70, 35, 140
MOST_TRANSFERS = 10_000
_LONGEST_NUMBER = 30  # leaves room for the number of the group behind it


@dataclass(frozen=True)
class Transfer:
    """One payment in euro; it carries a text or an RF reference, or neither."""

    name: str
    iban: str
    amount: Decimal
    end_to_end: str  # comes back on our own statement
    pay_on: date
    text: str = ""
    reference: str = ""
    bic: str = ""


@dataclass(frozen=True)
class Order:
    """What goes to the bank in one file, from one account of ours."""

    number: str  # never given twice: banks refuse a file they know
    created_at: datetime
    name: str
    iban: str
    transfers: tuple[Transfer, ...]
    bic: str = ""


class Unsendable(Exception):
    """An order that no bank would take; `faults` are sentences, each about one thing."""

    def __init__(self, faults: list[str]):
        super().__init__(" ".join(faults))
        self.faults = faults


def faults(order: Order) -> list[str]:
    """Everything that stands in the way of the file, as sentences; empty if it can be made."""
    found = [*_mark_faults(_("The number of the file"), order.number, _LONGEST_NUMBER)]
    found += _party_faults(_("The account that pays"), order.name, order.iban, order.bic)
    if not 0 < len(order.transfers) <= MOST_TRANSFERS:
        found.append(_("A file holds 1 to %(most)d payments.") % {"most": MOST_TRANSFERS})
    seen: set[str] = set()
    for place, transfer in enumerate(order.transfers, start=1):
        who = _("Payment %(place)d, %(name)s") % {"place": place, "name": transfer.name}
        found += _transfer_faults(who, transfer)
        if transfer.end_to_end in seen:
            found.append(
                _("%(who)s: the reference %(mark)s is that of an earlier payment in this file.")
                % {"who": who, "mark": transfer.end_to_end}
            )
        seen.add(transfer.end_to_end)
    return found


def rewritten(order: Order) -> list[tuple[str, str]]:
    """Each text that a SEPA file cannot hold as it is, and what the file says instead."""
    texts = [order.name]
    for transfer in order.transfers:
        texts += [transfer.name, transfer.text]
    return [(text, written(text)) for text in dict.fromkeys(texts) if written(text) != text]


def credit_transfers(order: Order) -> bytes:
    """The file, in UTF-8: payments in groups by the day they are asked for, the earliest first.

    Raises Unsendable for an order that has faults.
    """
    if found := faults(order):
        raise Unsendable(found)
    document = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})
    message = _put(document, "CstmrCdtTrfInitn")
    _group_header(message, order)
    for place, (pay_on, transfers) in enumerate(_by_day(order.transfers), start=1):
        _payment_group(message, order, f"{order.number}-{place}", pay_on, transfers)
    return bytes(
        etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    )


def _group_header(message: Any, order: Order) -> None:
    header = _put(message, "GrpHdr")
    _put(header, "MsgId", order.number)
    _put(header, "CreDtTm", order.created_at.isoformat(timespec="seconds"))
    _put_sums(header, order.transfers)
    _put(header, "InitgPty/Nm", written(order.name))


def _payment_group(
    message: Any, order: Order, number: str, pay_on: date, transfers: list[Transfer]
) -> None:
    group = _put(message, "PmtInf")
    _put(group, "PmtInfId", number)
    _put(group, "PmtMtd", "TRF")
    _put_sums(group, transfers)
    _put(group, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _put(group, "ReqdExctnDt/Dt", pay_on.isoformat())
    _put(group, "Dbtr/Nm", written(order.name))
    _put(group, "DbtrAcct/Id/IBAN", plain(order.iban))
    if order.bic:
        _put(group, "DbtrAgt/FinInstnId/BICFI", plain_bic(order.bic))
    else:
        _put(group, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")
    _put(group, "ChrgBr", "SLEV")
    for transfer in transfers:
        _put_transfer(group, transfer)


def _put_transfer(group: Any, transfer: Transfer) -> None:
    element = _put(group, "CdtTrfTxInf")
    _put(element, "PmtId/EndToEndId", transfer.end_to_end)
    _put(element, "Amt/InstdAmt", f"{transfer.amount:.2f}").set("Ccy", "EUR")
    if transfer.bic:
        _put(element, "CdtrAgt/FinInstnId/BICFI", plain_bic(transfer.bic))
    _put(element, "Cdtr/Nm", written(transfer.name))
    _put(element, "CdtrAcct/Id/IBAN", plain(transfer.iban))
    if transfer.reference:
        information = _put(element, "RmtInf/Strd/CdtrRefInf")
        kind = _put(information, "Tp")
        _put(kind, "CdOrPrtry/Cd", "SCOR")
        _put(kind, "Issr", "ISO")
        _put(information, "Ref", compact(transfer.reference))
    elif transfer.text:
        _put(element, "RmtInf/Ustrd", written(transfer.text))


def _put_sums(within: Any, transfers: list[Transfer] | tuple[Transfer, ...]) -> None:
    _put(within, "NbOfTxs", str(len(transfers)))
    total = sum((transfer.amount for transfer in transfers), ZERO)
    _put(within, "CtrlSum", f"{total:.2f}")


def _put(within: Any, path: str, text: str = "") -> Any:
    """Elements along a path, one in the other; the last is given the text."""
    for name in path.split("/"):
        within = etree.SubElement(within, f"{{{NAMESPACE}}}{name}")
    if text:
        within.text = text
    return within


def _by_day(transfers: tuple[Transfer, ...]) -> Iterator[tuple[date, list[Transfer]]]:
    for pay_on in sorted({transfer.pay_on for transfer in transfers}):
        yield pay_on, [transfer for transfer in transfers if transfer.pay_on == pay_on]


def _transfer_faults(who: str, transfer: Transfer) -> Iterator[str]:
    yield from _party_faults(who, transfer.name, transfer.iban, transfer.bic)
    if not _is_payable(transfer.amount):
        yield _("%(who)s: an amount is 0.01 to 999,999,999.99 euro, in whole cents.") % {"who": who}
    mark = _("%(who)s: the reference for our own statement") % {"who": who}
    yield from _mark_faults(mark, transfer.end_to_end, LONGEST_MARK)
    text = _("%(who)s: the text") % {"who": who}
    yield from _text_faults(text, transfer.text, LONGEST_TEXT)
    if transfer.reference and transfer.text:
        yield _("%(who)s: a payment carries a reference or a text, not both.") % {"who": who}
    if transfer.reference and not is_creditor_reference(transfer.reference):
        yield _("%(who)s: “%(reference)s” is no RF reference.") % {
            "who": who,
            "reference": transfer.reference,
        }


def _party_faults(who: str, name: str, iban: str, bic: str) -> Iterator[str]:
    if not name.strip():
        yield _("%(who)s: the name is missing.") % {"who": who}
    yield from _text_faults(_("%(who)s: the name") % {"who": who}, name, LONGEST_NAME)
    if not is_iban(iban):
        yield _("%(who)s: “%(iban)s” is no IBAN.") % {"who": who, "iban": iban}
    elif not is_in_sepa(iban):
        yield _("%(who)s: SEPA transfers do not reach the country of %(iban)s.") % {
            "who": who,
            "iban": plain(iban),
        }
    if bic and not is_bic(bic):
        yield _("%(who)s: “%(bic)s” is no BIC.") % {"who": who, "bic": bic}


def _mark_faults(what: str, mark: str, longest: int) -> Iterator[str]:
    """A mark is never rewritten: it has to come back as it went."""
    if not 0 < len(mark) <= longest or mark != written(mark) or unwritable(mark):
        yield _(
            "%(what)s has 1 to %(most)d characters: letters, digits and / - ? : ( ) . , ' +"
        ) % {
            "what": what,
            "most": longest,
        }
    elif mark.startswith("/") or mark.endswith("/") or "//" in mark:
        yield _("%(what)s may not begin or end with a stroke, nor have two in a row.") % {
            "what": what
        }


def _text_faults(what: str, text: str, longest: int) -> Iterator[str]:
    if bad := unwritable(text):
        yield _("%(what)s has characters that a SEPA payment cannot carry: %(characters)s") % {
            "what": what,
            "characters": " ".join(bad),
        }
    if len(written(text)) > longest:
        yield _("%(what)s is longer than %(most)d characters.") % {"what": what, "most": longest}


def _is_payable(amount: Decimal) -> bool:
    if not amount.is_finite() or not LEAST <= amount <= MOST:
        return False
    return amount == amount.quantize(LEAST)
