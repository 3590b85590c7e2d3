from accounts.urls import clients, inbox, people

app_name = "accounts"
urlpatterns = [*people.urlpatterns, *clients.urlpatterns, *inbox.urlpatterns]
