from accounts.models import Rung
from agency.lib.rows import locked
from briefs.expectation import expected_of
from briefs.models.brief import Brief


def make_expectation_sheet(job, by, at):
    """The sheet of a job, begun with all that the job knows; the one that is there, if there is."""
    with locked(job):
        job.client.demand(by, Rung.AE, at)
        there = job.briefs.filter(kind=Brief.Kind.EXPECTATION)
        there = there.exclude(latest__status="withdrawn").first()
        if there is not None:
            return there
        brief = Brief.objects.start(job.client, Brief.Kind.EXPECTATION, job.title, by, at, job=job)
        brief.latest.write(by, brief.latest.edit, {"sections": expected_of(job, at)}, at)
    return brief
