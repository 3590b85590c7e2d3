from briefs.models import JobRequest, JobType


def make_jobs(world):
    """A request of the client, and the type that directors keep."""
    canary = world.brand.name
    world.job_type = JobType.objects.get(slug="tv")
    world.request = JobRequest.objects.enter(
        world.client,
        f"Asked {canary}",
        world.people.aae,
        world.at,
        wanted=canary,
        contact=world.contact,
    )
