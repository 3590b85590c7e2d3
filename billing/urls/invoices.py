from django.urls import path

from billing.views import aging, invoice_acts, invoice_drafts, invoice_run, invoices

urlpatterns = [
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/export/", invoices.export_invoices, name="export-invoices"),
    path("invoices/new/", invoice_drafts.draft_invoice, name="draft-invoice"),
    path("invoices/aging/", aging.aging, name="aging"),
    path("invoices/run/", invoice_run.invoice_run, name="invoice-run"),
    path("invoices/run/<int:pk>/", invoice_run.invoice_run_progress, name="invoice-run-progress"),
    path("invoices/<int:pk>/", invoices.invoice, name="invoice"),
    path("invoices/<int:pk>/edit/", invoice_drafts.edit_invoice, name="edit-invoice"),
    path("invoices/<int:pk>/discard/", invoice_drafts.discard_invoice, name="discard-invoice"),
    path("invoices/<int:pk>/submit/", invoice_acts.submit_invoice, name="submit-invoice"),
    path("invoices/<int:pk>/take-back/", invoice_acts.take_back_invoice, name="take-back-invoice"),
    path("invoices/<int:pk>/approve/", invoice_acts.approve_invoice, name="approve-invoice"),
    path("invoices/<int:pk>/return/", invoice_acts.return_invoice, name="return-invoice"),
    path("invoices/<int:pk>/issue/", invoice_acts.issue_invoice, name="issue-invoice"),
    path(
        "invoices/<int:pk>/over-ceiling/",
        invoice_acts.allow_over_ceiling,
        name="allow-over-ceiling",
    ),
    path("invoices/<int:pk>/credit/", invoice_acts.credit_invoice, name="credit-invoice"),
    path("invoices/<int:pk>/again/", invoice_acts.renew_invoice, name="renew-invoice"),
    path("invoices/<int:pk>/dispute/", invoice_acts.dispute_invoice, name="dispute-invoice"),
    path("invoices/<int:pk>/settle/", invoice_acts.settle_dispute, name="settle-dispute"),
    path("invoices/<int:pk>/note/", invoice_acts.note_on_invoice, name="note-on-invoice"),
    path(
        "invoices/<int:pk>/tax-number/",
        invoice_acts.record_tax_number,
        name="record-tax-number",
    ),
    path("invoices/<int:pk>/files/<slug:syntax>/", invoices.invoice_file, name="invoice-file"),
]
