"""The addresses a client gets, and what the agency does with them."""

from django.urls import path

from accounts.views import client_answer, client_links

urlpatterns = [
    path("with-the-client/", client_links.with_the_client, name="with-the-client"),
    path("client-links/<int:pk>/again/", client_links.send_link_again, name="send-link-again"),
    path("client-links/<int:pk>/extend/", client_links.extend_link, name="extend-link"),
    path("client-links/<int:pk>/remind/", client_links.remind_client, name="remind-client"),
    path("client-links/<int:pk>/withdraw/", client_links.revoke_link, name="revoke-link"),
    path("answer/<str:token>/", client_answer.client_answer, name="client-answer"),
    path("answer/<str:token>/approve/", client_answer.approve_by_link, name="approve-by-link"),
    path("answer/<str:token>/decline/", client_answer.decline_by_link, name="decline-by-link"),
    path("answer/<str:token>/ask/", client_answer.ask_by_link, name="ask-by-link"),
    path("answer/<str:token>/newest/", client_answer.ask_for_newest, name="ask-for-newest"),
    path("answer/<str:token>/pdf/", client_answer.client_answer_paper, name="client-answer-paper"),
]
