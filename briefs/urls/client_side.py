from django.urls import path

from briefs.views import client_side

urlpatterns = [
    path("brief-versions/<int:pk>/client/", client_side.client_approval, name="client-approval"),
    path("brief-versions/<int:pk>/client/ask/", client_side.invite_client, name="invite-client"),
    path(
        "brief-versions/<int:pk>/client/record/",
        client_side.record_approval,
        name="record-approval",
    ),
]
