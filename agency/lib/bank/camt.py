"""Statements in ISO 20022 XML: CAMT.053 of any version, CAMT.052 where it has both balances.

Elements are found by their local names, since the versions differ in namespaces and hardly in
what is read here. Sources: the message definition reports of camt.053.001.02 to .13.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agency.lib.bank.account import plain
from agency.lib.bank.statement import (
    LONGEST_TEXT,
    MOST_ENTRIES,
    Balance,
    Entry,
    Statement,
    Unreadable,
)
from agency.lib.bank.xml import all_at, first, flag, parsed, text_at
from agency.lib.money import ZERO
from agency.lib.reference import compact, find_references
from agency.lib.text import clean

# The message, the element of one statement in it, and whether it has to have both balances.
_MESSAGES = {
    "BkToCstmrStmt": ("Stmt", False),
    "BkToCstmrAcctRpt": ("Rpt", True),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", True),
}
_OPENING, _CLOSING, _BETWEEN = ("OPBD", "PRCD"), ("CLBD",), "ITBD"
_AMOUNT = re.compile(r"\+?(?=[\d.])\d{0,15}(?:\.\d{0,10})?", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*|Z|[+-]\d\d:\d\d)?", re.ASCII)
_NONE_GIVEN = {"NOTPROVIDED", "NOT PROVIDED", "NONREF"}


def read_camt(content: bytes) -> list[Statement]:
    """The statements of a CAMT file in its order. Raises Unreadable, a sentence, for any other."""
    root = parsed(content)
    for message, (part, needs_balances) in _MESSAGES.items():
        # Some banks put the document into an envelope of their own.
        found = next(root.iter(f"{{*}}{message}"), None)
        if found is not None:
            statements = [_statement(each) for each in all_at(found, part)]
            return _checked(statements, needs_balances=needs_balances)
    raise Unreadable(_("This XML file is no bank statement. Ask your bank for CAMT.053."))


def _checked(statements: list[Statement], *, needs_balances: bool) -> list[Statement]:
    if not statements:
        raise Unreadable(_("This bank file has no statement in it."))
    if needs_balances and not all(each.opening and each.closing for each in statements):
        raise Unreadable(
            _(
                "This is a notice of payments without an opening and a closing balance."
                " Ask your bank for the statement of the day, CAMT.053."
            )
        )
    return statements


def _statement(element: Any) -> Statement:
    account = clean(text_at(element, "Acct/Id/IBAN") or text_at(element, "Acct/Id/Othr/Id"))
    if not account:
        raise Unreadable(_("A statement in this file does not say which account it is of."))
    opening, closing = _balances(element)
    entries = tuple(entry for each in all_at(element, "Ntry") for entry in _entries(each))
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(_("This file has too many entries. Ask your bank for shorter periods."))
    known = opening or closing
    currency = text_at(element, "Acct/Ccy") or (known.currency if known else "")
    return Statement(
        account=plain(account),
        currency=clean(currency or (entries[0].currency if entries else "")),
        opening=opening,
        closing=closing,
        entries=entries,
        number=clean(text_at(element, "LglSeqNb") or text_at(element, "ElctrncSeqNb")),
        identification=clean(text_at(element, "Id")),
    )


def _balances(statement: Any) -> tuple[Balance | None, Balance | None]:
    """Opening and closing balance; a page in the middle of a statement has two of one kind."""
    by_code: dict[str, list[Balance]] = {}
    for element in all_at(statement, "Bal"):
        amount, currency = _money(element, "Amt")
        balance = Balance(_signed(element, amount), currency, _day(element, "Dt"))
        by_code.setdefault(text_at(element, "Tp/CdOrPrtry/Cd"), []).append(balance)
    between = by_code.get(_BETWEEN, [])
    opening = [each for code in _OPENING for each in by_code.get(code, [])] or between[:1]
    closing = [each for code in _CLOSING for each in by_code.get(code, [])]
    # A single balance in the middle is either end, not both.
    spare = between if by_code.keys() & set(_OPENING) else between[1:]
    closing = closing or spare
    return opening[0] if opening else None, closing[-1] if closing else None


def _entries(element: Any) -> Iterator[Entry]:
    """The payments of one Ntry: of a batch each one, if their amounts make the batch."""
    status = text_at(element, "Sts/Cd") or text_at(element, "Sts")
    if status not in {"", "BOOK"}:
        return
    details = all_at(element, "NtryDtls/TxDtls")
    if len(details) < 2:
        yield _entry(element, details[0] if details else None)
        return
    whole, currency = _money(element, "Amt")
    parts = [_part(element, each, currency) for each in details]
    if None in parts or sum(filter(None, parts), ZERO) != _signed(element, whole):
        yield _whole(element, details)
        return
    for place, (each, part) in enumerate(zip(details, parts, strict=True), start=1):
        yield _entry(element, each, amount=part, place=place)


def _part(entry: Any, details: Any, currency: str) -> Decimal | None:
    """The signed amount of one payment of a batch in the account's currency, if it is said."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        if first(details, path) is not None:
            amount, in_currency = _money(details, path)
            if in_currency == currency:
                said = details if text_at(details, "CdtDbtInd") else entry
                return _signed(said, amount)
    return None


