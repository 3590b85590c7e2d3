from django.urls import path

from reports.views import outages, rule

urlpatterns = [
    path("settings/rule/", rule.rule, name="rule"),
    path("settings/outages/", outages.outages, name="outages"),
    path("settings/outages/<int:pk>/", outages.flag_system_fault, name="flag-system-fault"),
]
