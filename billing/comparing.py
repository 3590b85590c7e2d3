"""Two versions of an estimate side by side: which cells changed, and what stood there before."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from billing.models.columns import Group, Unit
from billing.models.estimate_terms import tax_words

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
FIELDS = ("group", "description", "quantity", "unit", "price", "net", "tax")
OF_COST = ("cost", "markup_percent")
TEXTS = ("title", "scope", "assumptions", "exclusions", "rounds", "valid_until")


@dataclass(frozen=True)
class Cell:
    """One figure or word of a line, and what the older version said there."""

    name: str
    before: object
    after: object

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class LineChange:
    """One line in both versions; `line` is the newer one, or the older where it went."""

    line: object
    state: str
    cells: dict[str, Cell]

    @property
    def is_changed(self) -> bool:
        return self.state != SAME

    @property
    def words(self) -> list[Cell]:
        """The cells that changed."""
        return [cell for cell in self.cells.values() if cell.is_changed]


@dataclass(frozen=True)
class Comparison:
    """All that two versions differ in."""

    lines: list[LineChange]
    texts: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return sum(line.is_changed for line in self.lines) + len(self.texts)

    @property
    def by_key(self) -> dict[int, LineChange]:
        return {change.line.key: change for change in self.lines}


def compare(old, new, *, for_client: bool = False, cost: bool = False) -> Comparison:
    """How `new` differs from `old`, versions of one estimate; lines are known by their key.

    `for_client` or without `cost` what it costs the agency is not compared.
    """
    fields = FIELDS + (OF_COST if cost and not for_client else ())
    before = {line.key: line for line in old.lines.all()}
    lines = [_line(fields, before.pop(line.key, None), line) for line in new.lines.all()]
    lines += [_line(fields, line, None) for line in before.values()]
    return Comparison(lines, _texts(old, new))


def _line(fields, old, new):
    cells = {name: Cell(name, _value(old, name), _value(new, name)) for name in fields}
    if old is None:
        state = ADDED
    elif new is None:
        state = REMOVED
    else:
        state = CHANGED if any(cell.is_changed for cell in cells.values()) else SAME
    return LineChange(new or old, state, cells)


def _value(line, name):
    if line is None:
        return None
    if name == "tax":
        return tax_words(line.category, line.rate)
    if name == "group":
        return str(Group(line.group).label)
    if name == "unit":
        return str(Unit(line.unit).label)
    return getattr(line, name)


def _texts(old, new):
    fields = {name: old._meta.get_field(name) for name in TEXTS}
    pairs = [
        (str(fields[name].verbose_name), getattr(old, name), getattr(new, name)) for name in TEXTS
    ]
    percents = [
        (_("Commission on media"), old.commission_percent, new.commission_percent),
        (_("Contingency"), old.contingency_percent, new.contingency_percent),
    ]
    pairs += [(label, f"{a.normalize():f} %", f"{b.normalize():f} %") for label, a, b in percents]
    return [(label, before, after) for label, before, after in pairs if before != after]
