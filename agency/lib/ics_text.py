"""The text of a calendar file (RFC 5545): refused early if it is none, else cut into components."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEGABYTE = 1_000_000
DEEPEST = 20  # components inside components; a reminder of a meeting is the third


class CalendarRefused(Exception):
    """A file that is not read at all; `message` is a sentence for the person who sent it."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Limits:
    """How much of a calendar is read before it is refused or left out in part."""

    bytes: int = 10 * MEGABYTE
    events: int = 20_000
    components: int = 100_000  # with reminders and time zones
    occurrences: int = 5_000  # in the window, all events together
    work: int = 10_000_000  # about as many microseconds of working out repetitions


LIMITS = Limits()


@dataclass
class Line:
    """One property: NAME;PARAMETER=...:value, names in upper case."""

    name: str
    parameters: dict[str, str]
    value: str
    text: str


@dataclass
class Block:
    """One component with the properties of its own, and those inside it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    inside: list["Block"] = field(default_factory=list)
    is_broken_off: bool = False

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The value of the first property of this name, or an empty text."""
        return next((line.value.strip() for line in self.lines if line.name == name), "")


_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;(?:"[^"]*+"|[^":]++)*+)?+):(.*)', re.DOTALL)
_LINE_WITH_AN_ODD_QUOTE = re.compile(r"([A-Za-z0-9-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;"]*)')
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BEGIN = re.compile(rb"^\s*BEGIN:(\w+)", re.IGNORECASE | re.MULTILINE)
# What people send by mistake, by its first bytes.
_MISTAKEN = (
    (b"%PDF", gettext_lazy("This is a PDF, not a calendar. Export the calendar as an .ics file.")),
    (
        b"PK\x03\x04",
        gettext_lazy("This is a zip archive. Unpack it and send the .ics file inside."),
    ),
    (
        b"\x1f\x8b",
        gettext_lazy("This file is compressed. Unpack it and send the .ics file inside."),
    ),
    (
        b"<",
        gettext_lazy("This is a web page, not a calendar. Export the calendar as an .ics file."),
    ),
)
_NEVER_IN_ITSELF = ("VCALENDAR", "VEVENT")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def check_size(size: int, limits: Limits = LIMITS) -> None:
    """Refuse a file by its size in bytes, before anything of it is read into memory."""
    if size > limits.bytes:
        raise CalendarRefused(
            _("This file is too large: %(size)d MB. A calendar may have %(limit)d MB.")
            % {"size": -(-size // MEGABYTE), "limit": limits.bytes // MEGABYTE}
        )


def read_source(data: bytes, limits: Limits) -> list[Block]:
    """Cut a file into calendars and their components. Raises CalendarRefused if it is none."""
    check_size(len(data), limits)
    data = _as_utf_8(data)
    _check_kind(data)
    _check_count(data, limits)
    # Folded lines are joined before decoding: some programs fold in the middle of a character.
    text = _FOLD.sub(b"", data).decode("utf-8", errors="replace")
    return _assembled(filter(None, map(_line, _LINE_END.split(text))))


def _as_utf_8(data: bytes) -> bytes:
    if data.startswith(_UTF_16):
        return data.decode("utf-16", errors="replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _check_kind(data: bytes) -> None:
    start = data[:512].lstrip()
    if not data.strip():
        raise CalendarRefused(_("This file is empty."))
    for beginning, sentence in _MISTAKEN:
        if start.startswith(beginning):
            raise CalendarRefused(str(sentence))
    if b"BEGIN:VCALENDAR" not in data.upper():
        raise CalendarRefused(
            _("This file is not a calendar. Export the calendar as an .ics file.")
        )


def _check_count(data: bytes, limits: Limits) -> None:
    counted = Counter(name.upper() for name in _BEGIN.findall(data))
    if counted[b"VEVENT"] > limits.events or counted.total() > limits.components:
        raise CalendarRefused(
            _("This calendar has %(count)d events, more than the %(limit)d that can be read.")
            % {"count": counted[b"VEVENT"], "limit": limits.events}
        )


def _line(text: str) -> Line | None:
    found = _LINE.match(text) or _LINE_WITH_AN_ODD_QUOTE.match(text)
    if not found:
        return None
    parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
    return Line(found[1].upper(), parameters, found[3], text)


def _assembled(lines: Iterable[Line]) -> list[Block]:
    """Put lines into the components they stand in; what is not closed properly is broken off."""
    calendars: list[Block] = []
    open_blocks: list[Block] = []
    for line in lines:
        if line.name == "BEGIN":
            _begin(Block(line.value.strip().upper()), open_blocks, calendars)
        elif line.name == "END":
            _end(line.value.strip().upper(), open_blocks)
        elif open_blocks:
            open_blocks[-1].lines.append(line)
    for block in open_blocks:
        block.is_broken_off = True
    return calendars


def _begin(block: Block, open_blocks: list[Block], calendars: list[Block]) -> None:
    if len(open_blocks) > DEEPEST:
        raise CalendarRefused(_("This calendar is damaged: its parts do not end."))
    if block.name in _NEVER_IN_ITSELF and (before := _end(block.name, open_blocks)):
        before.is_broken_off = True
    if open_blocks:
        open_blocks[-1].inside.append(block)
    elif block.name == "VCALENDAR":
        calendars.append(block)
    open_blocks.append(block)


def _end(name: str, open_blocks: list[Block]) -> Block | None:
    """Close a component; whatever is still open inside it is broken off."""
    if not any(block.name == name for block in open_blocks):
        return None
    while (block := open_blocks.pop()).name != name:
        block.is_broken_off = True
    return block
