from django.urls import path

from briefs.views import brief_acts as acts
from briefs.views import brief_editor, brief_page, briefs, chains

urlpatterns = [
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/new/", briefs.start_brief, name="start-brief"),
    path("briefs/<int:pk>/", brief_page.brief, name="brief"),
    path("briefs/<int:pk>/draft/", brief_editor.brief_draft, name="brief-draft"),
    path("briefs/<int:pk>/v<int:number>/", brief_page.brief_version, name="brief-version"),
    path("briefs/<int:pk>/submit/", acts.submit_brief, name="submit-brief"),
    path("briefs/<int:pk>/take-back/", acts.take_back_brief, name="take-back-brief"),
    path("briefs/<int:pk>/approve/", acts.approve_brief, name="approve-brief"),
    path("briefs/<int:pk>/return/", acts.return_brief, name="return-brief"),
    path("briefs/<int:pk>/issue/", acts.issue_brief, name="issue-brief"),
    path("briefs/<int:pk>/withdraw/", acts.withdraw_brief, name="withdraw-brief"),
    path("briefs/<int:pk>/revise/", acts.revise_brief, name="revise-brief"),
    path("briefs/<int:pk>/co-authors/", acts.co_author_brief, name="co-author-brief"),
    path("briefs/<int:pk>/say/<slug:section>/", acts.say_about_brief, name="say-about-brief"),
    path("jobs/<int:pk>/briefs/", briefs.job_briefs, name="job-briefs"),
    path("settings/approvals/", chains.approval_chains, name="approval-chains"),
]
