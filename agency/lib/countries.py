"""The countries and regions whose public holidays are known."""

from functools import lru_cache

import holidays
from babel import Locale
from babel.core import UnknownLocaleError


@lru_cache(maxsize=16)
def countries(language: str) -> list[tuple[str, str]]:
    """(code, name in this language) of every country, by name."""
    names = _territories(language)
    codes = holidays.list_supported_countries(include_aliases=False)
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


def regions(country: str) -> list[str]:
    """The codes of the regions with holidays of their own; empty where there are none."""
    return list(holidays.list_supported_countries().get(country, ()))


def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (ValueError, UnknownLocaleError):
        return dict(Locale("en").territories)
