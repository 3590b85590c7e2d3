"""The digest of what a brand's competitors did in a month, as a plain dict for page and paper.

For the agency only: nothing of it is meant for a client.
"""

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import AgencyProfile
from briefs import brand_figures


def competitor_digest(brand, month: date, notes, comment, by, at, *, draft=False) -> dict:
    """What the digest of a brand says for the month that begins on `month`.

    `notes` are the competitor notes of that month, `by` whoever issues it, `at` when; in his
    language, every date and sum in words, text, numbers, lists and dicts only. A draft has no
    issue date.
    """
    with translation.override(by.language):
        name = {"brand": brand.name, "month": date_format(month, "F Y")}
        profile = AgencyProfile.current()
        spent = brand_figures.spend_by_competitor(notes)
        return {
            "language": by.language,
            "kind": _("Competitor digest"),
            "number": f"{brand.client.code} {month:%Y-%m}",
            "status": _("Draft") if draft else "",
            "heading": _("%(brand)s: competitors in %(month)s") % name,
            "title": _("Competitor digest %(brand)s, %(month)s") % name,
            "footer": _("For %(agency)s only. Not to be given to clients or third parties.")
            % {"agency": profile.name},
            "agency": {"name": profile.name, "address": [], "logo": ""},
            "client": brand.client.name,
            "brand": brand.name,
            "month": name["month"],
            "comment": comment,
            "competitors": grouped(notes),
            "spent": [spend_line(row, by) for row in spent],
            "totals": [sum_of(amount, code, by) for code, amount in brand_figures.totals(spent)],
            "issued": "" if draft else day_of(at.astimezone(ZoneInfo(by.zone))),
            "issued_by": "" if draft else by.name,
        }


def grouped(notes):
    """The notes under their competitors, each in order of days."""
    rows = notes.select_related("competitor", "author").order_by(
        "competitor__name", "competitor", "seen_on", "pk"
    )
    return [
        {"name": competitor.name, "notes": [note_line(note) for note in found]}
        for competitor, found in groupby(rows, lambda note: note.competitor)
    ]


def note_line(note):
    return {
        "kind": str(note.get_kind_display()),
        "seen": date_format(note.seen_on, pgettext("day", "D j M")),
        "text": note.comment,
        "source": note.source,
        "next_step": note.next_step,
        "author": note.author.name,
    }


def spend_line(row, by):
    return {
        "competitor": row["competitor"],
        "period": f"{day_of(row['first'])} – {day_of(row['last'])}",
        "amount": sum_of(row["amount"], row["currency"], by),
    }


def sum_of(amount, currency, by):
    language = "en_GB" if by.language == "en" else by.language.replace("-", "_")
    return format_currency(amount, currency, locale=language)


def day_of(day):
    return date_format(day, "j M Y")
