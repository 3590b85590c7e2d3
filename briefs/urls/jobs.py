from django.urls import path

from briefs.views import jobs

urlpatterns = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/new/", jobs.open_job, name="open-job"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/edit/", jobs.edit_job, name="edit-job"),
]
