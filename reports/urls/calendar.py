from django.urls import path

from reports.views import calendar

urlpatterns = [
    path("calendar/", calendar.import_calendar, name="import-calendar"),
    path("calendar/<int:pk>/", calendar.calendar_import, name="calendar-import"),
    path("calendar/<int:pk>/clocks/", calendar.start_clocks, name="start-clocks"),
    path("calendar/<int:pk>/doubtful/", calendar.drop_doubtful, name="drop-doubtful"),
    path("calendar/events/<int:pk>/", calendar.confirm_event, name="confirm-event"),
    path("calendar/events/<int:pk>/drop/", calendar.drop_event, name="drop-event"),
]
