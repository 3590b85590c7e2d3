"""Which characters the fonts of the papers can print; of others PDF/A takes none."""

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "static" / "pdf-fonts"
# The families that every text is set in; the others are weights of the first.
FAMILIES = ("Inter-Regular.woff2", "NotoSansSC-Regular.woff2")
# Ends of lines, tabs and marks without a picture of their own: they set nothing.
UNSEEN = {"Cc", "Cf"}


def unprintable(text: str) -> str:
    """Those characters of a text that no vendored font has, each once, in their order.

    Empty if all can be printed. An emoji or a rare script is told by it before an invoice is
    issued, for a missing letter makes PDF/A invalid (ISO 19005-3, 6.2.11.8).
    """
    known = _known()
    seen = dict.fromkeys(each for each in text if unicodedata.category(each) not in UNSEEN)
    return "".join(each for each in seen if ord(each) not in known)


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    known: set[int] = set()
    for name in FAMILIES:
        with TTFont(FONTS / name, lazy=True) as font:
            known |= set(font.getBestCmap())
    return frozenset(known)
