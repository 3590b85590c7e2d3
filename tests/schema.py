"""The migrated tables of SQLite, made once and copied for every test run after it.

Migrating costs a run more than most of its tests. The copy goes by a digest of everything the
tables come from, so a changed migration makes new ones.
"""

import sqlite3
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(tempfile.gettempdir()) / "plates-test-tables"
APPS = ("accounts", "briefs", "billing", "reports")
A_DAY = 24 * 60 * 60


def digest():
    """Of the migrations, and of the modules beside them that migrations import."""
    found = sha256(f"{sys.version} {django.__version__}".encode())
    for app in APPS:
        for path in [*sorted((ROOT / app).glob("migrations/*.py")), *(ROOT / app).glob("*.py")]:
            found.update(path.read_bytes())
    for lib in ("frozen.py", "migrations.py"):
        found.update((ROOT / "agency/lib" / lib).read_bytes())
    return found.hexdigest()


def kept():
    return KEPT / f"{digest()}.sqlite3"


def lay(name):
    """Put the tables into the file of this run, if they were made before."""
    if kept().exists():
        copy(kept(), Path(name))


def keep(name):
    """Keep this run's fresh tables for the next, and forget those of yesterday."""
    KEPT.mkdir(exist_ok=True)
    for path in KEPT.iterdir():
        if path.stat().st_mtime < time.time() - A_DAY:
            path.unlink(missing_ok=True)
    if not kept().exists():
        fresh = KEPT / f".{Path(name).name}"
        copy(Path(name), fresh)
        fresh.replace(kept())


def copy(one, other):
    """A whole copy, also of tables whose newest pages are still in the log beside them."""
    source, target = sqlite3.connect(one), sqlite3.connect(other)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def clear(name):
    for ending in ("", "-wal", "-shm"):
        Path(f"{name}{ending}").unlink(missing_ok=True)
