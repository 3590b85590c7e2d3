from django.urls import path

from accounts.views import attachments

urlpatterns = [
    path("attachments/to/<slug:noun>/<int:pk>/", attachments.attach, name="attach"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path(
        "attachments/<int:pk>/picture/", attachments.attachment_picture, name="attachment-picture"
    ),
    path("attachments/<int:pk>/remove/", attachments.remove_attachment, name="remove-attachment"),
]
