from django.urls import path

from briefs import views

app_name = "briefs"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/new/", views.open_job, name="open-job"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/rename/", views.rename_job, name="rename-job"),
]
