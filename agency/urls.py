from django.conf import settings
from django.urls import include, path

from accounts.admin import engineers
from agency.views import approvals, board, client_risk, health, history, search, start

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("auth/", include("accounts.urls.sign_in")),
    path("", start.start, name="start"),
    path("my-day/", start.day, name="my-day"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("board/", board.board, name="board"),
    path("board/rules/", board.board_rules, name="board-rules"),
    path("board/export/", board.export_board, name="board-export"),
    path("board/<int:pk>/", board.board_account, name="board-account"),
    path("clients/<int:pk>/risk/", client_risk.client_risk, name="client-risk"),
    path("history/<slug:kind>/<int:pk>/", history.history, name="history"),
    path("clients/<int:pk>/flag/", board.flag_client, name="flag-client"),
    path("flags/<int:pk>/lift/", board.lift_flag, name="lift-flag"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.search_suggest, name="search-suggest"),
    path("", include("accounts.urls")),
    path("", include("briefs.urls")),
    path("", include("billing.urls")),
    path("", include("reports.urls")),
]
if settings.ADMIN:
    urlpatterns.append(path("engineers/", engineers.urls))

handler500 = "agency.faults.server_error"
