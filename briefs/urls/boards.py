from django.urls import path

from briefs.views import board_works, boards

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
    path("review-boards/<int:pk>/works/new/", board_works.add_board_work, name="add-board-work"),
    path("jobs/<int:pk>/reviews/", boards.job_reviews, name="job-reviews"),
    path("review-works/<int:pk>/edit/", board_works.edit_board_work, name="edit-board-work"),
    path(
        "review-works/<int:pk>/take-out/",
        board_works.take_out_board_work,
        name="take-out-board-work",
    ),
]
