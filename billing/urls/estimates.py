from django.urls import path

from billing.views import estimate_acts as acts
from billing.views import estimate_client, estimate_editor, estimate_page, estimate_papers
from billing.views import estimates as lists

urlpatterns = [
    path("estimates/", lists.estimates, name="estimates"),
    path("estimates/new/", lists.start_estimate, name="start-estimate"),
    path("jobs/<int:pk>/money/", lists.job_money, name="job-money"),
    path("estimates/<int:pk>/", estimate_page.estimate, name="estimate"),
    path(
        "estimates/<int:pk>/r<int:number>/",
        estimate_page.estimate_version,
        name="estimate-version",
    ),
    path("estimates/<int:pk>/draft/", estimate_editor.estimate_draft, name="estimate-draft"),
    path("estimates/<int:pk>/compare/", estimate_papers.compare_estimate, name="compare-estimate"),
    path(
        "estimates/<int:pk>/r<int:number>/preview/",
        estimate_papers.estimate_preview,
        name="estimate-preview",
    ),
    path(
        "estimates/<int:pk>/r<int:number>/pdf/", estimate_papers.estimate_pdf, name="estimate-pdf"
    ),
    path("estimates/<int:pk>/submit/", acts.submit_estimate, name="submit-estimate"),
    path("estimates/<int:pk>/take-back/", acts.take_back_estimate, name="take-back-estimate"),
    path("estimates/<int:pk>/approve/", acts.approve_estimate, name="approve-estimate"),
    path("estimates/<int:pk>/return/", acts.return_estimate, name="return-estimate"),
    path("estimates/<int:pk>/withdraw/", acts.withdraw_estimate, name="withdraw-estimate"),
    path("estimates/<int:pk>/revise/", acts.revise_estimate, name="revise-estimate"),
    path("estimates/<int:pk>/add/", acts.add_change_order, name="add-change-order"),
    path(
        "estimate-versions/<int:pk>/client/",
        estimate_client.estimate_approval,
        name="estimate-approval",
    ),
    path(
        "estimate-versions/<int:pk>/client/ask/",
        estimate_client.send_estimate,
        name="send-estimate",
    ),
    path(
        "estimate-versions/<int:pk>/client/record/",
        estimate_client.record_estimate_approval,
        name="record-estimate-approval",
    ),
]
