"""The Celery app. It only rings the bell: what is due is remembered by the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agency.settings")

QUARTER_HOUR = 15 * 60
EVERY = {
    "reports.tasks.step_due_obligations": 10,
    "accounts.tasks.send_due_mail": 10,
    "accounts.tasks.print_due_papers": 10,
    "billing.tasks.make_owed_invoices": 10,
    "agency.tasks.take_risk_snapshots": QUARTER_HOUR,
    "briefs.tasks.tell_of_milestones": QUARTER_HOUR,
    "accounts.tasks.send_daily_digest": QUARTER_HOUR,
    "billing.tasks.remind_of_unpaid_invoices": QUARTER_HOUR,
    "briefs.tasks.remind_of_digests": QUARTER_HOUR,
    "briefs.tasks.tell_of_stale_documents": QUARTER_HOUR,
    "billing.tasks.expire_estimates": QUARTER_HOUR,
}

app = Celery("plates")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    task.rsplit(".", 1)[1].replace("_", "-"): {
        "task": task,
        "schedule": seconds,
        # A tick that nobody takes is void before the next: a stopped worker returns to no pile.
        "options": {"expires": seconds * 0.9},
    }
    for task, seconds in EVERY.items()
}
# Written at every tick, for whoever watches that the clock still runs.
app.conf.beat_sync_every = 1
app.autodiscover_tasks()
