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


def read_decimal(text: str, decimals: int = 4, *, below_zero: bool = False) -> Decimal:
    """What somebody typed, as a number: "1.5", "2,25", "12 500", "1.250,00", "−3".

    Of two kinds of signs the last is the decimal one. A single sign before exactly three digits
    parts thousands ("1,250"), unless nothing but zero stands before it. Raises ValueError for what
    is no number, has more decimals than asked for, or is negative where it may not be.
    """
    bare = "".join(text.replace("’", "").replace("'", "").split())
    is_negative = bare[:1] in {"-", "\u2212"}
    if is_negative and not below_zero:
        raise ValueError(text)
    bare = bare[1:] if is_negative else bare
    head, tail = _parted(bare)
    head = head.replace(",", "").replace(".", "")
    digits = head + tail
    if not digits.isascii() or not digits.isdigit() or len(tail.rstrip("0")) > decimals:
        raise ValueError(text)
    number = Decimal(f"{head or '0'}.{tail[:decimals] or '0'}")
    if number > MOST:
        raise ValueError(text)
    return -number if is_negative else number


def _parted(bare):
    """The digits before and after the decimal sign."""
    place = max(bare.rfind(","), bare.rfind("."))
    if place < 0:
        return bare, ""
    head, sign, tail = bare[:place], bare[place], bare[place + 1 :]
    other = "," if sign == "." else "."
    is_thousands = sign in head or (other not in head and len(tail) == 3 and head.strip("0"))
    return (bare, "") if is_thousands else (head, tail)


def plain_decimal(number: Decimal, least: int = 0) -> str:
    """A number for a field: with a point, at least so many decimals, and read back as it was."""
    _digits, _sign, tail = f"{number.normalize():f}".partition(".")
    places = max(least, len(tail))
    return f"{number:.{4 if places == 3 else places}f}"
