from briefs.urls import (
    boards,
    brands,
    departments,
    jobs,
    timing,
)

app_name = "briefs"
urlpatterns = [
    *jobs.urlpatterns,
    *boards.urlpatterns,
    *brands.urlpatterns,
    *departments.urlpatterns,
    *timing.urlpatterns,
]
