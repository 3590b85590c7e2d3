from django.urls import path

from reports.views import action_items, contact_reports, job_asking, report_acts, report_editor

urlpatterns = [
    path("contacts/<int:pk>/report/", report_acts.write_report, name="write-report"),
    path("reports/", contact_reports.contact_reports, name="contact-reports"),
    path("reports/<int:pk>/", contact_reports.contact_report, name="contact-report"),
    path("reports/<int:pk>/draft/", report_editor.report_draft, name="report-draft"),
    path("reports/<int:pk>/draft/preview/", report_editor.report_preview, name="report-preview"),
    path(
        "reports/<int:pk>/versions/<int:number>/",
        contact_reports.contact_report_version,
        name="contact-report-version",
    ),
    path("reports/<int:pk>/people/<int:contact>/", report_acts.seat_people, name="report-people"),
    path("reports/<int:pk>/recipients/", report_acts.recipients, name="report-recipients"),
    path("reports/<int:pk>/review/", report_acts.submit, name="submit-report"),
    path("reports/<int:pk>/return/", report_acts.send_back, name="return-report"),
    path("reports/<int:pk>/distribution/", report_acts.distribute, name="distribute-report"),
    path("reports/<int:pk>/correction/", report_acts.correct, name="correct-report"),
    path("reports/<int:pk>/correction/drop/", report_acts.drop_correction, name="drop-correction"),
    path("report-mails/<int:pk>/bounce/", report_acts.record_bounce, name="record-bounce"),
    path("report-mails/<int:pk>/again/", report_acts.send_again, name="send-report-again"),
    path("clients/<int:pk>/reports/", contact_reports.client_panel, name="client-panel"),
    path("action-items/", action_items.action_items, name="action-items"),
    path("action-items/<int:pk>/done/", action_items.complete, name="complete-action-item"),
    path("action-items/<int:pk>/open/", action_items.reopen, name="reopen-action-item"),
    path("action-items/<int:pk>/day/", action_items.move, name="move-action-item"),
    path("action-items/<int:pk>/cancel/", action_items.cancel, name="cancel-action-item"),
    path("action-items/<int:pk>/owner/", action_items.hand_over, name="hand-over-action-item"),
    path("action-items/<int:pk>/job/", job_asking.ask_from_item, name="ask-from-item"),
    path(
        "reports/<int:pk>/decisions/<slug:key>/job/",
        job_asking.ask_from_decision,
        name="ask-from-decision",
    ),
    path("action-items/<int:pk>/reminder/", action_items.remind, name="remind-action-item"),
]
