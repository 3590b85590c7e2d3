"""The print room: a process of its own that can be killed without anybody else noticing."""

import os
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir
from textwrap import dedent
from time import monotonic, sleep

import pytest
from pypdf import PdfReader

from agency.lib import pdf
from agency.lib.pdf import PaperFailed, Press
from tests.lib.paper import text_of

ROOT = Path(pdf.__file__).resolve().parents[2]
ENDLESS_WORD = f"<p style='overflow-wrap: anywhere'>{'x' * 100_000}"
LONG_TABLE = "<table>" + "<tr><td>cell<td>cell<td>cell" * 5_000
DEEP_NEST = "<div>" * 900 + "deep"
MEGABYTE = 1024**2

pytestmark = pytest.mark.usefixtures("printable")


@pytest.fixture(scope="module")
def press():
    """One print room for all that follows: whatever is done to it, the next paper is printed."""
    opened = Press(time_limit=3)
    yield opened
    opened.close()


def print_room_of(press):
    return press._room._process.pid


def test_a_paper_is_printed_with_its_title_and_its_text():
    paper = pdf.render("<p>Route B goes into production.", title="Contact report")

    assert paper.startswith(b"%PDF-")
    assert PdfReader(BytesIO(paper)).metadata.title == "Contact report"
    assert text_of(paper) == "Route B goes into production."


def test_a_paper_is_tagged_for_screen_readers():
    catalogue = PdfReader(
        BytesIO(pdf.render("<html lang=it><h1>Verbale</h1>", title="Verbale"))
    ).trailer["/Root"]

    assert catalogue["/Lang"] == "it"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


def test_the_print_room_stays_warm_between_papers(press):
    press.render("<p>one", "one")
    first = print_room_of(press)
    press.render("<p>two", "two")

    assert print_room_of(press) == first


def test_a_print_room_is_replaced_after_many_papers(press, monkeypatch):
    press.render("<p>one", "one")
    first = print_room_of(press)
    monkeypatch.setattr(pdf, "MOST_PAPERS", press._room.papers + 1)

    assert text_of(press.render("<p>the last of its room", "two")) == "the last of its room"
    assert print_room_of(press) != first
    assert text_of(press.render("<p>Next", "next")) == "Next"


def test_a_process_that_prints_never_loads_weasyprint():
    script = """
        import sys
        from agency.lib import pdf
        pdf.render("<p>Hello", title="Hello")
        assert not [name for name in sys.modules if "weasyprint" in name]
    """

    assert _run(script).returncode == 0


def test_only_the_print_room_imports_weasyprint():
    folders = ("agency", "accounts", "briefs", "billing", "reports")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]

    importers = [path.name for path in sources if "import weasyprint" in path.read_text()]

    assert importers == ["pdf_child.py"]


