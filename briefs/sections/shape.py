"""What a section, a column and a kind of brief are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One question a brief answers; `words` is how few and how many usually do."""

    key: str
    label: str
    guidance: str
    words: tuple[int, int] = (0, 120)
    is_mandatory: bool = True
    is_client_visible: bool = True
    is_large: bool = False
    # Sums of the whole client, which other departments do not see.
    is_money: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a brief's table; `kind` is text, number, day, amount, currency or channel."""

    key: str
    label: str
    kind: str = "text"
    is_mandatory: bool = False
    is_client_visible: bool = True

    @property
    def is_money(self):
        return self.kind in {"amount", "currency"}


@dataclass(frozen=True)
class Shape:
    """What one kind of brief looks like; `code` stands in its number."""

    code: str
    sections: tuple[Section, ...]
    table: str = ""
    columns: tuple[Column, ...] = ()
    # More words than this and the page says so; 0 never does.
    most_words: int = 0
    needs_rows: bool = False
    # Written for the client's eyes: it goes to him before work begins.
    is_for_client: bool = False

    def sections_for(self, *, for_client=False, money=True):
        """The sections such a reader sees, in order."""
        rows = [s for s in self.sections if s.is_client_visible or not for_client]
        return [s for s in rows if money or not s.is_money]

    def columns_for(self, *, for_client=False, money=True):
        """The columns such a reader sees, in order."""
        rows = [c for c in self.columns if c.is_client_visible or not for_client]
        return [c for c in rows if money or not c.is_money]

    def section(self, key):
        return next((section for section in self.sections if section.key == key), None)


def optional(key, label, guidance, words=(0, 120), **facts):
    return Section(key, label, guidance, words, is_mandatory=False, **facts)
