"""Amounts of money as text: read from a form, written for a reader."""

from decimal import Decimal, InvalidOperation

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_decimal, list_currencies

CENT = Decimal("0.01")
MOST = Decimal("9999999999.99")


def read_amount(text: str) -> Decimal:
    """What somebody typed, as an amount with two decimals: "12 500", "12,500.00", "12.500,50".

    The last of a comma and a point is the decimal sign if one or two digits follow it. Raises
    ValueError for what is no amount, is negative, or has more than ten digits before the sign.
    """
    bare = "".join(text.replace("’", "").replace("'", "").split())
    head, sign, tail = bare, "", ""
    place = max(bare.rfind(","), bare.rfind("."))
    if place >= 0 and len(bare) - place - 1 in {1, 2}:
        head, sign, tail = bare[:place], ".", bare[place + 1 :]
    head = head.replace(",", "").replace(".", "")
    if not (head + tail).isascii() or not (head + tail).isdigit():
        raise ValueError(text)
    try:
        amount = Decimal(f"{head or '0'}{sign}{tail}").quantize(CENT)
    except InvalidOperation as wrong:
        raise ValueError(text) from wrong
    if amount > MOST:
        raise ValueError(text)
    return amount


def amount_text(amount: Decimal, language: str) -> str:
    """ "12,500.00" as readers of `language` write it, without its currency."""
    return format_decimal(amount, format="#,##0.00", locale=locale_of(language))


def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 code that somewhere is or was money."""
    return code in list_currencies()


def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
