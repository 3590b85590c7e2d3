from django.urls import path

from briefs.views import board_session, board_works, boards, review_lists, work_presentations

urlpatterns = [
    path("review-boards/", boards.review_boards, name="review-boards"),
    path("review-boards/new/", boards.plan_review_board, name="plan-review-board"),
    path("review-boards/<int:pk>/", boards.review_board, name="review-board"),
    path("review-boards/<int:pk>/edit/", boards.change_review_board, name="change-review-board"),
    path("review-boards/<int:pk>/cancel/", boards.cancel_review_board, name="cancel-review-board"),
    path("review-boards/<int:pk>/pack/", boards.submit_board_pack, name="submit-board-pack"),
    path(
        "review-boards/<int:pk>/pack/approve/", boards.approve_board_pack, name="approve-board-pack"
    ),
    path("review-boards/<int:pk>/pack/return/", boards.return_board_pack, name="return-board-pack"),
    path(
        "review-boards/<int:pk>/pack/take-back/",
        boards.take_back_board_pack,
        name="take-back-board-pack",
    ),
    path("review-boards/<int:pk>/works/new/", board_works.add_board_work, name="add-board-work"),
    path("jobs/<int:pk>/reviews/", review_lists.job_reviews, name="job-reviews"),
    path("clients/<int:pk>/reviews/", review_lists.client_reviews, name="client-reviews"),
    *(
        path(f"review-boards/<int:pk>/{way}", view, name=name)
        for way, view, name in (
            ("session.ics", board_session.session_calendar, "session-calendar"),
            ("session/", board_session.hold_board, "hold-board"),
            ("minutes/", board_session.board_minutes, "board-minutes"),
            ("minutes/submit/", board_session.submit_board_minutes, "submit-board-minutes"),
            ("minutes/approve/", board_session.approve_board_minutes, "approve-board-minutes"),
            ("minutes/return/", board_session.return_board_minutes, "return-board-minutes"),
            ("rationale/", board_session.board_rationale, "board-rationale"),
            ("close/", board_session.close_review_board, "close-review-board"),
        )
    ),
    *(
        path(f"review-works/<int:pk>/{way}", view, name=name)
        for way, view, name in (
            ("", board_works.board_work, "board-work"),
            ("edit/", board_works.edit_board_work, "edit-board-work"),
            ("take-out/", board_works.take_out_board_work, "take-out-board-work"),
            ("score/", board_works.score_work, "score-work"),
            ("outcome/", board_works.decide_work, "decide-work"),
            ("changes/", board_works.confirm_work_changes, "confirm-work-changes"),
            ("release/", board_works.release_work, "release-work"),
            ("send-back/", work_presentations.send_back_work, "send-back-work"),
            ("override/", work_presentations.override_board, "override-board"),
            ("presentation/", work_presentations.present_work, "present-work"),
            ("answer/", work_presentations.note_client_answer, "note-client-answer"),
        )
    ),
]
