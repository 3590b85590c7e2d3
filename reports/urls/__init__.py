from reports.urls import calendar, contacts, reports, rule

app_name = "reports"
urlpatterns = [
    *contacts.urlpatterns,
    *reports.urlpatterns,
    *calendar.urlpatterns,
    *rule.urlpatterns,
]
