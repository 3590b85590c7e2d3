from billing.urls import costs, einvoice, estimates, ground, invoices

app_name = "billing"
urlpatterns = [
    *ground.urlpatterns,
    *einvoice.urlpatterns,
    *estimates.urlpatterns,
    *costs.urlpatterns,
    *invoices.urlpatterns,
]