def _whole(element: Any, details: list[Any]) -> Entry:
    """A batch that stays one entry: nobody's name or reference stands for all of it."""
    _amount, currency = _money(element, "Amt")
    return _built(
        element,
        text=clean(" ".join(_text(each) for each in details) or text_at(element, "AddtlNtryInf")),
        bank_reference=_given(text_at(element, "AcctSvcrRef")),
        charges=_charges(element, currency),
    )


def _entry(element: Any, details: Any, *, amount: Decimal | None = None, place: int = 0) -> Entry:
    """One payment: its amount is that of the entry, or of its own part of a batch."""
    is_credit = _is_credit(element if amount is None else details, element)
    is_reversal = flag(element, "RvslInd")
    # A payment that comes back is still told from the side of who first ordered it.
    side = "Dbtr" if is_credit != is_reversal else "Cdtr"
    account = _first_text(details, f"RltdPties/{side}Acct/Id/IBAN") or _first_text(
        details, f"RltdPties/{side}Acct/Id/Othr/Id"
    )
    text = _text(details)
    end_to_end = _given(_first_text(details, "Refs/EndToEndId"))
    original = _original(element, details, amount)
    _whole_amount, currency = _money(element, "Amt")
    return _built(
        element,
        amount=amount,
        payer=clean(_name(details, side) or _name(details, f"Ultmt{side}")),
        payer_account=plain(clean(account)),
        reference=_reference(details, text, end_to_end),
        end_to_end=end_to_end,
        bank_reference=_bank_reference(element, details, place),
        text=text or clean(text_at(element, "AddtlNtryInf")),
        original_amount=original[0],
        original_currency=original[1],
        rate=_rate(element, details),
        charges=_charges(details, currency) or (ZERO if place else _charges(element, currency)),
    )


def _built(element: Any, *, text: str, amount: Decimal | None = None, **said: Any) -> Entry:
    whole, currency = _money(element, "Amt")
    booked, value = _day(element, "BookgDt"), _day(element, "ValDt")
    on = booked or value
    if on is None:
        raise Unreadable(_("An entry in this file has no date."))
    return Entry(
        booked_on=on,
        value_on=value or on,
        amount=_signed(element, whole) if amount is None else amount,
        currency=currency,
        text=text[:LONGEST_TEXT],
        is_reversal=flag(element, "RvslInd"),
        **said,
    )


def _name(details: Any, side: str) -> str:
    party = f"RltdPties/{side}"
    return _first_text(details, f"{party}/Nm") or _first_text(details, f"{party}/Pty/Nm")


def _text(details: Any) -> str:
    """What the payer wrote: free lines, remarks, numbers of invoices; else the bank's own words."""
    paths = ("RmtInf/Ustrd", "RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/AddtlRmtInf")
    if details is None:
        return ""
    lines = [each.text or "" for path in paths for each in all_at(details, path)]
    return clean(" ".join(lines)) or clean(text_at(details, "AddtlTxInf"))


