from accounts.urls import (
    attachments,
    client_links,
    clients,
    escalations,
    inbox,
    people,
    questions,
)

app_name = "accounts"
urlpatterns = [
    *people.urlpatterns,
    *clients.urlpatterns,
    *inbox.urlpatterns,
    *attachments.urlpatterns,
    *client_links.urlpatterns,
    *questions.urlpatterns,
    *escalations.urlpatterns,
]
