from briefs.urls import (
    boards,
    brands,
    briefings,
    briefs,
    client_side,
    departments,
    jobs,
    papers,
    timing,
)

app_name = "briefs"
urlpatterns = [
    *jobs.urlpatterns,
    *boards.urlpatterns,
    *brands.urlpatterns,
    *briefs.urlpatterns,
    *departments.urlpatterns,
    *client_side.urlpatterns,
    *timing.urlpatterns,
    *briefings.urlpatterns,
    *papers.urlpatterns,
]
