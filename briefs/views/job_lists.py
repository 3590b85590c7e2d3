"""Jobs as a list, a board, a timeline and an order, and the list as a file."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Function, Rung
from agency.lib.export import csv_answer
from agency.lib.refusal import Refused
from briefs.forms.job_lists import VIEWS, JobFilter
from briefs.models import Job, JobStage, JobType
from briefs.models.job_states import RUNNING, TONES, Status

PAGE, CARDS = 50, 20
COLUMNS = (*RUNNING, Status.DELIVERED, Status.ON_HOLD)


@login_required
@require_safe
def jobs(request):
    user, today = request.user, timezone.localdate()
    chosen = JobFilter(request.GET, user)
    found = chosen.narrow(Job.objects.visible_to(user))
    counts = chosen.counts(found, today)
    rows = found.filter(chosen.condition(chosen.view_name))
    rows = rows.select_related("client", "brand", "owner", "job_type")
    pages = Paginator(rows, PAGE)
    pages.count = counts[chosen.view_name]  # counted with the other views already
    page = pages.get_page(request.GET.get("page"))
    for job in page:
        job.late = job.is_late(today)
    context = {
        "page": page,
        "late": counts["late"],
        "views": saved_views(chosen, counts, user),
        "shows_timing": user.function != Function.FINANCE,
        "export_url": f"{reverse('briefs:export-jobs')}?{request.GET.urlencode()}",
    }
    return render(request, "briefs/job_list.html", frame(request, chosen, "jobs") | context)


def frame(request, chosen, current):
    """What the four pages about many jobs have on top."""
    user = request.user
    return {
        "filter": chosen,
        "can_open": user.rung,
        "can_request": user.rung,
        "can_keep_types": JobType.objects.can_keep(user),
        "shapes": shapes(user, chosen, current),
        "current": current,
    }


def shapes(user, chosen, current):
    """The same jobs as list, board, timeline, order; finance is shown no timing."""
    pages = [("jobs", _("List"), "list")]
    if user.function != Function.FINANCE:
        pages += [
            ("job-board", _("Board"), "layout-grid"),
            ("job-timeline", _("Timeline"), "chart-column"),
            ("job-order", _("Order"), "arrow-up"),
        ]
    return [
        {
            "label": label,
            "icon": icon,
            "url": with_query(reverse(f"briefs:{name}"), chosen.kept),
            "current": name == current,
        }
        for name, label, icon in pages
    ]


def with_query(url, values):
    return f"{url}?{urlencode(values)}" if values else url


def saved_views(chosen, counts, user):
    url = reverse("briefs:jobs")
    found = [
        {
            "label": label,
            "url": with_query(url, chosen.kept | ({} if name == "open" else {"view": name})),
            "count": counts[name],
            "current": name == chosen.view_name,
        }
        for name, (label, _rows) in VIEWS.items()
        if name != "check" or user.stands_at_least(Rung.AM)
    ]
    if user.rung:
        found.append({"label": _("Requests"), "url": reverse("briefs:job-requests")})
    return found


@login_required
@require_safe
def export_jobs(request):
    """Exactly the jobs of the filtered list, for a spreadsheet."""
    chosen = JobFilter(request.GET, request.user)
    rows = chosen.narrow(Job.objects.visible_to(request.user))
    rows = rows.filter(chosen.condition(chosen.view_name))
    rows = rows.select_related("client", "brand", "owner", "job_type")
    shows_timing = request.user.function != Function.FINANCE
    head = [_("Number"), _("Title"), _("Client"), _("Brand"), _("Type"), _("Owner"), _("Status")]
    timing = [_("Opened"), _("Due"), _("Priority")] if shows_timing else []
    return csv_answer(
        "jobs.csv", head + timing, (line_of(j, shows_timing) for j in rows.iterator())
    )


def line_of(job, shows_timing):
    line = [
        job.number,
        job.title,
        job.client.name,
        job.brand.name if job.brand else "",
        job.job_type.name if job.job_type else "",
        job.owner.name,
        str(job.get_status_display()),
    ]
    if shows_timing:
        opened = timezone.localtime(job.opened_at).date()
        due = job.due_on.isoformat() if job.due_on else ""
        line += [opened.isoformat(), due, job.priority]
    return line


def demand_timing(user):
    """Finance is shown names and numbers, not the work and its days."""
    if user.function == Function.FINANCE:
        raise Refused.rank(_("Timing is shown to the client's team and to traffic."))


@login_required
@require_safe
def job_board(request):
    """Columns are the states; of one type of jobs, its stages."""
    demand_timing(request.user)
    today = timezone.localdate()
    chosen = JobFilter(request.GET, request.user)
    found = chosen.narrow(Job.objects.visible_to(request.user))
    kind = chosen.cleaned_data.get("type")
    columns = by_stage(found, kind) if kind else by_status(found)
    for column in columns:
        for job in column["jobs"]:
            job.late = job.is_late(today)
    context = frame(request, chosen, "job-board") | {"columns": columns, "kind": kind}
    return render(request, "briefs/job_board.html", context)


def by_status(found):
    """The most urgent of each state, and how many more there are."""
    here = JobStage.objects.current().filter(job=OuterRef("pk")).values("name")
    rows = found.filter(status__in=COLUMNS).annotate(
        column=F("status"), stage_name=Subquery(here[:1])
    )
    columns = [
        {"key": status, "name": status.label, "tone": TONES.get(status, "")} for status in COLUMNS
    ]
    return filled(columns, rows)


def by_stage(found, kind):
    here = JobStage.objects.current().filter(job=OuterRef("pk"))
    rows = found.filter(status__in=RUNNING).annotate(
        column=Subquery(here.values("key")[:1]), stage_name=Value("")
    )
    columns = [{"key": stage["key"], "name": stage["name"], "tone": ""} for stage in kind.stages]
    done = {"key": None, "name": _("All stages done"), "tone": "good"}
    return filled([*columns, done], rows)


def filled(columns, rows):
    place = Window(
        RowNumber(), "column", order_by=[F("due_on").asc(nulls_last=True), "priority", "pk"]
    )
    whole = Window(Count("pk"), "column")
    first = rows.annotate(place=place, whole=whole).filter(place__lte=CARDS)
    held = {column["key"]: [] for column in columns}
    for job in first.select_related("client", "owner", "job_type").order_by("place"):
        held.setdefault(job.column, []).append(job)
    for column in columns:
        jobs = held[column["key"]]
        column["jobs"] = jobs
        column["count"] = jobs[0].whole if jobs else 0
        column["further"] = column["count"] - len(jobs)
    return columns
