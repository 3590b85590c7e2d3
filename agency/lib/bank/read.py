"""A bank's file, whatever its format: recognised, read, or refused with a sentence."""

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agency.lib.bank.camt import read_camt
from agency.lib.bank.mt940 import is_mt940, read_mt940
from agency.lib.bank.statement import Statement, Unreadable

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What people send by mistake, by its first bytes.
_MISTAKEN = (
    (b"%PDF", gettext_lazy("This is a PDF. Download the statement as CAMT.053 or MT940.")),
    (b"PK\x03\x04", gettext_lazy("This is a zip archive. Unpack it and send the files inside.")),
    (b"\x1f\x8b", gettext_lazy("This file is compressed. Unpack it and send the file inside.")),
)


def read_statements(content: bytes) -> list[Statement]:
    """The statements of a CAMT.053 or MT940 file, in its order, the same one never twice.

    Whether the balances are right is asked of each (`balance_fault`), not here. Raises Unreadable
    with a sentence for a file of 10 MB or more, of another format, or broken.
    """
    if len(content) > LARGEST:
        raise Unreadable(
            _("This file is too large: %(size)d MB. A bank statement may have %(limit)d MB.")
            % {"size": -(-len(content) // MEGABYTE), "limit": LARGEST // MEGABYTE}
        )
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not start:
        raise Unreadable(_("This file is empty."))
    for mark, sentence in _MISTAKEN:
        if start.startswith(mark):
            raise Unreadable(str(sentence))
    if start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip(b"\0").startswith(b"<"):
        return _each_once(read_camt(content.lstrip(b" \t\r\n")))
    return _each_once(_text_statements(content))


def decoded(content: bytes) -> str:
    """The text of a file that does not say its encoding: UTF-8 or -16, Windows-1252, DOS 850.

    Of the last two, the one that makes letters out of more bytes; the first if they are even.
    """
    if content.startswith(_UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        windows, dos = content.decode("cp1252", errors="replace"), content.decode("cp850")
        return dos if _letters(dos) > _letters(windows) else windows


def _text_statements(content: bytes) -> list[Statement]:
    text = decoded(content)
    if not is_mt940(text):
        raise Unreadable(
            _("This is neither CAMT.053 nor MT940. Download the statement in one of the two.")
        )
    return read_mt940(text)


def _each_once(statements: list[Statement]) -> list[Statement]:
    return list(dict.fromkeys(statements))


def _letters(text: str) -> int:
    """How many letters are not plain ASCII; a capital inside a small word tells against it."""
    count = 0
    for before, letter in zip(f" {text}", text, strict=False):
        if letter > "\x7f" and unicodedata.category(letter).startswith("L"):
            count += -1 if letter.isupper() and before.islower() else 1
    return count
