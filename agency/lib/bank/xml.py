"""XML from outside, read without opening, fetching or expanding anything it names."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from agency.lib.bank.statement import Unreadable


def parsed(content: bytes) -> Any:
    """The root element. Raises Unreadable for broken XML and for any document type of its own.

    No bank's file declares a document type; entities and outside files come in through it only.
    """
    # Without its NULs, a declaration is seen in UTF-16 too.
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise _declared()
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Unreadable(
            _("This file is broken XML: it ends early or has been changed. Download it again.")
        ) from error
    if root.getroottree().docinfo.doctype:
        raise _declared()
    return root


def all_at(within: Any, path: str) -> list[Any]:
    """Every element along a path of local names, whatever their namespaces."""
    level = [within]
    for name in path.split("/"):
        level = [child for each in level for child in each.iterchildren(f"{{*}}{name}")]
    return level


def first(within: Any, path: str) -> Any | None:
    """The first element along a path of local names, or None."""
    return next(iter(all_at(within, path)), None)


def text_at(within: Any, path: str) -> str:
    """The text of the first element along a path, without spaces around it; else empty."""
    element = first(within, path)
    return "" if element is None else (element.text or "").strip()


def flag(within: Any, path: str) -> bool:
    """Whether a yes-or-no element says yes."""
    return text_at(within, path) in {"true", "1"}


def _declared() -> Unreadable:
    return Unreadable(_("This XML file declares a document type, which no bank statement does."))
