from accounts.urls import attachments, clients, inbox, people

app_name = "accounts"
urlpatterns = [
    *people.urlpatterns,
    *clients.urlpatterns,
    *inbox.urlpatterns,
    *attachments.urlpatterns,
]
