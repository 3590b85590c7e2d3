"""The last answer, when a page fell over: plain, with the request's number, without the database.

`agency.urls` names `server_error` as its handler500, so every layer's fault ends here.
"""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string


def server_error(request):
    """503 while the database is away, which mends itself; 500 for a fault of ours."""
    if is_database_away(sys.exc_info()[1]):
        return database_away(request)
    return HttpResponse(render_to_string("errors/500.html", {"request": request}), status=500)


def database_away(request):
    page = render_to_string("errors/503.html", {"request": request})
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})


def is_database_away(error):
    """SQLite calls a missing column operational too, and that is a fault of ours."""
    if connection.vendor == "sqlite" and isinstance(error, OperationalError):
        return any(words in str(error) for words in ("locked", "unable to open", "disk"))
    return isinstance(error, (OperationalError, InterfaceError))
