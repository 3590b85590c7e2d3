"""A brand with all that is known about it, and what a competitor did."""

from decimal import Decimal

from briefs.models import (
    BrandBudget,
    BrandPlan,
    BrandPriorities,
    BrandProfile,
    CompetitorNote,
)


def make_brand_world(world):
    at, brand, people = world.at, world.brand, world.people
    today, canary = brand.client.local_date(at), brand.name
    BrandProfile.objects.write(
        brand, people.ae, at, what_it_is=canary, audience=canary, position=canary, guidelines_url=""
    )
    BrandPlan.objects.write(
        brand, people.ae, at, year=today.year, objectives=canary, direction=canary
    )
    BrandBudget.objects.agree(
        brand, people.am, at, year=today.year, amount=Decimal(5_353_535), currency="EUR"
    )
    BrandPriorities.objects.put(
        brand, people.ae, at, starts_on=today, ends_on=today, text=f"First {canary}"
    )
    world.competitor_note = CompetitorNote.objects.note(
        brand,
        people.aae,
        at,
        new_competitor=f"Rival {canary}",
        kind="spend",
        seen_on=today,
        comment=canary,
        source=canary,
        spend=Decimal(1_000),
        currency="EUR",
        spend_from=today,
        spend_to=today,
        next_step=canary,
    )
    world.competitor = world.competitor_note.competitor
