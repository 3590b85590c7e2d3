from briefs.urls import (
    brands,
    departments,
    jobs,
)

app_name = "briefs"
urlpatterns = [
    *jobs.urlpatterns,
    *brands.urlpatterns,
    *departments.urlpatterns,
]
