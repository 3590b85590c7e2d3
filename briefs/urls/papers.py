from django.urls import path

from briefs.views import brief_papers, plan_lines

urlpatterns = [
    path("briefs/<int:pk>/comparison/", brief_papers.compare_brief, name="compare-brief"),
    path(
        "briefs/<int:pk>/versions/<int:number>/preview/",
        brief_papers.brief_preview,
        name="brief-preview",
    ),
    path(
        "jobs/<int:pk>/expectation-sheet/",
        brief_papers.make_expectation,
        name="make-expectation",
    ),
    path("clients/<int:pk>/plan-lines/", plan_lines.plan_lines, name="plan-lines"),
]
