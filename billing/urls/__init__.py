from billing.urls import costs, estimates, ground, invoices, payments

app_name = "billing"
urlpatterns = [
    *ground.urlpatterns,
    *estimates.urlpatterns,
    *costs.urlpatterns,
    *invoices.urlpatterns,
    *payments.urlpatterns,
]