def test_eight_people_who_print_at_once_each_get_their_own_paper(press):
    papers = {}

    def print_one(name):
        papers[name] = press.render(f"<p>This is {name}", name)

    threads = [threading.Thread(target=print_one, args=(f"paper {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {name: text_of(paper) for name, paper in papers.items()} == {
        f"paper {n}": f"This is paper {n}" for n in range(8)
    }


def test_a_document_that_takes_too_long_is_killed_in_time_and_its_successor_is_warm(press):
    press.render("<p>warm", "warm")
    started = monotonic()
    with pytest.raises(PaperFailed, match="too large to be printed"):
        press.render(ENDLESS_WORD, "endless")

    assert 3 <= monotonic() - started < 7
    successor = print_room_of(press)
    assert text_of(press.render("<p>Next", "next")) == "Next"
    assert print_room_of(press) == successor


def test_a_slow_document_that_is_printed_after_all_leaves_one_room_only(press, monkeypatch):
    monkeypatch.setattr(pdf, "SLOW", 0)
    press.render("<p>slow", "slow")

    assert press._spare is None
    assert text_of(press.render("<p>Next", "next")) == "Next"


@pytest.fixture
def small_press():
    opened = Press(memory_limit=350 * MEGABYTE, time_limit=300)
    yield opened
    opened.close()


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_document_that_eats_all_memory_fails_and_the_next_is_printed(small_press):
    with pytest.raises(PaperFailed, match="too large to be printed"):
        small_press.render(LONG_TABLE, "long")

    assert text_of(small_press.render("<p>Next", "next")) == "Next"


def test_a_document_nested_too_deep_fails_and_the_print_room_lives(press):
    press.render("<p>warm", "warm")
    room = print_room_of(press)

    with pytest.raises(PaperFailed, match="could not be printed") as failure:
        press.render(DEEP_NEST, "deep")

    assert "RecursionError" in failure.value.detail
    assert text_of(press.render("<p>Next", "next")) == "Next"
    assert print_room_of(press) == room


def test_a_document_of_many_megabytes_is_refused_before_it_is_sent():
    closed = Press()

    with pytest.raises(PaperFailed, match="too long"):
        closed.render("x" * 5_000_001, "endless")

    assert closed._room is None


def test_a_print_room_that_died_idle_is_replaced_unnoticed(press):
    press.render("<p>warm", "warm")
    press._room._process.kill()
    press._room._process.wait()

    assert text_of(press.render("<p>Next", "next")) == "Next"


def test_a_print_room_that_dies_at_work_fails_one_paper_only(press):
    press.render("<p>warm", "warm")
    threading.Timer(0.5, press._room._process.kill).start()

    with pytest.raises(PaperFailed):
        press.render(ENDLESS_WORD, "endless")

    assert text_of(press.render("<p>Next", "next")) == "Next"


def test_a_killed_print_room_leaves_no_files_behind(press):
    press.render("<p>warm", "warm")
    folder = Path(press._room._folder)
    assert folder.is_relative_to(gettempdir())
    assert list(folder.iterdir())

    press.close()

    assert not folder.exists()


@pytest.mark.parametrize("html", ["<p>short", ENDLESS_WORD], ids=["idle", "at work"])
def test_when_the_parent_is_killed_its_print_room_goes_too(html):
    script = f"""
        import os, threading, time
        from agency.lib import pdf
        pdf.render("<p>warm", title="warm")
        print(pdf._press._room._process.pid, pdf._press._room._folder, flush=True)
        threading.Thread(target=pdf.render, args=({html!r},), kwargs=dict(title="x")).start()
        time.sleep(1)
        os.kill(os.getpid(), 9)
    """
    pid, folder = _run(script).stdout.split()

    assert _within(10, lambda: not _is_running(int(pid)))
    assert _within(1, lambda: not Path(folder).exists())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_worker_opens_its_own_print_room_and_leaves_its_parents_alone():
    script = """
        import os
        from agency.lib import pdf
        pdf.render("<p>parent", title="parent")
        parents = pdf._press._room._process.pid
        if not (child := os.fork()):
            pdf.render("<p>child", title="child")
            assert pdf._press._room._process.pid != parents
            pdf._press.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert pdf.render("<p>parent again", title="parent").startswith(b"%PDF")
        assert pdf._press._room._process.pid == parents
        assert os.listdir(pdf._press._room._folder)
    """

    result = _run(script)

    assert (result.returncode, result.stderr) == (0, "")


def test_without_pango_a_sentence_says_what_to_install(monkeypatch, tmp_path):
    broken = tmp_path / "weasyprint.py"
    broken.write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    press = Press()

    available, how = press.is_available()

    assert not available
    assert "apt-get install libpango-1.0-0" in how or sys.platform != "linux"
    with pytest.raises(PaperFailed, match="Papers need the Pango library"):
        press.render("<p>no paper", "none")
    assert press._room is None


def test_a_print_room_that_does_not_start_says_so(monkeypatch, tmp_path):
    (tmp_path / "weasyprint.py").write_text("import os; os._exit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    sentence = "Papers cannot be printed here: the process that prints them does not start."

    assert Press().is_available() == (False, sentence)
    with pytest.raises(PaperFailed, match=sentence):
        Press().render("<p>no paper", "none")


def _run(script):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", dedent(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _within(seconds, happened):
    until = monotonic() + seconds
    while not happened() and monotonic() < until:
        sleep(0.05)
    return happened()


def _is_running(pid):
    """Whether a process lives; one that nobody has waited for yet does not count."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
