from django.urls import path

from accounts.views import inbox, papers

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/done/", inbox.finish_notices, name="finish-notices"),
    path("inbox/<int:pk>/", inbox.notice, name="notice"),
    path("inbox/<int:pk>/done/", inbox.finish_notice, name="finish-notice"),
    path("inbox/<int:pk>/back/", inbox.put_back_notice, name="put-back-notice"),
    path("inbox/<int:pk>/snooze/", inbox.snooze_notice, name="snooze-notice"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/status/", papers.paper_status, name="paper-status"),
    path("papers/<int:pk>/print/", papers.print_paper_again, name="print-paper-again"),
]
