from briefs.urls import jobs

app_name = "briefs"
urlpatterns = [*jobs.urlpatterns]
