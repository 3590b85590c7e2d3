"""The web, for a production server: `granian --interface wsgi agency.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agency.settings")
os.environ.setdefault("PLATES_PROCESS", "web")

application = get_wsgi_application()
