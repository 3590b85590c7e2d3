"""A whole Plates with its worker and its clock, and a Chromium to use it with."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from agency.bootstrap import find_browser
from agency.management.suite import is_ours
from tests.agency.test_start import free_port, in_group

NEEDED = "pip install --require-hashes -r requirements/dev.txt"
sync_playwright = pytest.importorskip("playwright.sync_api", reason=NEEDED).sync_playwright
AXE_SCRIPT = pytest.importorskip("axe_playwright_python.base", reason=NEEDED).AXE_SCRIPT
PATIENCE = 180  # seconds to prepare everything, on a machine with other things to do
FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Server:
    """`manage.py start` in a process group of its own, with its own folder for all it keeps."""

    def __init__(self, var):
        self.var, self.mail = var, var / "mail"
        self.environment = {k: v for k, v in os.environ.items() if not is_ours(k)}
        self.environment["PLATES_VAR"] = str(var)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"

    def start(self):
        self.log = (self.var / "log").open("w+")
        self.process = self._open("start", "--port", str(self.port), stdout=self.log)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            if self._is_healthy():
                return
            time.sleep(0.2)
        self.kill()
        pytest.fail(f"Plates does not start:\n{self.said()}")

    def stop(self):
        """As with Ctrl-C, and nothing of it may be left."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(60)
            left = in_group(self.process.pid)
        finally:
            self.kill()
        assert code == 0, self.said()
        assert left == []

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()

    def manage(self, *words):
        """What a command says, run beside the server on the same tables."""
        process = self._open(*words, stdout=subprocess.PIPE)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        return said

    def said(self):
        return Path(self.log.name).read_text()

    def _is_healthy(self):
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/healthz", timeout=5) as page:
                return json.load(page)["status"] == "ok"
        except OSError:
            return False

    def _open(self, *words, stdout):
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@pytest.fixture(scope="session")
def chromium():
    path = find_browser()
    if path is None:
        reason = "there is no Chromium (apt install chromium, or BROWSER_PATH names one)"
        if os.environ.get("REQUIRE_BROWSER", "0") not in ("", "0"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(chromium, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("plates"))
    server.start()
    yield server
    server.stop()


class Visitor:
    """One person at one window: the page, and what the browser complained of."""

    def __init__(self, server, context):
        self.url, self.context = server.url, context
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def go(self, path):
        return self.page.goto(self.url + path)

    def sign_in(self, name):
        self.go("/")
        self.page.get_by_label("E-mail").fill(f"{name}@northlight.example")
        self.page.get_by_label("Password").fill("demo")
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.get_by_role("main").get_by_role("heading", level=1).wait_for()
        return self

    def violations(self):
        """What axe has against the page as it is, in one line each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(RUN_AXE, RULES)
        return [f"{v['id']}: {v['nodes'][0]['target']} of {len(v['nodes'])}" for v in found]


RUN_AXE = "rules => axe.run(document, rules).then(found => found.violations)"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def window(server, chromium):
    """window(...) opens a window of its own, with cookies of its own."""
    opened = []

    def window(**options):
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
        context = chromium.new_context(reduced_motion="reduce", **options)
        opened.append(context)
        return Visitor(server, context)

    yield window
    for context in opened:
        context.close()
