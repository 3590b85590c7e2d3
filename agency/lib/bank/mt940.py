"""Statements in MT940, the older text format, cut into fields by the mt-940 package."""

import logging
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from mt940.models import Transactions
from mt940.options import Options

from agency.lib.bank.account import is_iban, plain
from agency.lib.bank.details import LINE, TAG, Details, amounts, exchange_rate, given, read_details
from agency.lib.bank.statement import (
    LONGEST_TEXT,
    MOST_ENTRIES,
    Balance,
    Entry,
    Statement,
    Unreadable,
)
from agency.lib.money import ZERO
from agency.lib.reference import find_references
from agency.lib.text import clean

# The package logs the lines it cannot read, which are a client's payments.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

_START = re.compile(r"(?m)^(?=:20:)")
_FIELD = re.compile(r"(?m)^:(?:20|25|28C?|60[FM]?|61|62[FM]?|86):", re.ASCII)
_INTERIM = re.compile(r"(?m)^:(?:34F|13D|90[CD]):", re.ASCII)
_BALANCE = re.compile(r"(?m)^(?P<head>:6[0245][FM]?:[CD]\d{6})(?P<currency>[A-Z]{3})?", re.ASCII)
_NO_REAL_NAME = "\ue000"  # holds a space at the end of a full line, which the package would drop
_FULL_LINE = re.compile(
    rf"(?m)^((?::86:)?[^:\n].{{{LINE - 2}}}|:86:.{{{LINE - TAG - 1}}}) $", re.ASCII
)
_CLOSED = re.compile(r"(?m)^:62[FM]?:", re.ASCII)
_NON_SWIFT_TEXT = [f"non_swift_{code:02d}" for code in range(1, 15)]
_NON_SWIFT_NAME = ["non_swift_15", "non_swift_16"]
_OPENING = ("final_opening_balance", "intermediate_opening_balance", "opening_balance")
_CLOSING = ("final_closing_balance", "intermediate_closing_balance", "closing_balance")


def is_mt940(text: str) -> bool:
    """Whether a text has fields as MT940 names them."""
    return bool(_FIELD.search(text))


def read_mt940(text: str) -> list[Statement]:
    """The statements of an MT940 file in its order. Raises Unreadable, a sentence, for any other.

    A page of a longer statement is a statement of its own, between intermediate balances.
    """
    blocks = [block for block in _START.split(_tidy(text)) if block.startswith(":20:")]
    if not blocks:
        raise Unreadable(
            _("This file is part of an MT940 statement: its beginning is missing. Send it whole.")
        )
    statements = [_statement(_without_epilogue(block)) for block in blocks]
    if sum(len(each.entries) for each in statements) > MOST_ENTRIES:
        raise Unreadable(_("This file has too many entries. Ask your bank for shorter periods."))
    return statements


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FULL_LINE.sub(rf"\1{_NO_REAL_NAME}", text)


def _without_epilogue(block: str) -> str:
    """Without what is said of the whole statement, which would join the words of the last entry."""
    closed = _CLOSED.search(block)
    if not closed or "\n:61:" in block[closed.start() :]:
        return block
    return block[: closed.start()] + block[closed.start() :].split("\n:86:")[0]


def _statement(block: str) -> Statement:
    read = _parsed(_with_currencies(block))
    opening, closing = _balance(read.data, _OPENING), _balance(read.data, _CLOSING)
    account = clean(str(read.data.get("account_identification") or ""))
    if not account:
        raise Unreadable(_("A statement in this file does not say which account it is of."))
    if opening is None or closing is None:
        raise Unreadable(_no_balances(block))
    numbers = (read.data.get("statement_number"), read.data.get("sequence_number"))
    return Statement(
        account=plain(account.removesuffix(opening.currency)),
        currency=opening.currency,
        opening=opening,
        closing=closing,
        entries=tuple(_entry(each.data, opening.currency) for each in read if "date" in each.data),
        number="/".join(filter(None, numbers)),
        identification=clean(str(read.data.get("transaction_reference") or "")),
    )


def _parsed(block: str) -> Transactions:
    # Details are read here: the package joins their parts and loses where a word ends. And its
    # parse() would open a file of the name that somebody writes into theirs.
    transactions = Transactions({"post_transaction_details": []}, options=Options.all())
    try:
        transactions.parse(block)
    except Exception as error:  # whatever a foreign parser makes of a broken file
        raise Unreadable(
            _("A line of this MT940 file cannot be read. Ask your bank for CAMT.053 instead.")
        ) from error
    return transactions


def _with_currencies(block: str) -> str:
    """Every balance with its currency: some banks write it with the first one alone."""
    first = next((found["currency"] for found in _BALANCE.finditer(block)), None)
    if not first:
        return block
    return _BALANCE.sub(lambda found: f"{found['head']}{found['currency'] or first}", block)


def _balance(data: dict[str, Any], names: Iterable[str]) -> Balance | None:
    for name in names:
        balance = data.get(name)
        if balance is not None and re.fullmatch("[A-Z]{3}", balance.amount.currency or ""):
            return Balance(balance.amount.amount, balance.amount.currency, _day(balance.date))
    return None


def _no_balances(block: str) -> str:
    if _INTERIM.search(block):
        return _(
            "This is an interim report (MT942) without balances."
            " Ask your bank for the statement of the day, MT940 or CAMT.053."
        )
    return _("A statement in this file has no opening and closing balance.")


def _entry(data: dict[str, Any], currency: str) -> Entry:
    details = _details(data)
    more = clean(_said(data, "extra_details"))
    own = given(_said(data, "customer_reference"))
    account = details.payer_account or (plain(more) if is_iban(more) else "")
    text = _told(details.text, *(each for each in (own, more) if not is_iban(each)))
    found = find_references(f"{text}\n{details.end_to_end}")
    said = f"{_said(data, 'transaction_details')} {more}"
    money = amounts(said)
    ordered_in, ordered = money.get("OCMT", ("", None))
    charged_in, charges = money.get("CHGS", ("", ZERO))
    return Entry(
        booked_on=_day(data.get("entry_date") or data["date"]),
        value_on=_day(data["date"]),
        amount=Decimal(data["amount"].amount),
        currency=currency,
        payer=details.payer,
        payer_account=account,
        reference=next(iter(found), ""),
        end_to_end=details.end_to_end,
        bank_reference=given(_said(data, "bank_reference")),
        text=text[:LONGEST_TEXT],
        is_reversal=_said(data, "status").upper().startswith("R"),
        original_amount=ordered,
        original_currency=ordered_in,
        rate=exchange_rate(said),
        charges=charges if charged_in == currency else ZERO,
    )


def _told(text: str, *more: str) -> str:
    """A text, and what other fields say beyond it."""
    for each in more:
        text = text if each in text else f"{text} {each}".strip()
    return text


def _details(data: dict[str, Any]) -> Details:
    if raw := _said(data, "transaction_details"):
        return read_details(raw)
    text = " ".join(_said(data, name) for name in _NON_SWIFT_TEXT)
    payer = " ".join(_said(data, name) for name in _NON_SWIFT_NAME)
    return Details(text=clean(text), payer=clean(payer))


def _said(data: dict[str, Any], name: str) -> str:
    return str(data.get(name) or "").replace(_NO_REAL_NAME, " ")


def _day(day: date) -> date:
    return date(day.year, day.month, day.day)
