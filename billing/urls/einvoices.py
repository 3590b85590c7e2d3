from django.urls import path

from billing.views import einvoice_check

urlpatterns = [
    path("billing/check-einvoice/", einvoice_check.check_einvoice, name="check-einvoice"),
]
