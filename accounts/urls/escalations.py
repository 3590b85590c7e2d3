from django.urls import path

from accounts.views import escalations

urlpatterns = [
    path("escalations/", escalations.escalations, name="escalations"),
    path("escalations/<int:pk>/", escalations.escalation, name="escalation"),
    path("escalations/<int:pk>/seen/", escalations.acknowledge, name="acknowledge-escalation"),
    path("escalations/<int:pk>/answer/", escalations.resolve, name="resolve-escalation"),
]
