"""Mail addresses: one person's, whatever was typed or pasted."""

from email.headerregistry import Address

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from agency.lib.text import clean


class BadAddress(ValueError):
    """Why this is not the address of one mailbox, in a sentence."""


def plain(address: str) -> str:
    """One address as an envelope has it, its domain in ASCII. Raises BadAddress."""
    try:
        validate_email(address)
        name, domain = address.rsplit("@", 1)
        # IDNA refuses what validate_email lets through, such as U+2028 in a domain.
        return f"{name}@{punycode(domain)}"
    except (ValidationError, ValueError) as error:
        sentence = _("“%(address)s” is not the address of one mailbox.")
        raise BadAddress(sentence % {"address": clean(address)}) from error


def mailbox(name: str, address: str) -> str:
    """Name and address as one mailbox of a header, quoted where needed. Raises BadAddress.

    A line break or a comma in a name adds no header and no recipient: clean() and the library see
    to the one, quotation marks to the other.
    """
    return str(Address(display_name=clean(name), addr_spec=plain(address)))
