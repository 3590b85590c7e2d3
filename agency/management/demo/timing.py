"""Timing plans of the demo's jobs: kept, slipped, impossible and only drafted."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefs.models import Job, TimingPlan

DAY = timedelta(days=1)
# When a job is due, in days from today, and how it went; jobs take them in turn.
FATES = [
    (18, "slipped"),
    (31, "kept"),
    (4, "late"),
    (50, "impossible"),
    (75, "draft"),
]


def northlight(demo):
    jobs = Job.objects.open().filter(timing_plans=None).order_by("pk")
    for number, job in enumerate(jobs.select_related("client__office", "owner")):
        days, fate = FATES[number % len(FATES)]
        Told(demo, job).tell(days, fate)


class Told:
    """One job's timing, from the first draft to today."""

    def __init__(self, demo, job):
        self.job, self.client, self.at = job, job.client, demo.at
        self.today = job.client.local_date(demo.at)
        team = job.client.team
        self.ae = team.filter(role="ae").select_related("person").first().person
        self.am = team.filter(role="am").select_related("person").first().person
        self.contact = job.client.contacts.order_by("pk").first()

    def tell(self, days, fate):
        due_on = self.today + days * DAY
        begun = self.morning(self.today - (1 if fate in ("impossible", "draft") else 59) * DAY)
        plan = TimingPlan.objects.draw_up(self.job, due_on, self.ae, begun, self.template)
        if fate in ("impossible", "draft"):
            return
        begins = min(row.planned_start for row in plan.milestones.all())
        if begins < self.client.local_date(begun):
            return
        plan.agree(self.am, plan.hash_of(), begun, contact=self.contact)
        leave = {"late": 2}.get(fate, 0)
        self.tick(plan, leave)
        if fate == "slipped":
            self.slip(plan)

    @property
    def template(self):
        kind = getattr(self.job, "job_type", None)
        return kind.timing_template if kind else ()

    def tick(self, plan, leave):
        """Reach what should have been reached, here and there a day late; `leave` some open."""
        over = [row for row in plan.milestones.all() if row.planned_end < self.today]
        for number, row in enumerate(over[: len(over) - leave]):
            on = row.planned_end + (DAY if number % 4 == 2 else 0 * DAY)
            if on < self.today:
                row.complete(self.ae, self.morning(on))

    def slip(self, plan):
        """What the client was told comes later; the next version waits to be agreed."""
        ahead = [row for row in plan.milestones.all() if row.is_open and row.is_client_facing]
        if ahead:
            row = ahead[0]
            why = "The client's legal department wants to see the claims first."
            later = max(row.planned_end, self.today) + 4 * DAY
            row.move(self.ae, later, why, self.morning(self.today - DAY))

    def morning(self, day):
        zone = ZoneInfo(self.client.office.time_zone)
        return min(datetime.combine(day, time(10), zone), self.at)
