# Tasks bind to this app, so it must exist before the first of them is imported.
from agency.celery import app as celery_app

__all__ = ["celery_app"]
