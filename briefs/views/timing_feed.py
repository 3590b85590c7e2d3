"""Milestones in people's own calendars: one job as a file, and one's own under a secret address."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from agency.lib.ics_file import calendar_file
from briefs.models import Milestone, TimingFeed
from briefs.timing_entries import entries
from briefs.views.timing import timing_job_for

PAST = timedelta(days=60)
MOST = 2000
TYPE = "text/calendar; charset=utf-8"


@login_required
@require_safe
def job_calendar(request, pk):
    """The milestones of the version that holds, to be put into any calendar."""
    job, at = timing_job_for(request.user, pk), timezone.now()
    rows = Milestone.objects.current().filter(job=job, dropped_at=None)
    rows = rows.select_related("job", "client", "plan", "person", "contact")
    written = calendar_file(str(job), entries(rows, with_job=False), at)
    answer = HttpResponse(written, content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{job.number}-timing.ics"'
    return answer


@cache_control(private=True, max_age=300)
@require_safe
def feed(request, calendar):
    """What its owner may see at this moment, without a sign-in: the address is the key."""
    found, at = TimingFeed.objects.at_address(calendar), timezone.now()
    if found is None:
        raise Http404
    person = found.person
    with translation.override(person.language):
        name = _("Milestones of %(name)s") % {"name": person.name}
        rows = Milestone.objects.for_calendar(person, at.date() - PAST)[:MOST]
        written = calendar_file(name, entries(rows, with_job=True), at)
    answer = HttpResponse(written, content_type=TYPE)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@login_required
@require_safe
def feed_address(request):
    """The panel of the profile page; a page of its own where no script runs."""
    found = TimingFeed.objects.of(request.user)
    context = {"feed": found, "address": settings.BASE_URL + found.path if found else ""}
    template = "briefs/_timing_feed.html" if request.htmx else "briefs/timing_feed.html"
    return render(request, template, context)


@login_required
@require_POST
def renew_feed(request):
    TimingFeed.objects.renew(request.user, timezone.now())
    messages.success(request, _("This is your calendar address; an older one no longer works."))
    return redirect("briefs:timing-feed-address")


@login_required
@require_POST
def revoke_feed(request):
    if found := TimingFeed.objects.of(request.user):
        found.revoke(request.user, timezone.now())
    messages.success(request, _("Nobody reads your milestones under that address any more."))
    return redirect("briefs:timing-feed-address")
