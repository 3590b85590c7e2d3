"""A brand with all that is known about it, and what a competitor did."""

from datetime import timedelta
from decimal import Decimal

from briefs.models import (
    Adjustment,
    BrandBudget,
    BrandPlan,
    BrandPriorities,
    BrandProfile,
    CampaignReview,
    CompetitorDigest,
    CompetitorNote,
    Kpi,
    MediaOption,
    TrendNote,
    WeeklyNote,
)
from briefs.models.weekly_note import monday_of


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
    make_month_and_week(world, today, canary)
    make_results(world, today, canary)


def make_month_and_week(world, today, canary):
    at, brand, people = world.at, world.brand, world.people
    month = (today.replace(day=1) - timedelta(days=40)).replace(day=1)
    world.digest = CompetitorDigest.objects.issue(brand, people.am, at, month=month, comment=canary)
    lines = [{"about": f"brand:{brand.pk}", "label": canary, "text": canary}]
    week_on = monday_of(today)
    world.week = WeeklyNote.objects.write(brand.client, people.ae, at, week_on=week_on, lines=lines)
    before = WeeklyNote.objects.write(
        brand.client, people.ae, at, week_on=week_on - timedelta(days=7), lines=lines
    )
    before.send(people.ae, at)
    world.media_option = MediaOption.objects.add(
        people.aae,
        at,
        client=brand.client,
        channel="outdoor",
        vehicle=canary,
        available_from=today,
        available_to=today,
        comment=canary,
    )
    world.trend = TrendNote.objects.share(
        people.aae, at, kind="trend", title=canary, text=canary, client=brand.client
    )


def make_results(world, today, canary):
    at, people, job = world.at, world.people, world.job
    world.kpi = Kpi.objects.set_up(
        job, people.ae, at, name=canary, unit="%", target=Decimal(40), is_less_better=False
    )
    world.kpi.measure(people.aae, at, actual=Decimal(38), measured_on=today, source=canary)
    world.adjustment = Adjustment.objects.propose(job, people.aae, at, text=canary, why=canary)
    world.review = CampaignReview.objects.write(
        job,
        people.am,
        at,
        aimed_at=canary,
        happened=canary,
        shortcomings=canary,
        learnings=canary,
    )
