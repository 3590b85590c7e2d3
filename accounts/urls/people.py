from django.urls import path

from accounts.views import absences, people, profile, settings

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.join, name="join"),
    path("people/departed/", people.departed, name="departed"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/history/", people.person_history, name="person-history"),
    path("people/<int:pk>/edit/", people.edit_person, name="edit-person"),
    path("people/<int:pk>/manager/", people.move_person, name="move-person"),
    path("people/<int:pk>/leaving/", people.person_leaving, name="person-leaving"),
    path("people/<int:pk>/return/", people.take_back, name="take-back"),
    path("absences/", absences.absences, name="absences"),
    path("absences/new/", absences.enter_absence, name="enter-absence"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/cancel/", absences.cancel_absence, name="cancel-absence"),
    path("profile/", profile.profile, name="profile"),
    path("profile/theme/", profile.set_theme, name="set-theme"),
    path("profile/sessions/end/", profile.end_sessions, name="end-sessions"),
    path("settings/", settings.agency_settings, name="settings"),
    path("settings/offices/", settings.offices, name="offices"),
    path("settings/offices/new/", settings.new_office, name="new-office"),
    path("settings/offices/<int:pk>/", settings.office, name="office"),
    path("settings/offices/<int:pk>/close/", settings.close_office, name="close-office"),
    path("settings/closing-days/<int:pk>/", settings.reopen_office, name="reopen-office"),
]
