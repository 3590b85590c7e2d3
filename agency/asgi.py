"""The web for an ASGI server. The views are synchronous, so agency.wsgi is the faster door."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agency.settings")
os.environ.setdefault("PLATES_PROCESS", "web")

application = get_asgi_application()
