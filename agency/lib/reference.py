"""References that come back with a payment: RF (ISO 11649) and the Swiss QR reference."""

import re

from django.utils.translation import gettext as _
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

LONGEST = 21  # characters of an RF reference after its check digits
QR_DIGITS = 27

_SEPARATORS = re.compile(r"[\s\-./]")
_RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}", re.ASCII)
_RF_START = re.compile(r"(?=R[ ]?F[ ]?[0-9][ ]?[0-9])", re.IGNORECASE)
_QR = re.compile(r"(?<![0-9])[0-9](?:[ ]?[0-9]){26}(?![0-9])")
_BREAK = re.compile(r"(?<=[A-Z0-9])(?![A-Z0-9])|(?<=[0-9])(?=[A-Z])|(?<=[A-Z])(?=[0-9])")


def creditor_reference(number: str) -> str:
    """The RF reference of one of our numbers: "20260042" becomes "RF8820260042" (ISO 11649).

    Spaces, hyphens, points and strokes are left out. Raises ValueError, a sentence, for a number
    that has nothing else, more than 21 characters, or others than A to Z and digits.
    """
    bare = _SEPARATORS.sub("", number).upper()
    if not re.fullmatch(r"[A-Z0-9]{1,21}", bare):
        raise ValueError(
            _("A payment reference has 1 to %(most)d letters and digits.") % {"most": LONGEST}
        )
    return f"RF{mod_97_10.calc_check_digits(bare + 'RF')}{bare}"


def is_creditor_reference(reference: str) -> bool:
    """Whether this is an RF reference with right check digits, spaces and small letters allowed."""
    bare = _bare(reference)
    return bool(_RF.fullmatch(bare)) and bool(mod_97_10.is_valid(bare[4:] + bare[:4]))


def qr_reference(number: str) -> str:
    """The 27 digits of a Swiss QR reference: our number, zeros before it, and its check digit.

    Modulo 10, recursive (SIX IG QR-bill, annex B). Raises ValueError, a sentence, for a number
    with other characters than digits, with more than 26, or of zeros only.
    """
    bare = _SEPARATORS.sub("", number)
    if not re.fullmatch(r"[0-9]{1,26}", bare) or not bare.strip("0"):
        raise ValueError(_("A QR reference is made of 1 to 26 digits, not all of them zero."))
    return bare.zfill(QR_DIGITS - 1) + esr.calc_check_digit(bare)


def is_qr_reference(reference: str) -> bool:
    """Whether these are 27 digits, not all zero, the last of them the check digit."""
    bare = _bare(reference)
    if not re.fullmatch(r"[0-9]{27}", bare) or not bare.strip("0"):
        return False
    return bool(esr.calc_check_digit(bare[:-1]) == bare[-1])


def find_references(text: str) -> list[str]:
    """Every RF and QR reference that can be read out of a text, compact, RF first, none twice.

    Spaces in a reference and words before and after it are usual, so that one place may be read
    in two ways with right check digits; then both are given, the shorter first.
    """
    found = [reading for start in _RF_START.finditer(text) for reading in _readings(text, start)]
    found += [_bare(each[0]) for each in _QR.finditer(text) if is_qr_reference(each[0])]
    return list(dict.fromkeys(found))


def compact(reference: str) -> str:
    """An RF or QR reference without its spaces and in capitals; any other as it is."""
    is_ours = is_creditor_reference(reference) or is_qr_reference(reference)
    return _bare(reference) if is_ours else reference


def _readings(text: str, start: re.Match[str]) -> list[str]:
    # Twice the length leaves room for a separator behind each character.
    stretch = text[start.start() : start.start() + 2 * (LONGEST + 4)].upper()
    ends = (end.start() for end in _BREAK.finditer(stretch))
    candidates = dict.fromkeys(_bare(stretch[:end]) for end in ends)
    return [each for each in candidates if is_creditor_reference(each)]


def _bare(reference: str) -> str:
    return _SEPARATORS.sub("", reference).upper()
