from django.urls import path

from briefs.views import briefings

urlpatterns = [
    path("briefs/<int:pk>/briefings/new/", briefings.plan_briefing, name="plan-briefing"),
    path("briefings/<int:pk>/", briefings.briefing, name="briefing"),
    path("briefings/<int:pk>/change/", briefings.change_briefing, name="change-briefing"),
    path("briefings/<int:pk>/hold/", briefings.hold_briefing, name="hold-briefing"),
    path("briefings/<int:pk>/cancel/", briefings.cancel_briefing, name="cancel-briefing"),
    path("briefings/<int:pk>/questions/", briefings.ask_at_briefing, name="ask-at-briefing"),
    path("briefings/<int:pk>/newest/", briefings.present_newest, name="present-newest"),
    path("briefings/<int:pk>/understood/", briefings.understand_brief, name="understand-brief"),
    path("briefings/<int:pk>/briefing.ics", briefings.briefing_calendar, name="briefing-calendar"),
]
