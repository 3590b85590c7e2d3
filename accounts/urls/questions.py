from django.urls import path

from accounts.views import questions

urlpatterns = [
    path("clients/<int:pk>/questions/", questions.client_questions, name="client-questions"),
    path("questions/<int:pk>/answer/", questions.answer_question, name="answer-question"),
    path("questions/<int:pk>/hold/", questions.hold_question, name="hold-question"),
    path("questions/<int:pk>/hand-on/", questions.hand_on_question, name="hand-on-question"),
    path("questions/<int:pk>/close/", questions.close_question, name="close-question"),
    path("questions/<int:pk>/reopen/", questions.reopen_question, name="reopen-question"),
    path("comments/<int:pk>/resolve/", questions.resolve_comment, name="resolve-comment"),
]
