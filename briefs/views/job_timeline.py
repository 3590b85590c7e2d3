"""Jobs over weeks, a row a job with its milestones; and the order they are done in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Client, Rung
from briefs.forms.job_lists import JobFilter, WeekForm
from briefs.models import Job, Milestone
from briefs.models.job_states import ENDED
from briefs.views.job_lists import demand_timing, frame, with_query

WEEK, WEEKS, ROWS = timedelta(days=7), 12, 40


@dataclass(frozen=True)
class Span:
    """The weeks of one page; days become shares of its width, as SVG takes them."""

    start: date

    @property
    def end(self):
        return self.start + WEEKS * WEEK

    @property
    def last(self):
        return self.end - timedelta(days=1)

    @property
    def weeks(self):
        return [self.start + number * WEEK for number in range(WEEKS)]

    def at(self, day):
        """How far from the left a day begins, in per cent, held within the page."""
        share = (day - self.start) / (self.end - self.start) * 100
        return round(min(max(share, 0), 100), 2)

    def holds(self, day):
        return self.start <= day < self.end

    def place(self, day):
        return f"{self.at(day)}%"

    def bar(self, first, last):
        """Where a bar from the first to the last day stands; a day wide at least."""
        begins, ends = self.at(first), self.at(last + timedelta(days=1))
        return {"x": f"{begins}%", "width": f"{round(max(ends - begins, 1), 2)}%"}


@login_required
@require_safe
def job_timeline(request):
    demand_timing(request.user)
    today = timezone.localdate()
    span = Span(WeekForm(request.GET).monday(today))
    chosen = JobFilter(request.GET, request.user)
    found = chosen.narrow(Job.objects.visible_to(request.user)).exclude(status__in=ENDED)
    rows = running_in(found, span).select_related("client", "owner").order_by("due_on", "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    jobs = list(page)
    page.object_list = jobs
    marks = milestones_of(jobs)
    for job in jobs:
        draw(job, marks[job.pk], span, today)
    context = {
        "page": page,
        "span": span,
        "weeks": [{"day": day, "x": span.place(day)} for day in span.weeks],
        "today": span.place(today) if span.holds(today) else "",
        "earlier": week_url(chosen, span.start - WEEKS // 2 * WEEK),
        "later": week_url(chosen, span.start + WEEKS // 2 * WEEK),
        "now": week_url(chosen, None),
    }
    return render(
        request, "briefs/job_timeline.html", frame(request, chosen, "job-timeline") | context
    )


def running_in(jobs, span):
    """Jobs that were open in these weeks; one without a day lasts."""
    begun = Q(opened_at__date__lt=span.end)
    return jobs.filter(begun & (Q(due_on=None) | Q(due_on__gte=span.start)))


def week_url(chosen, monday):
    week = {"week": monday.isoformat()} if monday else {}
    return with_query(reverse("briefs:job-timeline"), chosen.kept | week)


def milestones_of(jobs):
    """{job's key: its milestones in order of their days}, of the plans that hold: one query."""
    found = defaultdict(list)
    rows = Milestone.objects.current().filter(job__in=jobs, dropped_at=None)
    for milestone in rows.exclude(planned_end=None).order_by("planned_end", "position"):
        found[milestone.job_id].append(milestone)
    return found


def draw(job, milestones, span, today):
    """Give a job its bar: from its opening to its day, or, without one, to today."""
    begun = [timezone.localtime(job.opened_at).date()]
    begun += [each.planned_start for each in milestones if each.planned_start]
    job.first_on = min([*begun, job.due_on or date.max])
    job.last_on = job.due_on or max(today, job.first_on)
    job.late = job.is_late(today)
    job.bar = span.bar(job.first_on, job.last_on)
    job.marks = [mark(each, span, today) for each in milestones if span.holds(each.planned_end)]
    job.next_mark = next((m for m in milestones if not m.done_on and m.planned_end >= today), None)


def mark(milestone, span, today):
    return {
        "name": milestone.name,
        "on": milestone.planned_end,
        "x": span.place(milestone.planned_end),
        "is_client": milestone.is_client_facing,
        "is_done": milestone.done_on is not None,
        "is_late": milestone.done_on is None and milestone.planned_end < today,
    }


@login_required
@require_safe
def job_order(request):
    """What a client's team does first: its manager moves jobs up and down."""
    demand_timing(request.user)
    today = timezone.localdate()
    chosen = JobFilter(request.GET, request.user)
    clients = Client.objects.open_to(request.user).filter(jobs__in=Job.objects.open()).distinct()
    client = chosen.cleaned_data.get("client") or clients.order_by("name").first()
    chosen.be_about(client)
    jobs = []
    if client is not None:
        client = get_object_or_404(Client.objects.with_standing(request.user), pk=client.pk)
        rows = Job.objects.visible_to(request.user).filter(client=client).open()
        jobs = list(rows.select_related("owner", "job_type", "traffic").order_by("priority", "pk"))
    for place, job in enumerate(jobs, start=1):
        job.client, job.place, job.late = client, place, job.is_late(today)
    context = {
        "jobs": jobs,
        "client": client,
        "can_rank": client is not None and client.rung_for(request.user) >= Rung.AM,
    }
    return render(request, "briefs/job_order.html", frame(request, chosen, "job-order") | context)
