from briefs.urls import (
    boards,
    brands,
    departments,
    jobs,
)

app_name = "briefs"
urlpatterns = [
    *jobs.urlpatterns,
    *boards.urlpatterns,
    *brands.urlpatterns,
    *departments.urlpatterns,
]
