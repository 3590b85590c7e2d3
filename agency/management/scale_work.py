"""The jobs of a made-up agency: with their plans, milestones, briefs, and what waits to be signed.

Written in bulk, as a measurement needs it; a real agency's rows come from the verbs alone.
"""

from datetime import timedelta
from itertools import islice

from accounts.models import Approval, Counter, Rung, about
from briefs.models import Brief, BriefVersion, Job, JobStage, Milestone, TimingPlan
from briefs.models.job_stage import PLAIN

BATCH = 2_000
MILESTONES = (
    ("concept", "Concept", "agency", 5),
    ("review", "Internal review", "agency", 2),
    ("input", "Client's input", "client", 2),
    ("revisions", "Revisions", "agency", 2),
    ("estimate", "Estimate", "agency", 3),
    ("approval", "Client's approval", "client", 2),
    ("production", "Production", "agency", 10),
    ("delivery", "Delivery", "agency", 2),
)
CLIENT_FACING = {"input", "approval", "delivery"}
ENDED_SHARE, LATE_SHARE, WAITING_SHARE = 0.7, 0.1, 0.25
RUNNING = ("opened", "briefed", "estimate_pending", "live", "live", "live", "delivered", "on_hold")
HASH = "0" * 64


class Work:
    """So many jobs over the clients of a Scale, the older ones done."""

    def __init__(self, scale, jobs):
        self.scale, self.jobs, self.dice, self.at = scale, jobs, scale.dice, scale.at
        self.today = self.at.date()
        self.sequences = {}

    def load(self):
        numbers = iter(range(self.jobs))
        while chunk := list(islice(numbers, BATCH)):
            self._chunk(chunk)
        Counter.objects.bulk_create(
            Counter(key=f"job:{client}:{year:02d}", value=value)
            for (client, year), value in self.sequences.items()
        )

    def _chunk(self, numbers):
        jobs = Job.objects.bulk_create([self._job(number) for number in numbers])
        JobStage.objects.bulk_create(row for job in jobs for row in self._stages(job))
        plans = TimingPlan.objects.bulk_create(map(self._plan, jobs))
        Milestone.objects.bulk_create(
            (row for plan in plans for row in self._milestones(plan)), batch_size=BATCH
        )
        briefs = Brief.objects.bulk_create(map(self._brief, jobs))
        versions = BriefVersion.objects.bulk_create(map(self._version, briefs))
        Approval.objects.bulk_create(
            self._approval(version) for version in versions if version.status == "submitted"
        )
        self.scale.index("job", ((job, job.client, str(job)) for job in jobs))

    def _job(self, number):
        client = self.scale.clients[number % len(self.scale.clients)]
        opened_at = self.at - timedelta(days=self.dice.randrange(1, 400), minutes=number % 600)
        year = opened_at.year % 100
        sequence = self.sequences[client.pk, year] = self.sequences.get((client.pk, year), 0) + 1
        has_ended = self.dice.random() < ENDED_SHARE
        due_on = opened_at.date() + timedelta(days=60)
        if not has_ended:
            due_on = self.today + timedelta(days=self.dice.randrange(-10, 60))
        closed_at = min(opened_at + timedelta(days=70), self.at) if has_ended else None
        owner = self.scale.owner_of(number % len(self.scale.clients))
        return Job(
            number=f"{client.code}-{year:02d}-{sequence:04d}",
            client=client,
            title=f"Job {number:05d}",
            owner=owner,
            opened_by=owner,
            opened_at=opened_at,
            due_on=due_on,
            priority=sequence,
            status="closed" if has_ended else self.dice.choice(RUNNING),
            status_at=closed_at or opened_at,
            closed_at=closed_at,
        )

    def _stages(self, job):
        for position, stage in enumerate(PLAIN):
            is_left = job.has_ended or position < 1
            yield JobStage(
                job=job,
                position=position,
                key=stage["key"],
                name=stage["name"],
                entered_at=job.opened_at if is_left or position == 1 else None,
                left_at=job.opened_at if is_left else None,
            )

    def _plan(self, job):
        return TimingPlan(
            job=job,
            client=job.client,
            number=1,
            status=TimingPlan.Status.AGREED,
            is_current=True,
            due_on=job.due_on,
            made_by=job.owner,
            made_at=job.opened_at,
            agreed_at=job.opened_at,
            agreed_by=job.owner.manager,
            content_hash=HASH,
        )

    def _milestones(self, plan):
        job, before, left = plan.job, "", sum(days for *_names, days in MILESTONES)
        for position, (key, name, side, days) in enumerate(MILESTONES, start=1):
            start = plan.due_on - timedelta(days=left)
            left -= days
            end = plan.due_on - timedelta(days=left)
            is_late = self.dice.random() < LATE_SHARE
            is_over = job.has_ended or (end < self.today and not is_late)
            yield Milestone(
                plan=plan,
                job=job,
                client=job.client,
                key=key,
                position=position,
                name=name,
                side=side,
                days=days,
                after=[before] if before else [],
                person=job.owner if side == "agency" else None,
                is_client_facing=key in CLIENT_FACING,
                planned_start=start,
                planned_end=end,
                agreed_at=plan.agreed_at,
                done_on=end + timedelta(days=2 * is_late) if is_over else None,
            )
            before = key

    def _brief(self, job):
        return Brief(
            client=job.client,
            job=job,
            kind=Brief.Kind.CREATIVE,
            title=job.title,
            number=f"{job.number}-CB",
            author=job.owner,
            made_at=job.opened_at,
        )

    def _version(self, brief):
        is_waiting = not brief.job.has_ended and self.dice.random() < WAITING_SHARE
        approved_at = None if is_waiting else brief.made_at
        return BriefVersion(
            brief=brief,
            number=1,
            status="submitted" if is_waiting else "issued",
            sections={"background": "A launch.", "proposition": "Simply clear."},
            content_hash=HASH,
            made_by=brief.author,
            made_at=brief.made_at,
            submitted_at=brief.made_at,
            submitted_by=brief.author,
            approved_at=approved_at,
            issued_at=approved_at,
        )

    def _approval(self, version):
        brief = version.brief
        return Approval(
            client=brief.client,
            kind=brief.get_kind_display(),
            title=brief.title,
            url=version.get_absolute_url(),
            author=brief.author,
            rung=Rung.AM,
            lies_with=Rung.AM,
            content_hash=HASH,
            asked_at=version.submitted_at,
            opened_at=version.submitted_at,
            **about(version),
        )
