from billing.urls import costs, einvoices, estimates, ground, invoices

app_name = "billing"
urlpatterns = [
    *ground.urlpatterns,
    *estimates.urlpatterns,
    *costs.urlpatterns,
    *invoices.urlpatterns,
    *einvoices.urlpatterns,
]
