"""The key that tells two clicks on one page from two pages."""

from secrets import token_urlsafe

ONCE = "once"  # the hidden field of a form that may take effect once


def fresh_key() -> str:
    """A key that no other page has, for the hidden field."""
    return token_urlsafe(12)
