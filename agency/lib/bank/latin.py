"""Text for SEPA files: 72 characters and the space, and what others are written as.

EPC217-08 (SEPA requirements for an extended character set) recommends how: accents go, signs
become the nearest sign. German umlauts take their "e", as German banks and letters have it.
"""

import re
import unicodedata

ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]")

_WRITTEN_AS = {
    "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ẞ": "SS",
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Å": "A", "å": "a",
    "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "TH", "þ": "th",
    "Ħ": "H", "ħ": "h", "ı": "i", "Ŋ": "N", "ŋ": "n",
    "&": "+", "_": "-", "–": "-", "—": "-", "‑": "-", "‒": "-", "−": "-", "~": "-",
    "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": "'", "”": "'", "„": "'", '"': "'",
    "«": "'", "»": "'", "[": "(", "{": "(", "<": "(", "]": ")", "}": ")", ">": ")",
    "!": ".", ";": ",", "|": "/", "\\": "/", "#": ".", "*": ".", "@": "(at)", "€": "EUR",
    "…": "...", "·": ".", "•": "-", "№": "No", "º": "o", "ª": "a",
}  # fmt: skip


def written(text: str) -> str:
    """The text as a SEPA file may hold it; what has no writing of its own stays (`unwritable`).

    Line ends and runs of spaces become one space. Nothing is left out.
    """
    return "".join(map(_written, " ".join(unicodedata.normalize("NFC", text).split())))


def unwritable(text: str) -> list[str]:
    """The characters of a text that a SEPA file cannot hold, each once, in their order."""
    return [each for each in dict.fromkeys(written(text)) if not ALLOWED.fullmatch(each)]


def _written(letter: str) -> str:
    if ALLOWED.fullmatch(letter):
        return letter
    if letter in _WRITTEN_AS:
        return _WRITTEN_AS[letter]
    # Only what is a plain letter with marks above and below it: "½" is no "1/2".
    bare = [
        each for each in unicodedata.normalize("NFD", letter) if not unicodedata.combining(each)
    ]
    return bare[0] if len(bare) == 1 and ALLOWED.fullmatch(bare[0]) else letter
