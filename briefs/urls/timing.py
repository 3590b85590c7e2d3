from django.urls import path

from briefs.views import milestones, timing, timing_feed, timing_versions

urlpatterns = [
    path("jobs/<int:pk>/timing/", timing.timing, name="timing"),
    path("jobs/<int:pk>/timing/new/", timing.draw_up_timing, name="draw-up-timing"),
    path("jobs/<int:pk>/timing.ics", timing_feed.job_calendar, name="job-calendar"),
    path("timing/<int:pk>/", timing_versions.timing_version, name="timing-version"),
    path("timing/<int:pk>/due/", timing.reschedule_timing, name="reschedule-timing"),
    path("timing/<int:pk>/milestones/", timing.add_milestone, name="add-milestone"),
    path("timing/<int:pk>/agreement/", timing_versions.agree_timing, name="agree-timing"),
    path("timing/<int:pk>/next/", timing_versions.revise_timing, name="revise-timing"),
    path("timing/<int:pk>/discard/", timing_versions.discard_timing, name="discard-timing"),
    path("milestones/", milestones.milestones, name="milestones"),
    path("milestones/<int:pk>/", milestones.edit_milestone, name="edit-milestone"),
    path("milestones/<int:pk>/move/", milestones.move_milestone, name="move-milestone"),
    path("milestones/<int:pk>/rise/", milestones.rise_milestone, name="rise-milestone"),
    path("milestones/<int:pk>/remove/", milestones.remove_milestone, name="remove-milestone"),
    path("milestones/<int:pk>/done/", milestones.complete_milestone, name="complete-milestone"),
    path("milestones/<int:pk>/reached/", milestones.note_reached, name="note-milestone-reached"),
    path("milestones/<int:pk>/open/", milestones.reopen_milestone, name="reopen-milestone"),
    path("milestones/<int:pk>/drop/", milestones.drop_milestone, name="drop-milestone"),
    path("milestones/<int:pk>/owner/", milestones.hand_over, name="hand-over-milestone"),
    path("calendar-address/", timing_feed.feed_address, name="timing-feed-address"),
    path("calendar-address/new/", timing_feed.renew_feed, name="renew-timing-feed"),
    path("calendar-address/end/", timing_feed.revoke_feed, name="revoke-timing-feed"),
    path("calendars/<str:calendar>.ics", timing_feed.feed, name="timing-feed"),
]
