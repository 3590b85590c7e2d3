"""What every paper has: the letterhead of the house, and moments in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import pgettext

from accounts.models import AgencyProfile


def letterhead() -> dict:
    """Name, address (lines) and logo of the agency."""
    profile = AgencyProfile.current()
    lines = [profile.legal_name, *profile.address.splitlines(), profile.website]
    address = [line.strip() for line in lines if line.strip()]
    return {"name": profile.name, "address": address, "logo": ""}


def moment_in_words(at: datetime, zone: str) -> str:
    """ "Friday 27 November 2026, 14:02 CET", in the language that is switched on."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{day_in_words(there)}, {date_format(there, 'H:i')} {there.tzname()}"


def day_in_words(day) -> str:
    return date_format(day, pgettext("day in full", "l j F Y"))
