from briefs.urls import (
    boards,
    brands,
    briefs,
    client_side,
    departments,
    jobs,
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
]
