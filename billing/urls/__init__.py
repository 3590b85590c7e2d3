from billing.urls import (
    costs,
    einvoice,
    estimates,
    exports,
    ground,
    invoices,
    payments,
)

app_name = "billing"
urlpatterns = [
    *ground.urlpatterns,
    *einvoice.urlpatterns,
    *estimates.urlpatterns,
    *costs.urlpatterns,
    *invoices.urlpatterns,
    *exports.urlpatterns,
    *payments.urlpatterns,
]
