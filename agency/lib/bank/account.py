"""Accounts with an IBAN: whether one is right, and what can be paid into it."""

from stdnum import bic, iban

# Where SEPA credit transfers reach, by the first two letters of the IBAN (EPC409-09, 2025).
SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT"
    " NL NO PL PT RO RS SE SI SK SM VA".split()
)
SWISS = frozenset({"CH", "LI"})
QR_BANKS = range(30_000, 32_000)  # SIX: the bank's number inside a QR-IBAN


def plain(account: str) -> str:
    """An IBAN without its spaces, in capitals; a local number with single spaces.

    Raises nothing: what is no IBAN is a local number.
    """
    text = " ".join(account.split())
    return iban.compact(text) if is_iban(text) else text


def is_iban(account: str) -> bool:
    """Whether country, length, form and check digits (ISO 13616) are right."""
    # The check would take Arabic digits for digits, and a lone letter for a country.
    return account.isascii() and len(account) > 4 and iban.is_valid(account)


def is_bic(code: str) -> bool:
    """Whether this has the form of a bank's code (ISO 9362), 8 or 11 characters."""
    return code.isascii() and bic.is_valid(code)


def plain_bic(code: str) -> str:
    """A bank's code without spaces, in capitals."""
    return "".join(code.split()).upper()


def is_in_sepa(account: str) -> bool:
    """Whether a valid IBAN can be reached by a SEPA credit transfer."""
    return is_iban(account) and plain(account)[:2] in SEPA


def is_swiss(account: str) -> bool:
    """Whether a valid IBAN is one of Switzerland or Liechtenstein, as a QR-bill needs."""
    return is_iban(account) and plain(account)[:2] in SWISS


def is_qr_iban(account: str) -> bool:
    """Whether this is an IBAN that takes QR references, and nothing but those (SIX IG QR-bill)."""
    return is_swiss(account) and int(plain(account)[4:9]) in QR_BANKS
