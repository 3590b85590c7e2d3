"""Two versions of a brief side by side: what stayed, what went, what came, word by word."""

from dataclasses import dataclass

from agency.lib.difference import Piece, pieces
from briefs.lines import cell_text

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


@dataclass(frozen=True)
class SectionDifference:
    """One section in both versions."""

    key: str
    label: str
    state: str
    before: str
    after: str
    pieces: list[Piece]

    @property
    def is_changed(self) -> bool:
        return self.state != SAME

    @property
    def left(self) -> list[Piece]:
        """What the older version said, with what went marked."""
        return [piece for piece in self.pieces if not piece.is_added]

    @property
    def right(self) -> list[Piece]:
        """What the newer version says, with what came marked."""
        return [piece for piece in self.pieces if not piece.is_removed]


@dataclass(frozen=True)
class LineDifference:
    """One row of the table in both versions; `cells` are (label, pieces), a column each."""

    key: str
    label: str
    state: str
    cells: list[tuple[str, list[Piece]]]

    @property
    def is_changed(self) -> bool:
        return self.state != SAME


@dataclass(frozen=True)
class Comparison:
    """All that two versions of one brief differ in, and what they share."""

    sections: list[SectionDifference]
    lines: list[LineDifference]

    @property
    def changed(self) -> int:
        return sum(part.is_changed for part in (*self.sections, *self.lines))


def compare(old, new, *, for_client: bool = False, money: bool = True) -> Comparison:
    """How `new` differs from `old`, versions of one brief, in the order of its kind.

    `for_client` leaves out what a client may not read; without `money` no sum is compared.
    """
    shape = new.brief.shape
    sections = shape.sections_for(for_client=for_client, money=money)
    columns = shape.columns_for(for_client=for_client, money=money)
    return Comparison(
        [_section(section, old, new) for section in sections],
        _lines(columns, old.lines, new.lines) if columns else [],
    )


def _section(section, old, new):
    before, after = (v.sections.get(section.key, "").strip() for v in (old, new))
    return SectionDifference(
        section.key,
        str(section.label),
        _state(before, after),
        before,
        after,
        pieces(before, after),
    )


def _state(before, after):
    if before == after:
        return SAME
    if not before:
        return ADDED
    return CHANGED if after else REMOVED


def _lines(columns, old, new):
    """The rows in the order of the newer version; those that went stand at the end."""
    before = {line.get("key"): line for line in old}
    rows = [_line(columns, before.pop(line.get("key"), None), line) for line in new]
    return rows + [_line(columns, line, None) for line in before.values()]


def _line(columns, old, new):
    texts = [
        (str(c.label), *(cell_text(c, (line or {}).get(c.key, "")) for line in (old, new)))
        for c in columns
    ]
    cells = [(label, pieces(before, after)) for label, before, after in texts]
    if old is None:
        state = ADDED
    elif new is None:
        state = REMOVED
    else:
        state = SAME if all(before == after for _label, before, after in texts) else CHANGED
    named = new or old
    label = cell_text(columns[0], named.get(columns[0].key, ""))
    return LineDifference(named.get("key", ""), label, state, cells)
