"""Choosing a time zone, a country, a language."""

from functools import lru_cache
from itertools import groupby
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language

from agency.lib.countries import countries

CONTINENTS = {
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
}


@lru_cache(maxsize=1)
def zones():
    """The zones people live in, by continent: [("Europe", [("Europe/Rome", "Rome"), ...]), ...]."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in CONTINENTS)
    return [
        (continent, [(name, name.split("/", 1)[1].replace("_", " ")) for name in group])
        for continent, group in groupby(names, key=lambda name: name.split("/")[0])
    ]


class Zone(forms.ChoiceField):
    """A time zone; `empty` says what none means."""

    def __init__(self, *, empty="", **options):
        nothing = [("", empty)] if empty else []
        super().__init__(choices=lambda: [*nothing, *zones(), ("UTC", "UTC")], **options)


class Country(forms.ChoiceField):
    """A country whose holidays are known."""

    def __init__(self, **options):
        super().__init__(choices=lambda: countries(get_language() or "en"), **options)


class Language(forms.ChoiceField):
    """A language Plates speaks."""

    def __init__(self, **options):
        super().__init__(choices=lambda: settings.LANGUAGES, **options)
