"""A job's timing plan while it is drafted, and a calendar address of somebody who sees nothing."""

from datetime import timedelta

from briefs.models import TimingFeed, TimingPlan


def make_timing_world(world):
    at, people, canary = world.at, world.people, world.brand.name
    steps = [
        {"key": "layout", "name": f"Layout {canary}", "side": "agency", "days": 3},
        {
            "key": "look",
            "name": f"Look {canary}",
            "side": "client",
            "days": 2,
            "after": ["layout"],
            "is_client_facing": True,
        },
        {"key": "files", "name": f"Files {canary}", "side": "agency", "days": 1, "after": ["look"]},
    ]
    due_on = world.client.local_date(at) + timedelta(days=40)
    world.timing_plan = TimingPlan.objects.draw_up(world.job, due_on, people.ae, at, steps)
    world.milestone = world.timing_plan.milestones.get(key="look")
    world.timing_feed = TimingFeed.objects.renew(people.stranger, at)
