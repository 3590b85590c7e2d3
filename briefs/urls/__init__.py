from briefs.urls import brands, jobs

app_name = "briefs"
urlpatterns = [*jobs.urlpatterns, *brands.urlpatterns]
