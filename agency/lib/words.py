"""Words as search sees them: without case, accents or spaces to depend on."""

import re
import unicodedata

# Letters with a stroke are letters of their own and have no accent to take away, but whoever
# looks for Łukasz or Sørensen on another keyboard types lukasz and sorensen.
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Han, kana and Bopomofo are written without spaces, so each character is a word.
_UNSPACED = re.compile(
    r"([\u3005\u3007\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff])"
)
_WORD = re.compile(r"[^\W_]+")
_LAST, _SURROGATES = 0x10FFFF, range(0xD800, 0xE000)


def normalise(text: str) -> str:
    """Folded for search: one form of each character (NFKC), no case, no accents, CJK apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    parts = unicodedata.normalize("NFKD", folded)
    bare = "".join(char for char in parts if not unicodedata.combining(char)).translate(_STROKES)
    return _UNSPACED.sub(r" \1 ", unicodedata.normalize("NFC", bare))


def tokens(text: str) -> list[str]:
    """The words of a text, each once, in order; ABC/CR/26-017 has four."""
    return list(dict.fromkeys(_WORD.findall(normalise(text))))


def prefix_range(token: str) -> tuple[str, str]:
    """From (included) and to (excluded): where words that begin with `token` lie in an index.

    Holds where text is ordered by its bytes, which in UTF-8 is the order of code points: SQLite's
    BINARY and PostgreSQL's "C". A LIKE would use no index on one and fold no case on the other.
    """
    last = len(token) - 1
    while last >= 0 and ord(token[last]) == _LAST:
        last -= 1
    if last < 0:
        raise ValueError("There is nothing to begin with.")
    return token, token[:last] + _next(token[last])


def _next(char: str) -> str:
    following = ord(char) + 1
    return chr(_SURROGATES.stop if following in _SURROGATES else following)
