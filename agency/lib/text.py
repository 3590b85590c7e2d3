"""Text that people typed or pasted, made safe to keep and to print."""

import re
import unicodedata

# Marks that turn the direction of what follows: "invoice\u202efdp.exe" shows as "invoiceexe.pdf".
DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
INVISIBLE = "\u200b\u2060\ufeff"
CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x9f"
LONE_HALVES = "\ud800-\udfff"  # half a character, which no database keeps
UNWANTED = re.compile(f"[{CONTROL}{DIRECTION}{INVISIBLE}{LONE_HALVES}]")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
MANY_EMPTY_LINES = re.compile(r"\n{4,}")


def clean(text: str, *, lines: bool = False) -> str:
    """The text without what is not text: NUL, control characters, marks that turn the direction.

    Composed (NFC) and without spaces around it. `lines` keeps line ends, as "\\n", and at most two
    empty lines in a row; without it the text becomes one line with single spaces.
    """
    text = UNWANTED.sub("", LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    if not lines:
        return " ".join(text.split())
    rows = (row.rstrip() for row in text.split("\n"))
    return MANY_EMPTY_LINES.sub("\n\n\n", "\n".join(rows)).strip()