def _reference(details: Any, text: str, end_to_end: str) -> str:
    """The reference in its own field, else an RF or QR reference written where words stand."""
    if given := clean(_first_text(details, "RmtInf/Strd/CdtrRefInf/Ref")):
        return compact(given)
    return next(iter(find_references(text) + find_references(end_to_end)), "")


def _bank_reference(element: Any, details: Any, place: int) -> str:
    own = _given(_first_text(details, "Refs/AcctSvcrRef"))
    of_entry = _given(text_at(element, "AcctSvcrRef"))
    if place and of_entry and own in {"", of_entry}:
        return f"{of_entry}/{place}"
    return own or of_entry


def _original(element: Any, details: Any, amount: Decimal | None) -> tuple[Decimal | None, str]:
    """Amount and currency as ordered, where they are not those that were booked."""
    for within in (details, element):
        if within is not None and first(within, "AmtDtls/InstdAmt/Amt") is not None:
            ordered, currency = _money(within, "AmtDtls/InstdAmt/Amt")
            whole, booked_in = _money(element, "Amt")
            booked = whole if amount is None else abs(amount)
            return (None, "") if (ordered, currency) == (booked, booked_in) else (ordered, currency)
    return None, ""


def _rate(element: Any, details: Any) -> Decimal | None:
    for within in (details, element):
        for kind in ("InstdAmt", "TxAmt", "CntrValAmt"):
            if rate := _first_text(within, f"AmtDtls/{kind}/CcyXchg/XchgRate"):
                return _number(rate)
    return None


def _charges(within: Any, currency: str) -> Decimal:
    """What banks kept in this currency, above zero; records of charges before their total."""
    if within is None:
        return ZERO
    records = all_at(within, "Chrgs/Rcrd") or all_at(within, "Chrgs")
    total = ZERO
    for each in records:
        path = "Amt" if first(each, "Amt") is not None else "TtlChrgsAndTaxAmt"
        if first(each, path) is not None:
            amount, charged_in = _money(each, path)
            if charged_in == currency:
                total += -amount if text_at(each, "CdtDbtInd") == "CRDT" else amount
    return total


def _money(within: Any, path: str) -> tuple[Decimal, str]:
    element = first(within, path)
    currency = "" if element is None else clean(element.get("Ccy", ""))
    if element is None or not re.fullmatch("[A-Z]{3}", currency):
        raise Unreadable(_("An amount in this file is missing, or has no currency."))
    return _number(element.text or ""), currency


def _number(text: str) -> Decimal:
    bare = text.strip()
    if not _AMOUNT.fullmatch(bare) or not any(map(str.isdigit, bare)):
        raise Unreadable(_("“%(text)s” in this file is no amount.") % {"text": clean(text)[:40]})
    return Decimal(bare)


def _signed(element: Any, amount: Decimal) -> Decimal:
    return amount if _is_credit(element, element) else -amount


def _is_credit(element: Any, otherwise: Any) -> bool:
    side = _first_text(element, "CdtDbtInd") or text_at(otherwise, "CdtDbtInd")
    if side not in {"CRDT", "DBIT"}:
        raise Unreadable(_("An amount in this file does not say whether it came in or went out."))
    return side == "CRDT"


def _day(within: Any, path: str) -> date | None:
    """The day as the bank writes it, in its own time zone."""
    written = (text_at(within, f"{path}/Dt") or text_at(within, f"{path}/DtTm")).strip()
    if not written:
        return None
    try:
        found = _DATE.fullmatch(written)
        return date.fromisoformat(found[1]) if found else _no_date(written)
    except ValueError:
        return _no_date(written)


def _no_date(written: str) -> date:
    raise Unreadable(_("“%(text)s” in this file is no date.") % {"text": clean(written)[:40]})


def _first_text(within: Any, path: str) -> str:
    return "" if within is None else text_at(within, path)


def _given(text: str) -> str:
    bare = clean(text)
    return "" if bare.upper() in _NONE_GIVEN else bare
