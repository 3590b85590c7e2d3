import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from agency.lib.einvoice.check import Difference, differences
from agency.lib.einvoice.read import Unreadable, check_size, read

RIGHT, WRONG, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Reckons every sum of e-invoices (UBL, CII, or a PDF that carries one) again by EN 16931. "
        "Exit status 0: all are right; 1: a sum is not; 2: a file can't be read."
    )
    requires_system_checks = ()  # it needs neither a database nor any other part

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *, files, **options):
        status = max(self._check(name) for name in files)
        if status != RIGHT:
            sys.exit(status)

    def _check(self, name):
        shown = name.encode(errors="replace").decode()
        try:
            found = differences(read(content_of(Path(name))))
        except (Unreadable, OSError, ValueError) as fault:
            self.stdout.write(f"{shown}: {sentence_of(fault)}")
            return UNREADABLE
        for one in found:
            self.stdout.write(f"{shown}: {line_of(one)}")
        if not found:
            self.stdout.write(f"{shown}: ok")
        return WRONG if found else RIGHT


def content_of(path: Path) -> bytes:
    check_size(path.stat().st_size)
    return path.read_bytes()


def sentence_of(fault: Exception) -> str:
    """What is wrong with a file, in words; of the system's faults only what it says of them."""
    return getattr(fault, "strerror", None) or str(fault)


def line_of(one: Difference) -> str:
    """One differing field: BT-110 expected 12.34, found 12.35."""
    nothing = _("nothing")
    expected, found = (
        nothing if amount is None else f"{amount:f}" for amount in (one.expected, one.found)
    )
    return _("%(term)s expected %(expected)s, found %(found)s") % {
        "term": one.term,
        "expected": expected,
        "found": found,
    }
