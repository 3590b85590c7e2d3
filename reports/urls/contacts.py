from django.urls import path

from reports.views import contact_acts, contacts, log_contact

urlpatterns = [
    path("contacts/", contacts.interactions, name="interactions"),
    path("contacts/new/", log_contact.log_interaction, name="log-interaction"),
    path("contacts/new/people/", log_contact.log_people, name="log-people"),
    path("contacts/<int:pk>/", contacts.interaction, name="interaction"),
    path("contacts/<int:pk>/end/", contact_acts.move_end, name="move-end"),
    path("contacts/<int:pk>/times/", contact_acts.reschedule, name="reschedule-interaction"),
    path("contacts/<int:pk>/details/", contact_acts.correct, name="correct-interaction"),
    path("contacts/<int:pk>/people/", contact_acts.seat, name="seat-people"),
    path("contacts/<int:pk>/cancellation/", contact_acts.cancel, name="cancel-interaction"),
    path(
        "contacts/<int:pk>/cancellation/answer/",
        contact_acts.answer_cancellation,
        name="answer-cancellation",
    ),
    path("contacts/<int:pk>/no-show/", contact_acts.note_no_show, name="note-no-show"),
    path("contacts/<int:pk>/confirmation/", contact_acts.answer_old, name="answer-old"),
    path("contacts/<int:pk>/clock/", contact_acts.start_clock, name="start-clock"),
    path("contacts/<int:pk>/waiver/", contact_acts.waive, name="waive-report"),
    path("contacts/<int:pk>/drafter/", contact_acts.assign_drafter, name="assign-drafter"),
    path("contacts/<int:pk>/sensitivity/", contact_acts.mark_sensitive, name="mark-sensitive"),
    path("contacts/<int:pk>/lateness/", contact_acts.explain_lateness, name="explain-lateness"),
]
