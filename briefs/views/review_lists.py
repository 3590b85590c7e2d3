"""What boards said of the work of one job, and of one client."""

from django.contrib.auth.decorators import login_required
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Rung
from accounts.views.client_page import open_client_for
from accounts.views.client_page import show as show_client
from briefs.models import BoardWork, Job, ReviewBoard, WorkPresentation
from briefs.rounds import Rounds, with_rounds
from briefs.views.job_page import open_job_for
from briefs.views.job_page import show as show_job

NEWEST = 50


@login_required
@require_safe
def job_reviews(request, pk):
    """Boards, work and the client's rounds; the overridden stands where everybody reads it."""
    job = open_job_for(request.user, pk)
    works = list(BoardWork.objects.filter(job=job).for_list())
    boards = job.review_boards.with_seats().order_by("-starts_at")
    can_plan = job.client.rung_for(request.user) >= Rung.AE
    page = {
        "boards": boards,
        "works": works,
        "can_plan": can_plan,
        "overridden": [work for work in works if work.override_at],
        "rounds": rounds_of_job(job, timezone.now()),
    }
    return show_job(request, job, "reviews", **page)


def rounds_of_job(job, at):
    today = job.client.local_date(at)
    rows = with_rounds(Job.objects.filter(pk=job.pk), today, WorkPresentation.objects.all())
    return Rounds(*rows.values_list("rounds", "included").get())


@login_required
@require_safe
def client_reviews(request, pk):
    """The newest boards and work of a client, and what went to it without a board."""
    client = open_client_for(request.user, pk)
    boards = ReviewBoard.objects.filter(client=client).with_seats()
    works = BoardWork.objects.filter(board__client=client).for_list()
    page = {
        "boards": boards.order_by("-starts_at")[:NEWEST],
        "works": works[:NEWEST],
        "overridden": works.overridden()[:NEWEST],
        "can_plan": client.rung_for(request.user) >= Rung.AE,
    }
    template = "briefs/client_reviews.html"
    return show_client(request, client, "reviews", template=template, **page)
