from django.urls import path

from briefs.views import (
    job_closing,
    job_lists,
    job_moves,
    job_requests,
    job_timeline,
    job_types,
    jobs,
)

urlpatterns = [
    path("jobs/", job_lists.jobs, name="jobs"),
    path("jobs/new/", jobs.open_job, name="open-job"),
    path("jobs/export/", job_lists.export_jobs, name="export-jobs"),
    path("jobs/board/", job_lists.job_board, name="job-board"),
    path("jobs/timeline/", job_timeline.job_timeline, name="job-timeline"),
    path("jobs/order/", job_timeline.job_order, name="job-order"),
    path("jobs/closing/", job_closing.close_jobs, name="close-jobs"),
    path("jobs/types/", job_types.job_types, name="job-types"),
    path("jobs/types/new/", job_types.add_job_type, name="add-job-type"),
    path("jobs/types/<int:pk>/", job_types.job_type, name="job-type"),
    path("jobs/types/<int:pk>/retire/", job_types.retire_job_type, name="retire-job-type"),
    path("jobs/types/<int:pk>/offer/", job_types.bring_job_type_back, name="offer-job-type"),
    path("jobs/requests/", job_requests.job_requests, name="job-requests"),
    path("jobs/requests/new/", job_requests.enter_request, name="enter-request"),
    path("jobs/requests/<int:pk>/", job_requests.job_request, name="job-request"),
    path("jobs/requests/<int:pk>/accept/", job_requests.accept_request, name="accept-request"),
    path("jobs/requests/<int:pk>/decline/", job_requests.decline_request, name="decline-request"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/edit/", jobs.edit_job, name="edit-job"),
    path("jobs/<int:pk>/closing/", job_closing.job_closing, name="job-closing"),
    path("jobs/<int:pk>/opening/", job_moves.check_opening, name="check-opening"),
    path("jobs/<int:pk>/place/", job_moves.rank_job, name="rank-job"),
    path("jobs/<int:pk>/stage/next/", job_moves.advance_job, name="advance-job"),
    path("jobs/<int:pk>/stage/back/", job_moves.send_job_back, name="send-job-back"),
    path("jobs/<int:pk>/state/<slug:verb>/", job_moves.move_job, name="move-job"),
]
