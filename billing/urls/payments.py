from django.urls import path

from billing.views import account_statements, bank_files, collecting, payment_acts, payments

urlpatterns = [
    path("payments/", payments.payments, name="payments"),
    path("payments/matching/", payments.payment_matching, name="payment-matching"),
    path("payments/new/", payments.record_payment, name="record-payment"),
    path("payments/<int:pk>/", payments.payment, name="payment"),
    path("payments/<int:pk>/post/", payment_acts.post_match, name="post-match"),
    path("payments/<int:pk>/allocate/", payment_acts.allocate_payment, name="allocate-payment"),
    path("payments/<int:pk>/keep/", payment_acts.keep_payment, name="keep-payment"),
    path("payments/<int:pk>/aside/", payment_acts.set_payment_aside, name="set-payment-aside"),
    path("payments/<int:pk>/take-up/", payment_acts.take_payment_up, name="take-payment-up"),
    path("payments/<int:pk>/reverse/", payment_acts.reverse_payment, name="reverse-payment"),
    path(
        "payments/allocations/<int:pk>/reverse/",
        payment_acts.reverse_allocation,
        name="reverse-allocation",
    ),
    path("invoices/<int:pk>/write-off/", payment_acts.write_off, name="write-off"),
    path("invoices/<int:pk>/withheld/", payment_acts.withhold, name="withhold"),
    path("invoices/<int:pk>/set-off/", payment_acts.set_off, name="set-off"),
    path("payments/bank/", bank_files.bank_statements, name="bank-statements"),
    path("payments/bank/read/", bank_files.read_bank_files, name="read-bank-files"),
    path("payments/bank/<int:pk>/", bank_files.bank_statement, name="bank-statement"),
    path("payments/unpaid/", collecting.unpaid, name="unpaid"),
    path("invoices/<int:pk>/call/", collecting.log_call, name="log-call"),
    path("payments/reminders/", collecting.reminders, name="reminders"),
    path("payments/reminders/<int:pk>/", collecting.reminder, name="reminder"),
    path("payments/reminders/<int:pk>/send/", collecting.send_reminder, name="send-reminder"),
    path("payments/reminders/<int:pk>/skip/", collecting.skip_reminder, name="skip-reminder"),
    path("payments/rates/", collecting.reference_rates, name="reference-rates"),
    path("payments/rates/new/", collecting.enter_reference_rate, name="enter-reference-rate"),
    path("clients/<int:pk>/statement/", account_statements.statement, name="statement"),
    path(
        "clients/<int:pk>/statement/new/", account_statements.make_statement, name="make-statement"
    ),
    path("statements/<int:pk>/send/", account_statements.send_statement, name="send-statement"),
]
