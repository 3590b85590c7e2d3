"""What the tests ran on, what they could not run on, and how they ended."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import psycopg
import redis
from django.conf import settings

from agency.bootstrap import find_browser
from agency.lib import pdf

# A developer's own settings must not decide how a test ends.
OUR_VARIABLES = {
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_LANGUAGE",
    "DEMO",
    "EMAIL_URL",
    "LOG_LEVEL",
    "MAIL_FROM",
    "MEDIA_ROOT",
    "PLATES_ENV",
    "PLATES_PROCESS",
    "PLATES_VAR",
    "REDIS_URL",
    "SECRET_KEY",
    "SENTRY_DSN",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
}
BROWSER_TESTS = "tests/browser"
# A process for each core; whoever is done takes over what another has not begun.
SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal"]
WITHOUT_BROWSER = ["--ignore", BROWSER_TESTS, *SIDE_BY_SIDE]


@dataclass
class Run:
    """One pass of pytest over one set of services."""

    name: str
    arguments: list[str]
    services: dict[str, str] = field(default_factory=dict)
    suffix: str = ""
    counts: Counter = field(default_factory=Counter)
    skipped: Counter = field(default_factory=Counter)
    code: int = 0

    def go(self) -> None:
        print(f"\n== {self.name} ==", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "junit.xml"
            self.code = pytest([*self.arguments, f"--junitxml={report}"], self.services)
            if report.exists():
                self.read(report)

    def read(self, report: Path) -> None:
        # Written by pytest a moment ago, so an ordinary parser is safe.
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            ends = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
            self.counts[ends[0] if ends else "passed"] += 1
            for skip in case.iter("skipped"):
                self.skipped[skip.get("message", "no reason given")] += 1

    def __str__(self) -> str:
        words = {"passed": "passed", "failure": "failed", "error": "errors", "skipped": "skipped"}
        said = [f"{self.counts[kind]} {word}" for kind, word in words.items() if self.counts[kind]]
        return f"{self.name}: {', '.join(said) or f'stopped ({self.code})'}{self.suffix}"


def pytest(arguments: list[str], services: dict[str, str]) -> int:
    """Run pytest in a process of its own, on exactly these services."""
    values = {name: value for name, value in os.environ.items() if not is_ours(name)}
    values |= {"PLATES_ENV": "test", "BROWSER_PATH": find_browser() or "", **services}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.call(command, env=values, cwd=settings.BASE_DIR)  # noqa: S603


def is_ours(name: str) -> bool:
    return name.removesuffix("_FILE") in OUR_VARIABLES


# -- What is there ------------------------------------------------------------------------------


def why_unreachable(services: dict[str, str]) -> str:
    """The reason why one of these services does not answer; nothing if they all do."""
    try:
        if "DATABASE_URL" in services:
            psycopg.connect(services["DATABASE_URL"], connect_timeout=5).close()
        if "REDIS_URL" in services:
            with redis.Redis.from_url(services["REDIS_URL"], socket_timeout=5) as client:
                client.ping()
    except (psycopg.Error, redis.RedisError) as error:
        return " ".join(str(error).split())
    return ""


def why_no_browser() -> str:
    """What the browser tests lack here, and how to get it; nothing if they can run."""
    if not find_browser():
        return "there is no Chromium (apt install chromium, or BROWSER_PATH names one)"
    if importlib.util.find_spec("playwright") is None:
        return "playwright is missing (pip install --require-hashes -r requirements/dev.txt)"
    return ""


def why_no_pdf() -> str:
    is_there, reason = pdf.is_available()
    return "" if is_there else reason


def browser_version() -> str:
    said = subprocess.run(  # noqa: S603 - the browser that was found
        [find_browser() or "", "--version"], capture_output=True, text=True, check=False
    ).stdout
    name, _, rest = said.strip().partition(" ")
    return f" ({name} {rest.split('.')[0]})" if rest else ""
