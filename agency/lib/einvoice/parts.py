"""An XML document as nested parts: what is empty is left out, and the bytes are always the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

# What XML 1.0 has no way to write: control characters and halves of surrogate pairs.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Part:
    """One element: its name with the prefix ("ram:Name"), and its text or the parts in it."""

    tag: str
    text: str
    parts: tuple["Part", ...]
    attributes: Mapping[str, str]


def part(tag: str, *content, **attributes: str) -> Part | None:
    """An element of this text or these parts; None if there is nothing in it.

    Parts may be None and may come in lists. A date is written as ISO 8601. Attributes without a
    value are left out.
    """
    text, parts = "", []
    for each in content:
        if isinstance(each, Part):
            parts.append(each)
        elif isinstance(each, date):
            text = each.isoformat()
        elif isinstance(each, str):
            text = _clean(each)
        elif each is not None:
            parts += [one for one in each if one is not None]
    if not text and not parts:
        return None
    kept = {name: clean for name, value in attributes.items() if (clean := _clean(value))}
    return Part(tag, text, tuple(parts), kept)


def written(root: Part | None, namespaces: Mapping[str, str]) -> bytes:
    """The document as UTF-8 with its declaration, indented, the same bytes for the same parts.

    `namespaces` by prefix, the one without a prefix under "". Raises ValueError for no parts.
    """
    if root is None:
        raise ValueError("There is nothing to write.")
    prefixes = {prefix or None: address for prefix, address in namespaces.items()}
    top = etree.Element(_name(root.tag, namespaces), nsmap=prefixes)
    _fill(top, root, namespaces)
    etree.indent(top)
    return etree.tostring(top, encoding="UTF-8", xml_declaration=True)


def amount(value: Decimal) -> str:
    """An amount with the decimals it has: "1200.50"."""
    return format(value + 0, "f")


def number(value: Decimal) -> str:
    """A quantity, a price or a rate without idle zeros: "12.5", "100"."""
    return format(value.normalize() + 0, "f")


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _fill(element, filled: Part, namespaces: Mapping[str, str]) -> None:
    element.text = filled.text or None
    for name, value in filled.attributes.items():
        element.set(name, value)
    for each in filled.parts:
        _fill(etree.SubElement(element, _name(each.tag, namespaces)), each, namespaces)


def _name(tag: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = tag.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}"
