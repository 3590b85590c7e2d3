#!/usr/bin/env python3
"""The command line. `start` and `test` also prepare what they need: python3 manage.py start"""

import os
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agency.settings")
    os.environ.setdefault("PLATES_ENV", "local")
    # Run by its path: importing the agency package would already need what this installs.
    prepare = runpy.run_path(str(Path(__file__).resolve().parent / "agency" / "bootstrap.py"))
    prepare["prepare"](sys.argv)

from django.core.exceptions import ImproperlyConfigured  # noqa: E402 - may just have been installed
from django.core.management import execute_from_command_line  # noqa: E402

if __name__ == "__main__":
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(f"Plates does not start: {refusal}")
