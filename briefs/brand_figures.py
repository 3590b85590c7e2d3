"""Sums over what competitors of our brands spent."""

from django.db.models import Count, Sum


def spend_by_competitor(notes):
    """What each competitor spent in each period that was noted, in the currency it was noted in.

    In: competitor notes that the reader may see. Out: rows with brand, competitor, period (first
    and last day), currency, amount (Decimal) and how many notes make it up; the newest first.
    Figures of two sources for the same period are added up, as they were noted.
    """
    rows = notes.with_spend().order_by()
    rows = rows.values(
        "competitor", "competitor__name", "brand__name", "spend_from", "spend_to", "currency"
    )
    rows = rows.annotate(amount=Sum("spend"), notes=Count("pk"))
    return [
        {
            "competitor": row["competitor__name"],
            "brand": row["brand__name"],
            "first": row["spend_from"],
            "last": row["spend_to"],
            "currency": row["currency"],
            "amount": row["amount"],
            "notes": row["notes"],
        }
        for row in rows.order_by("-spend_to", "-spend_from", "competitor__name", "currency")
    ]


def totals(rows):
    """[(currency, amount)] of rows of `spend_by_competitor`; currencies are never mixed."""
    sums = {}
    for row in rows:
        sums[row["currency"]] = sums.get(row["currency"], 0) + row["amount"]
    return sorted(sums.items())
