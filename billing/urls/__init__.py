from billing.urls import costs, estimates, ground, invoices

app_name = "billing"
urlpatterns = [
    *ground.urlpatterns,
    *estimates.urlpatterns,
    *costs.urlpatterns,
    *invoices.urlpatterns,
]
