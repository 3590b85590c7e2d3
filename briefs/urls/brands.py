from django.urls import path

from briefs.views import brands, competitor_notes

urlpatterns = [
    path("clients/<int:pk>/brands/", brands.client_brands, name="client-brands"),
    path("brands/<int:pk>/", brands.brand, name="brand"),
    path("brands/<int:pk>/work/", brands.brand_work, name="brand-work"),
    path("brands/<int:pk>/profile/", brands.edit_profile, name="edit-brand-profile"),
    path("brands/<int:pk>/plan/", brands.edit_plan, name="edit-brand-plan"),
    path("brands/<int:pk>/budget/", brands.set_budget, name="set-brand-budget"),
    path("brands/<int:pk>/priorities/", brands.set_priorities, name="set-brand-priorities"),
    path("brands/<int:pk>/competitors/new/", brands.add_competitor, name="add-competitor"),
    path("competitors/<int:pk>/", brands.edit_competitor, name="edit-competitor"),
    path("brands/<int:pk>/notes/", competitor_notes.brand_notes, name="brand-notes"),
    path("competitor-notes/", competitor_notes.competitor_notes, name="competitor-notes"),
    path("competitor-notes/export/", competitor_notes.export_notes, name="export-competitor-notes"),
    path("competitor-notes/new/", competitor_notes.note_competitor, name="note-competitor"),
    path("competitor-notes/<int:pk>/", competitor_notes.competitor_note, name="competitor-note"),
    path(
        "competitor-notes/<int:pk>/edit/", competitor_notes.edit_note, name="edit-competitor-note"
    ),
    path(
        "competitor-notes/<int:pk>/remove/",
        competitor_notes.remove_note,
        name="remove-competitor-note",
    ),
]
