"""Records about a brand; what a test does not name is ordinary."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from briefs.models import BrandBudget, CompetitorNote
from tests.cast import NOW


def at(name, row):
    return reverse(f"briefs:{name}", args=[row.pk])


def make_note(brand, by, seen_on=None, **facts):
    facts = {"kind": "launch", "comment": "A new card.", "new_competitor": "Harbour Bank"} | facts
    return CompetitorNote.objects.note(
        brand, by, NOW, seen_on=seen_on or NOW.date() - timedelta(days=1), **facts
    )


def set_budget(brand, by, amount=250_000, year=2026):
    return BrandBudget.objects.agree(
        brand, by, NOW, year=year, amount=Decimal(amount), currency="EUR"
    )
