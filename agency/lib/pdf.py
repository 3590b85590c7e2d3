"""Paper out of HTML: the only door to WeasyPrint, which runs in a process of its own.

Each process that prints has one print room (pdf_child.py), started when the first paper is asked
for and kept warm. Whoever asks waits in line. A document that takes too long or eats too much
costs the room its life and nobody else's: the next paper gets a new one.
"""

import atexit
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from agency.lib import pdf_child as room

TIME_LIMIT = 30.0  # seconds
START_LIMIT = 60.0  # seconds; a second or two unless the machine is very busy
MEMORY_LIMIT = 1024**3  # bytes of address space, on Linux
SLOW = 1 / 3  # of the time limit: from then on a second room warms up
MOST_PAPERS = 1000  # in one room, which keeps some 30 KB of each
LONGEST_DOCUMENT = (
    5_000_000  # characters of HTML and bytes of XML; a report of 500 lines has 200,000
)

PANGO = {
    "linux": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install pango",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango, in an MSYS2 shell",
}


class PaperFailed(Exception):
    """A paper that could not be printed: `message` says so to people, `detail` to the log."""

    def __init__(self, message: str, detail: str = ""):
        super().__init__(message)
        self.message = message
        self.detail = detail


@dataclass(frozen=True)
class EInvoice:
    """An invoice as data, to be carried in its paper: CII by EN 16931, and its moment of issue.

    The moment, with its time zone, becomes every date in the PDF: the same invoice gives the same
    bytes whenever it is printed.
    """

    xml: bytes
    issued_at: datetime

    def as_words(self) -> dict[str, str]:
        """As the print room gets it, in JSON."""
        moment = self.issued_at.astimezone(UTC).replace(microsecond=0)
        return {"xml": base64.b64encode(self.xml).decode(), "issued_at": moment.isoformat()}


def render(html: str, *, title: str, attachment: EInvoice | None = None) -> bytes:
    """Print one HTML document as a tagged PDF (PDF/UA-1) in the style of all papers.

    `title` becomes the title of the PDF. With an e-invoice as `attachment` it is a Factur-X paper:
    PDF/A-3a that carries the invoice as factur-x.xml. The document sees the vendored fonts, the
    stylesheet static/css/pdf.css, its own <style>, and pictures written into it as data:
    addresses; nothing else is opened, no file and no address. Takes about 0.1 s a page, the first
    time 1 s more, so it belongs in a task. Raises PaperFailed after 30 s, at 1 GiB, and without
    Pango.
    """
    return _press.render(html, title, attachment)


def is_available() -> tuple[bool, str]:
    """Whether papers can be printed here; if not, a sentence that says what to install."""
    return _press.is_available()


