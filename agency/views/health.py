import time

from django.db import DatabaseError, InterfaceError
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Heartbeat
from accounts.models.machinery import SILENCE, too_old

STARTED = time.monotonic()


@require_GET
def healthz(request):
    """Whether the database answers and the clockworks tick; for monitoring, says nothing else.

    200 "ok" or 503 "silent": a watched clockwork has not run to its end for five minutes. 503
    "away": no database. 200 "starting": the clockworks are silent, but this process is younger than
    five minutes, so the worker may be starting beside it; a machine switched on in the morning is
    not reported for the night it was off.
    """
    try:
        ages = Heartbeat.objects.ages(timezone.now())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "away", "database": "away", "clockwork": {}}, status=503)
    status = state(too_old(ages))
    page = {"status": status, "database": "ok", "clockwork": ages}
    return JsonResponse(page, status=503 if status == "silent" else 200)


def state(silent):
    if not silent:
        return "ok"
    return "starting" if time.monotonic() - STARTED < SILENCE.total_seconds() else "silent"
