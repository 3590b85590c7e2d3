"""The XML of an invoice that came in from outside: harmless first, then read term by term.

The guards are those OWASP asks for (XML External Entity Prevention Cheat Sheet): no document type,
no entities, no network, and bounds on size and depth.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from lxml import etree

from agency.lib.text import clean

MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE
DEEPEST = 64  # elements inside elements; the deepest official example has 19
# Enough for every price, and few enough that no product of two loses a digit (money.EXACT).
NUMBER = re.compile(r"[+-]?0*(?:[0-9]{1,15}(?:\.[0-9]{0,24})?|\.[0-9]{1,24})")
DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
INDICATORS = {"true": True, "1": True, "false": False, "0": False}
SHOWN = 40  # characters of a value that is quoted in a sentence
BLANKS = " \t\r\n"  # those of XML; others would be part of a value


class Unreadable(Exception):
    """A file that is no invoice we can read; `message` is a sentence for whoever sent it in."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


def check_size(size: int) -> None:
    """Refuse a file by its size in bytes, before anything of it is read into memory."""
    if size > LARGEST:
        raise Unreadable(
            _("This file is too large: %(size)d MB. An invoice may have %(limit)d MB.")
            % {"size": -(-size // MEGABYTE), "limit": LARGEST // MEGABYTE}
        )


def parse(content: bytes) -> etree._Element:
    """The root element of an XML file. Raises Unreadable for anything else, and for a trap."""
    if not content.strip():
        raise Unreadable(_("This file is empty."))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(_what_is_wrong(content)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(_has_a_document_type())
    if _is_too_deep(root):
        raise Unreadable(_("This file is nested too deeply to be an invoice."))
    return root


def _what_is_wrong(content):
    head = content[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if b"<!DOCTYPE" in head:
        return _has_a_document_type()
    if head.startswith(b"<"):
        return _("This XML file is broken or cut off, and can't be read.")
    return _("This file is neither XML nor a PDF.")


def _has_a_document_type():
    return _("This file declares a document type or entities, which no invoice may have.")


def _is_too_deep(root):
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


class Node:
    """One element, asked for what is inside it by paths with the prefixes of its syntax."""

    def __init__(self, element: etree._Element, prefixes: dict[str, str]):
        self.element, self.prefixes = element, prefixes

    def all(self, path: str) -> Iterator["Node"]:
        for element in self.element.findall(path, self.prefixes):
            yield Node(element, self.prefixes)

    def first(self, path: str) -> "Node | None":
        return next(self.all(path), None)

    def within(self, path: str) -> "Node":
        """The first element of a path; an empty one where there is none."""
        return self.first(path) or Node(etree.Element("none"), self.prefixes)

    @property
    def value(self) -> str:
        return (self.element.text or "").strip(BLANKS)

    def mark(self, name: str) -> str:
        return (self.element.get(name) or "").strip(BLANKS)

    def text(self, path: str) -> str:
        return self.within(path).value

    def needed(self, path: str, term: str) -> str:
        """A text that has to be there; `term` names it in the sentence if it is not."""
        if not (value := self.text(path)):
            raise lacking(term)
        return value

    def line_number(self, path: str) -> str:
        """The number of a line (BT-126) in one piece, for it names the line in sentences."""
        return shown(self.needed(path, "BT-126 (line number)"))

    def number(self, path: str, term: str) -> Decimal | None:
        """A decimal as it is written, None where nothing stands."""
        text = self.text(path)
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            raise Unreadable(
                _("%(term)s is no number: %(text)s.") % {"term": term, "text": shown(text)}
            )
        return Decimal(text)

    def needed_number(self, path: str, term: str) -> Decimal:
        if (number := self.number(path, term)) is None:
            raise lacking(term)
        return number

    def base_quantity(self, path: str, term: str) -> Decimal | None:
        """How many the price is for, None where nothing is said."""
        number = self.number(path, term)
        if number is not None and not number:
            raise Unreadable(_("%(term)s is zero: a price for nothing.") % {"term": term})
        return number

    def day(self, path: str, term: str) -> date | None:
        """A date, written 2026-11-30 or 20261130; what follows it (a zone, a time) is left."""
        text = self.text(path)
        if not text:
            return None
        found = DATE.match(text)
        try:
            return date(*map(int, found.groups())) if found else _no_date(term, text)
        except ValueError:
            return _no_date(term, text)

    def needed_day(self, path: str, term: str) -> date:
        if (day := self.day(path, term)) is None:
            raise lacking(term)
        return day

    def is_charge(self, path: str, term: str) -> bool:
        """What a ChargeIndicator says (xs:boolean): true is a charge, false an allowance."""
        text = self.needed(path, term)
        if text not in INDICATORS:
            raise Unreadable(
                _("%(term)s is neither true nor false: %(text)s.")
                % {"term": term, "text": shown(text)}
            )
        return INDICATORS[text]


def shown(text: str) -> str:
    """A value as it is quoted in a sentence: on one line, and no longer than one reads."""
    return clean(text)[:SHOWN]


def lacking(term: str) -> Unreadable:
    """The refusal of an invoice without a term that EN 16931 asks for."""
    return Unreadable(_("The invoice lacks %(term)s.") % {"term": term})


def _no_date(term, text):
    raise Unreadable(_("%(term)s is no date: %(text)s.") % {"term": term, "text": shown(text)})
