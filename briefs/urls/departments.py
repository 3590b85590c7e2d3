from django.urls import path

from briefs.views import documents

urlpatterns = [
    path("jobs/<int:pk>/files/", documents.job_files, name="job-files"),
]
