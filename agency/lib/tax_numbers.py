"""Numbers that companies and banks are known by: VAT ids, IBAN and BIC, checked by their syntax."""

import re

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.ch import vat as swiss
from stdnum.cn import uscc
from stdnum.eu import vat as european
from stdnum.gb import vat as british
from stdnum.ru import inn

# The states of the common VAT area; Greece calls its numbers EL (Directive 2006/112/EC, art. 215).
EU = frozenset(code.upper() for code in european.MEMBER_STATES if code != "xi")
PREFIX = {"GR": "EL"}
LONGEST = 20
NOT_IN_A_NUMBER = re.compile(r"[\s.\-/]")
OTHERS = {"CH": swiss, "RU": inn, "CN": uscc}


def read_vat_id(text: str, country: str) -> str:
    """A VAT id as it is printed, with its prefix, from what was typed for a company in `country`.

    One of another EU state is taken too: companies are registered abroad. Where no syntax is
    known, the text without blanks. Raises ValueError for what is none; nobody is asked online.
    """
    bare = NOT_IN_A_NUMBER.sub("", text).upper()
    if not bare.isascii() or not bare.isalnum() or len(bare) > LONGEST:
        raise ValueError(text)
    if european.is_valid(bare):
        return european.compact(bare)
    if country in EU:
        return _with_prefix(bare, PREFIX.get(country, country))
    if country == "GB":
        if not british.is_valid(bare.removeprefix("GB")):
            raise ValueError(text)
        return f"GB{british.compact(bare.removeprefix('GB'))}"
    if country in OTHERS:
        if not OTHERS[country].is_valid(bare):
            raise ValueError(text)
        return OTHERS[country].compact(bare)
    return bare


def read_iban(text: str) -> str:
    """An IBAN without blanks (ISO 13616, with its check digits); ValueError for what is none."""
    if not text.isascii() or not ibans.is_valid(text):
        raise ValueError(text)
    return ibans.compact(text)


def spaced_iban(iban: str) -> str:
    """An IBAN in groups of four, as people read it."""
    return ibans.format(iban)


def read_bic(text: str) -> str:
    """A BIC in capitals, of 8 or 11 characters (ISO 9362); ValueError for what is none."""
    if not text.isascii() or not bics.is_valid(text):
        raise ValueError(text)
    return bics.compact(text)


def _with_prefix(bare, prefix):
    if not european.is_valid(prefix + bare):
        raise ValueError(bare)
    return european.compact(prefix + bare)
