"""What is new in a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
# A word with the space behind it; Chinese and Japanese are written without any, sign by sign.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{CJK}]\s*|[^\s{CJK}]+\s*|\s+")
# Less than this in common, and it reads better as another text than as a changed one.
ALIKE = 0.25
MANY = 3000  # words, from which on the search may skip what is very frequent


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: str
    text: str

    @property
    def is_added(self) -> bool:
        return self.kind == ADDED

    @property
    def is_removed(self) -> bool:
        return self.kind == REMOVED


def pieces(before: str, after: str) -> list[Piece]:
    """The way from one text to the other, in reading order; what stayed is spaced as in `after`.

    All "same" and "added" pieces together are `after`, letter for letter.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    bare_old, bare_new = [w.strip() for w in old], [w.strip() for w in new]
    if bare_old == bare_new:
        return [Piece(SAME, after)] if after else []
    is_long = max(len(old), len(new)) > MANY
    matcher = SequenceMatcher(None, bare_old, bare_new, autojunk=is_long)
    if old and new and matcher.ratio() < ALIKE:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    return [piece for piece in _pieces(matcher, old, new) if piece.text]


def _pieces(matcher: SequenceMatcher, old: list[str], new: list[str]) -> Iterator[Piece]:
    gap = ""  # the space that stood behind the last word, where it has none any more
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(new[k:m]))
            gap = "" if new[m - 1][-1:].isspace() else old[j - 1][len(old[j - 1].rstrip()) :]
            continue
        removed = "".join(old[i:j])
        yield Piece(REMOVED, gap + removed if removed else "")
        gap = ""
        yield Piece(ADDED, "".join(new[k:m]))