class Press:
    """One print room with a line in front of it."""

    def __init__(self, *, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT):
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._line = threading.Lock()
        self._room: _Room | None = None
        self._spare: _Room | None = None

    def render(self, html: str, title: str, attachment: EInvoice | None = None) -> bytes:
        if len(html) + len(attachment.xml if attachment else b"") > LONGEST_DOCUMENT:
            raise PaperFailed(_("This document is too long to be printed."))
        request: dict = {"html": html, "title": title}
        if attachment:
            request["invoice"] = attachment.as_words()
        with self._line:
            status, content = self._ask(request)
        if status == room.PRINTED:
            return content
        raise self._failure(status, content)

    def is_available(self) -> tuple[bool, str]:
        with self._line:
            status = self._opened()
        return status == room.READY, "" if status == room.READY else _why_no_paper(status)

    def close(self) -> None:
        """Let the print room go; the next paper opens another."""
        for opened in filter(None, (self._room, self._spare)):
            opened.close()
        self._room = self._spare = None

    def forget(self) -> None:
        """In a forked process: the print room belongs to the parent, so leave it alone."""
        for inherited in filter(None, (self._room, self._spare)):
            inherited.abandon()
        self._line, self._room, self._spare = threading.Lock(), None, None

    def _ask(self, request: dict) -> tuple[int, bytes]:
        status, content = self._opened(), b""
        if status != room.READY:
            return status, content
        opened = self._open_room()
        try:
            with self._spare_if_slow():
                status, content = opened.ask(request, self._time_limit)
        except (EOFError, OSError) as error:
            status, content = room.EXHAUSTED, repr(error).encode()
        worn_out = opened.papers >= MOST_PAPERS
        self._keep_one_room(replace=worn_out or status == room.EXHAUSTED)
        return status, content

    def _opened(self) -> int:
        """READY once the room is open and warm; else MISSING or CLOSED, and there is no room."""
        try:
            status = self._open_room().opened(START_LIMIT)
        except EOFError:
            status = room.CLOSED
        if status != room.READY:
            self.close()
        return status

    @contextmanager
    def _spare_if_slow(self) -> Iterator[None]:
        """Whoever is next in line must not wait for a killed room's successor to warm up."""
        timer = threading.Timer(self._time_limit * SLOW, self._open_spare)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _open_spare(self) -> None:
        self._spare = _Room(self._memory_limit)

    def _keep_one_room(self, *, replace: bool) -> None:
        if replace:
            self._room, self._spare = self._spare or _Room(self._memory_limit), self._room
        if self._spare:
            self._spare.close()
        self._spare = None

    def _open_room(self) -> "_Room":
        if self._room and not self._room.is_alive():
            self.close()
        if not self._room:
            self._room = _Room(self._memory_limit)
        return self._room

    def _failure(self, status: int, content: bytes) -> PaperFailed:
        detail = content.decode(errors="replace")
        if status in (room.MISSING, room.CLOSED):
            return PaperFailed(_why_no_paper(status), detail)
        if status == room.FAILED:
            return PaperFailed(_("This document could not be printed."), detail)
        return PaperFailed(
            _("This document is too large to be printed. Shorten it and try again."), detail
        )


class _Room:
    """The process behind a print room, and the folder of its temporary files."""

    def __init__(self, memory_limit: int):
        self._folder = tempfile.mkdtemp(prefix="plates-paper-")
        # -P: the modules beside pdf_child.py must not hide the standard library's.
        self._process = subprocess.Popen(  # noqa: S603 - our own file, no shell
            [sys.executable, "-P", "-W", "ignore", room.__file__, str(memory_limit)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TMPDIR": self._folder, "TMP": self._folder, "TEMP": self._folder},
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        self._greeted: int | None = None
        self.papers = 0

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def opened(self, seconds: float) -> int:
        """READY, or MISSING without Pango. Raises EOFError if the process died or was killed."""
        if self._greeted is None:
            with self._killed_after(seconds):
                self._greeted, _nothing = self._answer()
        return self._greeted

    def ask(self, request: dict, seconds: float) -> tuple[int, bytes]:
        """What an open room answers. Raises EOFError if the process died or was killed."""
        self.papers += 1
        words = json.dumps(request).encode()
        with self._killed_after(seconds):
            self._requests.write(room.REQUEST.pack(len(words)) + words)
            self._requests.flush()
            return self._answer()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._drop_pipes()
        shutil.rmtree(self._folder, ignore_errors=True)

    def abandon(self) -> None:
        """Let go of a process that is not our child, without a signal to it."""
        self._process.returncode = 0
        self._drop_pipes()

    def _drop_pipes(self) -> None:
        for pipe in (self._requests, self._answers):
            with suppress(OSError):
                pipe.close()

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _answer(self) -> tuple[int, bytes]:
        status, length = room.ANSWER.unpack(self._read(room.ANSWER.size))
        return status, self._read(length)

    def _read(self, length: int) -> bytes:
        content = self._answers.read(length)
        if len(content) < length:
            raise EOFError("the print room closed")
        return content


def _why_no_paper(status: int) -> str:
    if status != room.MISSING:
        return _("Papers cannot be printed here: the process that prints them does not start.")
    command = PANGO.get(sys.platform, PANGO["linux"])
    return _("Papers need the Pango library. To install it: %(command)s") % {"command": command}


_press = Press()
atexit.register(_press.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_press.forget)
